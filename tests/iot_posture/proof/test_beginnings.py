"""What beginnings rule out, brute force does not find; and what people write is decided by them."""

import itertools
import random
from dataclasses import replace

import pytest
from support.words import fits, words

from iot_posture.policy.mqtt import filter_matches
from iot_posture.proof.beginnings import may_deliver, may_meet
from iot_posture.proof.characters import ANY, LEVEL, NAME, CharacterClass
from iot_posture.proof.patterns import Interval, Many, One, Side, Token, Tokens, bind
from iot_posture.proof.ways import CERTIFICATE_ID, THING_NAME, owner_of

AB, AB_SLASH = CharacterClass(frozenset("ab")), CharacterClass(frozenset("ab/"))
VALUES = ("a", "b", "ab", "a/b", "+", "a/#")
WORDS = tuple(words("ab/", 4))
DELIVERED = tuple(
    (topic_filter, topic)
    for topic_filter in words("ab/+#", 3)
    for topic in words("ab/", 3)
    if topic and topic_filter and filter_matches(topic_filter, topic)
)
OTHERS = owner_of(THING_NAME)
MINE = replace(OTHERS, side=Side.ACTOR)


def _patterns(chance: random.Random, tokens: tuple[Token, ...], count: int) -> list[Tokens]:
    """Random patterns, of which many begin alike."""
    begin = chance.choice(((), (), ("a",), ("b/",)))
    return [bind((*begin, *chance.choices(tokens, k=chance.randint(1, 4))), {}) for _ in range(count)]


def _variables(of: CharacterClass, identity: bool) -> tuple[Interval, Interval]:
    return Interval("v", of, Side.ACTOR, identity), Interval("v", of, Side.OWNER, identity)


def _values(of: CharacterClass, identity: bool) -> list[dict[tuple[Side, str], str]]:
    possible = [value for value in VALUES if all(one in of for one in value)]
    return [
        {(Side.ACTOR, "v"): one, (Side.OWNER, "v"): other}
        for one, other in itertools.product(possible, possible)
        if one != other or not identity
    ]


@pytest.mark.parametrize("identity", [True, False], ids=["identity", "shared value"])
@pytest.mark.parametrize("of", [AB, AB_SLASH], ids=["one level", "many levels"])
def test_what_may_not_meet_has_no_word_in_common(of: CharacterClass, identity: bool) -> None:
    chance = random.Random(11)  # noqa: S311 - the same patterns every time
    tokens = ("a", "b", "/", "/", *_variables(of, identity) * 2, Many(), Many(LEVEL), One())
    values = _values(of, identity)
    ruled_out = 0
    for _ in range(300):
        patterns = _patterns(chance, tokens, chance.choice((2, 2, 3)))
        if not may_meet(patterns):
            ruled_out += 1
            for given in values:
                bound = [bind(one, given) for one in patterns]
                assert not any(fits(word, bound, ()) for word in WORDS), (patterns, given)
    assert ruled_out > 25


@pytest.mark.parametrize("identity", [True, False], ids=["identity", "shared value"])
@pytest.mark.parametrize("of", [AB, AB_SLASH, ANY], ids=["one level", "many levels", "wildcards too"])
def test_what_may_not_be_delivered_is_delivered_by_no_filter(of: CharacterClass, identity: bool) -> None:
    chance = random.Random(12)  # noqa: S311 - the same patterns every time
    tokens = ("a", "b", "/", "/", *_variables(of, identity) * 2, Many(), One())
    values = _values(of, identity)
    ruled_out = 0
    for _ in range(200):
        (topic_filter,) = _patterns(chance, (*tokens, "+", "#", "/+", "/#"), 1)
        topics = _patterns(chance, tokens, chance.choice((1, 2)))
        if not may_deliver([topic_filter], topics):
            ruled_out += 1
            for given in values:
                one, others = bind(topic_filter, given), [bind(each, given) for each in topics]
                reached = (pair for pair in DELIVERED if fits(pair[0], [one], ()) and fits(pair[1], others, ()))
                assert not any(reached), (topic_filter, topics, given)
    assert ruled_out > 25


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("dt/", MINE, "/", Many()), ("dt/", OTHERS, "/", Many())),
        (("dt/", MINE), ("dt/", OTHERS)),
        ((MINE, "/", Many()), (OTHERS, "/", Many())),
        (("a/", Interval("region", ANY), "/", MINE, "/t"), ("a/", Interval("region", ANY), "/", OTHERS, "/t")),
        (("dt/", Many()), ("cmd/", Many())),
    ],
    ids=["level", "end", "first", "behind a value of all", "texts"],
)
def test_the_plain_ways_to_keep_devices_apart_need_no_search(one: Tokens, two: Tokens) -> None:
    assert not may_meet([one, two])


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("dt/", MINE, Many()), ("dt/", OTHERS, "/t")),
        (("dt/", MINE, "b/t"), ("dt/", OTHERS, "/t")),
        (("dt/", MINE, One(), "t"), ("dt/", OTHERS, "/t")),
        (("dt/", MINE), ("dt/", OTHERS, Many())),
        (("dt/x", MINE), ("dt/", OTHERS)),
        ((), ("dt/", OTHERS)),
        (("dt/", Many(), MINE, "/t"), ("dt/", Many(), OTHERS, "/t")),
        (("dt/", Interval("v", NAME)), ("dt/", Interval("v", NAME, Side.OWNER))),
        (("dt/", Interval(CERTIFICATE_ID, NAME, identity=True)), ("dt/", OTHERS)),
    ],
    ids=[
        "prefix",
        "text behind",
        "any character",
        "open end",
        "later",
        "nothing",
        "star before",
        "no identity",
        "other identities",
    ],
)
def test_names_that_may_run_on_are_left_to_the_search(one: Tokens, two: Tokens) -> None:
    assert may_meet([one, two])
    assert may_meet([two, one])


@pytest.mark.parametrize("rest", ["", "/#", "/+/t", "/x"])
def test_a_filter_under_the_own_name_delivers_nothing_of_others(rest: str) -> None:
    assert not may_deliver([("cmd/", MINE, *filter(None, [rest]))], [("cmd/", OTHERS, "/", Many())])


@pytest.mark.parametrize("start", ["+/", "$share/g/cmd/", "$sha", "#", "c+/", ""])
def test_a_filter_that_may_begin_otherwise_is_left_to_the_search(start: str) -> None:
    tokens = tuple(one for one in (start, MINE, "/t") if one)
    assert may_deliver([tokens], [("cmd/", OTHERS, "/", Many())])


def test_what_follows_a_star_in_a_filter_may_stand_anywhere() -> None:
    assert may_deliver([("cmd/", Many(), "x/#")], [("cmd/ax/t",)])
    assert may_deliver([()], [("cmd/ax/t",)])


@pytest.mark.parametrize(
    "filter_",
    [
        ("cmd/", MINE, Many()),
        ("cmd/", MINE, "+"),
        ("cmd/", Many(), MINE, "/t"),
        ("cmd/+/", MINE, "/t"),
        ("cmd/#", MINE, "/t"),
        ("cmd/", Interval(THING_NAME, CharacterClass(None, frozenset("/")), identity=True), "/t"),
    ],
    ids=["star behind", "plus behind", "star before", "plus before", "hash before", "a value that is a wildcard"],
)
def test_a_filter_whose_name_may_run_on_is_left_to_the_search(filter_: Tokens) -> None:
    assert may_deliver([filter_], [("cmd/", OTHERS, "/", Many())])
