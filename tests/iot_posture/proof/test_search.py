"""The search finds a word where brute force does, and every word that it finds is one."""

import random
from collections.abc import Iterator, Sequence

import pytest
from support.words import expression, fits, words

from iot_posture.policy.mqtt import filter_matches
from iot_posture.proof.budget import Budget, BudgetSpentError
from iot_posture.proof.characters import ANY, CLIENT_ID, HEXADECIMAL, LEVEL, NAME, TOPIC, CharacterClass
from iot_posture.proof.patterns import Forbidden, Interval, Many, One, Side, Token, Tokens, bind
from iot_posture.proof.search import Search
from iot_posture.proof.states import Found

AB = CharacterClass(frozenset("ab"))
DOT = CharacterClass(frozenset("."))
ALL = Many()
TOKENS: tuple[Token, ...] = ("a", "b", "ab", "/", "a/", One(), One(LEVEL), One(AB), Many(), Many(LEVEL), Many(AB))
LOOSE: tuple[Token, ...] = ("a", "b", "x", "/", One(), Many(), Many(), Many(LEVEL))
TOPICS = tuple(words("abx/", 4))
SHORT_TOPICS, SHORT_FILTERS = tuple(words("ax/$", 3)), tuple(words("ax/+#$", 3))
DELIVERED = tuple((one, topic) for one in SHORT_FILTERS for topic in SHORT_TOPICS if filter_matches(one, topic))


def search(
    topic: Sequence[Tokens],
    filter: Sequence[Tokens] = (),  # noqa: A002 - MQTT's own word
    *,
    not_topic: Sequence[Tokens] = (),
    not_filter: Sequence[Tokens] = (),
    of: CharacterClass = TOPIC,
    shared: bool = False,
    steps: int = 100_000,
) -> list[Found]:
    return list(
        Search(
            topic,
            filter,
            not_topic=Forbidden(not_topic),
            not_filter=Forbidden(not_filter),
            of=of,
            shared=shared,
            budget=Budget(60, steps),
        ).run()
    )


def some(chance: random.Random, tokens: tuple[Token, ...], longest: int) -> Tokens:
    """A random pattern; neighbouring texts are one, as they are where patterns are made."""
    return bind(tuple(chance.choice(tokens) for _ in range(chance.randint(1, longest))), {})


def these(chance: random.Random, tokens: tuple[Token, ...], longest: int, most: int, least: int = 0) -> list[Tokens]:
    return [some(chance, tokens, longest) for _ in range(chance.randint(least, most))]


@pytest.mark.parametrize("of", [TOPIC, CLIENT_ID, AB], ids=["topics", "client IDs", "two letters"])
def test_a_topic_is_found_where_there_is_one(of: CharacterClass) -> None:
    chance = random.Random(1)  # noqa: S311 - the same patterns every time
    for _ in range(200):
        wanted, unwanted = these(chance, TOKENS, 4, 3, 1), these(chance, LOOSE, 3, 3)
        found = search(wanted, not_topic=unwanted, of=of)
        there = [word for word in TOPICS if all(one in of for one in word) and fits(word, wanted, unwanted)]
        assert all(fits(one.topic, wanted, unwanted) and one.filter == "" for one in found), (wanted, unwanted)
        assert all(character in of for one in found for character in one.topic)
        if there:
            assert found, (wanted, unwanted, there)
            assert len(found[0].topic) <= max(map(len, there)), (wanted, unwanted, there)


def test_a_filter_and_a_topic_are_found_where_there_are() -> None:
    chance = random.Random(2)  # noqa: S311 - the same patterns every time
    tokens: tuple[Token, ...] = ("a", "x", "/", "a/", "$", One(), Many(), Many(LEVEL))
    of_filters: tuple[Token, ...] = (*tokens, "+", "#")
    for _ in range(350):
        topic, filters = these(chance, tokens, 3, 2), these(chance, of_filters, 3, 2, 1)
        not_topic, not_filter = these(chance, tokens, 3, 1), these(chance, of_filters, 3, 2)
        asked = (topic, filters, not_topic, not_filter)
        found = search(topic, filters, not_topic=not_topic, not_filter=not_filter)
        for one in found:
            assert filter_matches(one.filter, one.topic), (asked, one)
            assert fits(one.topic, topic, not_topic), (asked, one)
            assert fits(one.filter, filters, not_filter), (asked, one)
        if not found:
            there = [
                pair for pair in DELIVERED if fits(pair[0], filters, not_filter) and fits(pair[1], topic, not_topic)
            ]
            assert not there, (asked, there)


VALUES = tuple(words("ab", 2))
SIDES = (
    {"identity": False, "fixed_length": False},
    {"identity": True, "fixed_length": False},
    {"identity": True, "fixed_length": True},
)


def _assignments(actor: Interval, owner: Interval) -> Iterator[dict[tuple[Side, str], str]]:
    for one in VALUES:
        for other in VALUES:
            if all(c in actor.of for c in one) and all(c in owner.of for c in other):
                same_length = len(one) == len(other) or not actor.fixed_length
                if same_length and (one != other or not actor.identity):
                    yield {(Side.ACTOR, "v"): one, (Side.OWNER, "v"): other}


def _bound(patterns: Sequence[Tokens], values: dict[tuple[Side, str], str]) -> list[Tokens]:
    return [bind(one, values) for one in patterns]


def _there(
    topics: Sequence[str], actor: Interval, owner: Interval, wanted: Sequence[Tokens], unwanted: Sequence[Tokens]
) -> tuple[str, dict[tuple[Side, str], str]] | None:
    """A word and values that brute force finds."""
    for values in _assignments(actor, owner):
        bound, not_ = _bound(wanted, values), _bound(unwanted, values)
        for word in topics:
            if fits(word, bound, not_):
                return word, values
    return None


@pytest.mark.parametrize("kind", range(3), ids=["attribute", "identity", "identity of one length"])
def test_values_are_found_where_there_are(kind: int) -> None:
    chance = random.Random(3 + kind)  # noqa: S311 - the same patterns every time
    of = chance.choice((LEVEL, AB))
    actor, owner = (
        Interval("v", of, side, SIDES[kind]["identity"], SIDES[kind]["fixed_length"])
        for side in (Side.ACTOR, Side.OWNER)
    )
    topics = tuple(words("ab/", 4))
    for _ in range(40):
        tokens: tuple[Token, ...] = (actor, owner, "a", "b", "/", Many(), Many(LEVEL), One())
        wanted = [(*some(chance, tokens, 2), actor, *some(chance, tokens, 2)), some(chance, (owner, owner, *tokens), 3)]
        unwanted = these(chance, (actor, actor, "a", "/", Many(), One()), 3, 2)
        if not search(wanted, not_topic=unwanted):
            there = _there(topics, actor, owner, wanted, unwanted)
            assert there is None, (wanted, unwanted, there)


def test_values_that_ended_together_say_nothing_about_those_that_begin_apart() -> None:
    first, second = Interval("v", AB), Interval("w", AB)
    (found, *_) = search([(first, "/", second, "/"), (first, "/", One(), second, "b/")])
    assert found.topic == "a/aab/"


@pytest.mark.parametrize("kind", range(3), ids=["attribute", "identity", "identity of one length"])
def test_where_values_begin_together_what_is_found_is_exact(kind: int) -> None:
    chance = random.Random(7 + kind)  # noqa: S311 - the same patterns every time
    for _ in range(80):
        of = chance.choice((AB, LEVEL))
        actor, owner = (
            Interval("v", of, side, SIDES[kind]["identity"], SIDES[kind]["fixed_length"])
            for side in (Side.ACTOR, Side.OWNER)
        )
        after: tuple[Token, ...] = ("a", "/", "/", "", One(), Many(), Many(LEVEL))
        wanted = [
            ("b/", one, *some(chance, after, 2)) for one in chance.choice([(actor, owner), (actor, actor, owner)])
        ]
        unwanted = [("b/", actor, *some(chance, after, 2)) for _ in range(chance.randint(0, 2))]
        found = search(wanted, not_topic=unwanted)
        for one in found:
            assert fits(one.topic, _bound(wanted, one.values), _bound(unwanted, one.values)), (wanted, unwanted, one)
            mine, theirs = one.values[Side.ACTOR, "v"], one.values[Side.OWNER, "v"]
            assert all(character in of for character in mine + theirs)
            assert mine != theirs or not actor.identity, (wanted, unwanted, one)
            assert len(mine) == len(theirs) or not actor.fixed_length
        if not found:
            there = _there([f"b/{word}" for word in words("ab/", 3)], actor, owner, wanted, unwanted)
            assert there is None, (wanted, unwanted, there)


MINE = Interval("thing", NAME, Side.ACTOR, identity=True)
THEIRS = Interval("thing", NAME, Side.OWNER, identity=True)
MY_ID = Interval("certificate", HEXADECIMAL, Side.ACTOR, identity=True, fixed_length=True)
THEIR_ID = Interval("certificate", HEXADECIMAL, Side.OWNER, identity=True, fixed_length=True)


@pytest.mark.parametrize(
    ("topic", "not_topic", "expected"),
    [
        ([("dt/", MINE), ("dt/", THEIRS)], [], False),
        ([("dt/", MINE), ("dt/", One(), THEIRS)], [], True),
        ([(MINE,), (One(), THEIRS)], [], True),
        ([("dt/", MINE, "b"), ("dt/", THEIRS), ("dt/aab",)], [], True),
        ([("dt/", MY_ID, "b"), ("dt/", THEIR_ID), ("dt/aab",)], [], False),
        ([("dt/", One(), MINE), ("dt/", THEIRS)], [], True),
        ([("dt/", One(), MINE), ("dt/", One(), THEIRS)], [], False),
        ([("dt/", MINE, ALL), ("dt/", THEIRS)], [], True),
        ([("dt/", MY_ID, ALL), ("dt/", THEIR_ID)], [], False),
        ([("dt/", MY_ID, ALL), ("dt/", THEIR_ID, "/")], [], False),
        ([("dt/", MINE, "/", ALL), ("dt/", THEIRS, "/", ALL)], [], False),
        ([("dt/", MINE, ALL)], [("dt/", MINE)], True),
        ([("dt/", MINE)], [("dt/", MINE)], False),
        ([("dt/", MINE)], [("dt/", MINE, "/")], True),
        ([("dt/", MINE, "/")], [("dt/", MINE, "/")], False),
        ([("dt/", MINE, "/", One())], [("dt/", MINE, "/", One())], False),
        ([("dt/", MINE, "/", ALL)], [("dt/", MINE, "/", One(), ALL)], True),
        ([("dt/", MINE, ALL)], [("dt/", MINE, ALL)], False),
        ([("dt/", MINE, MINE)], [("dt/", MINE, ALL, MINE)], False),
        ([("dt/", MINE, "/", MINE)], [("dt/", MINE, "/", MINE)], False),
        ([("dt/", MINE, "/", MINE)], [("dt/", MINE, MINE)], True),
        ([("dt/", THEIRS)], [("dt/", MINE)], True),
        ([("dt/", MINE)], [("dt/", MY_ID)], True),
        ([("dt/", ALL)], [("dt/", MINE)], True),
        ([("dt/", ALL), ("dt/", THEIRS), ("dt/", MINE)], [("dt/", MINE)], False),
        ([("dt/", MINE), ("dt/", ALL)], [("dt/", MINE)], False),
        ([("dt/", ALL), ("dt/", MINE)], [("dt/", MINE)], False),
        ([("dt/", MINE), ("dt/", MY_ID)], [("dt/", MY_ID)], True),
        ([("dt/", MINE, "/a")], [("dt/", MINE, ALL, "a")], False),
        ([("dt/", MINE, "/b")], [("dt/", MINE, ALL, "a")], True),
        ([(MINE, "/", MY_ID)], [(MINE, "/", MY_ID)], False),
        ([(MINE, "/", MY_ID)], [(MINE, ALL, MY_ID, ALL, "/")], True),
        ([("dt/", MINE)], [("dt/", One(), ALL)], False),
        ([("dt/", MINE)], [("dt/", One())], True),
    ],
)
def test_a_value_is_one_and_the_same(topic: list[Tokens], not_topic: list[Tokens], expected: bool) -> None:
    assert bool(search(topic, not_topic=not_topic)) is expected


@pytest.mark.parametrize(
    ("filters", "not_filter", "expected"),
    [
        ([("dt/", MINE, "/#")], [("dt/", MINE, "/#")], False),
        ([("dt/", MINE)], [("dt/", MINE)], False),
        ([("dt/", MINE, ALL)], [("dt/", MINE)], True),
        ([("dt/", MINE, "/+")], [("dt/", MINE, "/#")], True),
        ([("dt/", MINE)], [("dt/", MINE, "/")], True),
    ],
)
def test_a_value_in_a_filter_is_one_and_the_same(
    filters: list[Tokens], not_filter: list[Tokens], expected: bool
) -> None:
    assert bool(search([("dt/", ALL)], filters, not_filter=not_filter)) is expected
    assert bool(search([], filters, not_filter=not_filter)) is expected


def test_a_value_in_the_topic_is_that_of_the_filter_that_opens_with_it() -> None:
    assert not search([("dt/", THEIRS)], [("dt/", MINE)])
    assert not search([("dt/", THEIRS, "/a")], [("dt/", MINE, "/+")])
    assert search([("dt/", THEIRS)], [("dt/+",)])
    assert not search([("dt/", THEIRS)], [("+/", MINE)])
    assert not search([("dt/", MINE)], [("dt/", MINE)], not_topic=[("dt/", MINE)])
    assert not search([("dt/", MINE)], [("dt/", MINE)], not_filter=[("dt/", MINE)])
    assert search([("dt/", ALL)], [("dt/", MINE)], not_topic=[("dt/", MINE)])
    assert search([("dt/", MINE)], [("dt/+",)], not_filter=[("dt/", MINE)])


def test_a_value_in_a_shared_filter_is_one_and_the_same() -> None:
    assert search([("d", MINE)], [("$share/g/d", One(), THEIRS)], shared=True)
    assert not search([("d", MINE)], [("$share/g/d", THEIRS)], shared=True)
    assert not search([("d", ALL)], [("$share/g/d", MINE)], not_filter=[("$share/g/d", MINE)], shared=True)
    assert search([("d", ALL)], [("$share/g/d", MINE)], not_filter=[("$share/g/d", MINE, "d")], shared=True)


def test_values_differ_where_they_can() -> None:
    (first, *_) = search([("x/", MINE, "/", ALL), ("x/", ALL, "/", THEIRS)])
    assert first.topic == "x/a/b"
    assert first.values == {(Side.ACTOR, "thing"): "a", (Side.OWNER, "thing"): "b"}
    (first, *_) = search([("x/", ALL, One())])
    assert first.topic == "x/x"
    attribute = Interval("attribute", NAME)
    assert search([("x/", attribute)])[0].topic == "x/x"


def test_the_value_found_is_what_the_first_interval_read() -> None:
    (first, *_) = search([(MINE, "/", THEIRS, "/", MINE)])
    assert first.topic == "a/b/a"
    assert first.values == {(Side.ACTOR, "thing"): "a", (Side.OWNER, "thing"): "b"}
    other = Interval("other", AB)
    (first, *_) = search([(other, MINE), ("ab", ALL)], [("+",)])
    assert (first.topic, first.filter) == ("ab", "+")
    assert first.values == {(Side.ACTOR, "other"): "a", (Side.ACTOR, "thing"): "b"}


def test_a_character_that_no_one_prefers_is_found() -> None:
    assert search([(Many(DOT), "a"), (One(), ALL)], not_topic=[("a",)])[0].topic == ".a"
    assert search([(One(), One(DOT))], not_topic=[("x", ALL), ("a", ALL)])[0].topic == "b."
    assert search([(One(),), (One(DOT),)])[0].topic == "."
    assert search([(One(DOT),), (One(),)])[0].topic == "."


def test_a_slash_ends_a_plus_that_is_forbidden() -> None:
    assert search([(One(),)], not_topic=[(Many(LEVEL),)])[0].topic == "/"
    assert not search([(One(LEVEL),)], not_topic=[(Many(LEVEL),)])
    assert not search([("a", ALL)], not_topic=[("a", Many(LEVEL)), ("a", ALL, "/", ALL)])
    assert search([ALL_TOPICS], [("a/", ALL)], not_filter=[("a/", Many(LEVEL))])[0].filter.count("/") == 2


ALL_TOPICS: Tokens = (ALL,)
PLAIN = CharacterClass(None, frozenset("$"))


@pytest.mark.parametrize(
    ("topic", "of", "expected"),
    [
        (("/" * 7,), TOPIC, True),
        (("/" * 8,), TOPIC, False),
        (("a" + "/" * 7,), TOPIC, True),
        (("a" + "/" * 8,), TOPIC, False),
        (("a" + "/a" * 7,), TOPIC, True),
        (("a" + "/a" * 8,), TOPIC, False),
        (("a", One(AB), "/a" * 7), TOPIC, True),
        (("a", One(AB), "/a" * 8), TOPIC, False),
        ((One(AB), "/a" * 7), TOPIC, True),
        ((One(AB), "/a" * 8), TOPIC, False),
        (("$aws" + "/a" * 8,), TOPIC, True),
        (("$", ALL, "/" * 8), TOPIC, True),
        (("$", ALL, "/" * 10), TOPIC, True),
        (("$aws", One(AB), "/a" * 10), TOPIC, True),
        (("a$" + "/" * 8,), TOPIC, False),
        (("a$", ALL, "/" * 8), TOPIC, False),
        (("a", One(), "/" * 8), TOPIC, False),
        ((One(), "/" * 8), TOPIC, True),
        ((One(PLAIN), "/" * 8), TOPIC, False),
        ((One(), "/" * 8), CLIENT_ID, True),
        (("a" + "/a" * 20,), CLIENT_ID, True),
        ((One(), One(AB), "/a" * 20), CLIENT_ID, True),
    ],
)
def test_a_topic_has_seven_slashes_unless_it_is_reserved(topic: Tokens, of: CharacterClass, expected: bool) -> None:
    assert bool(search([topic], of=of)) is expected
    if of is TOPIC and topic != ("/" * 7,):
        assert bool(search([topic], [topic])) is expected
        assert bool(search([topic], [ALL_TOPICS])) is expected


@pytest.mark.parametrize(
    ("topic", "filters", "expected"),
    [
        ("a" * 256, "", True),
        ("a" * 257, "", False),
        ("$aws/rules/r/" + "a" * 256, "", True),
        ("$aws/rules/r/" + "a" * 257, "", False),
        ("/" + "a" * 255, "+/" + "a" * 254, False),
        ("/" + "a" * 254, "+/" + "a" * 254, True),
        ("/" + "a" * 255, "+/" + "a" * 255, False),
        ("a" * 256, "#", True),
        ("a" * 257, "#", False),
    ],
)
def test_topics_and_filters_have_256_bytes(topic: str, filters: str, expected: bool) -> None:
    assert bool(search([(topic,)], [(filters,)] if filters else [])) is expected


def test_the_group_of_a_shared_subscription_does_not_count() -> None:
    for length, expected in ((256, True), (257, False)):
        word = "a" * length
        assert bool(search([(word,)], [(f"$share/group/{word}",)], shared=True)) is expected
        assert bool(search([ALL_TOPICS], [(f"$share/group/{word}",)], shared=True)) is expected


@pytest.mark.parametrize(("levels", "expected"), [(7, True), (8, False)])
def test_the_slashes_of_a_group_do_not_count(levels: int, expected: bool) -> None:
    word = "a" + "/a" * levels
    assert bool(search([(word,)], [("$share/g/", ALL)], shared=True)) is expected
    assert bool(search([ALL_TOPICS], [(f"$share/g/{word}",)], shared=True)) is expected


def test_a_filter_avoids_what_is_forbidden_at_its_beginning() -> None:
    forbidden: list[Tokens] = [("x", ALL), ("+", ALL), ("#", ALL)]
    (first, *_) = search([(One(AB),)], [ALL_TOPICS], not_filter=forbidden)
    assert (first.topic, first.filter) == ("a", "a")
    (first, *_) = search([ALL_TOPICS], [ALL_TOPICS], not_filter=forbidden)
    assert (first.topic, first.filter) == ("a", "a")
    (first, *_) = search([ALL_TOPICS], [ALL_TOPICS], not_topic=[("a", ALL), ("b", ALL)], not_filter=forbidden)
    assert first.filter == "c"
    (first, *_) = search([ALL_TOPICS], [("+/", ALL)], not_topic=[("x", ALL)], not_filter=[("+/x", ALL), ("+/+",)])
    assert (first.topic, first.filter) == ("/", "+/")


def test_a_shared_filter_is_forbidden_with_its_group() -> None:
    (first, *_) = search([("a",)], [(ALL,)], shared=True)
    assert (first.topic, first.filter) == ("a", "$share/x/a")
    assert not search([("a",)], [(ALL,)], not_filter=[("$share/", ALL)], shared=True)
    (first, *_) = search([("a",)], [(ALL,)], not_filter=[("$share/", One(), "/", ALL)], shared=True)
    assert len(first.filter) == len("$share/xx/a")
    (first, *_) = search([("a",)], [(ALL,), (ALL, "/", ALL, "/a")], not_filter=[("$share/x", ALL)], shared=True)
    assert first.filter == "$share/a/a"
    assert not search([("a",)], [("$share/", MINE, "/a")], not_filter=[("$share/", MINE, "/a")], shared=True)
    assert search([("a",)], [("$share/", MINE, "/", ALL)], not_filter=[("$share/", MINE, "/a")], shared=True)
    assert search([("a",)], [(Many(), ALL, Many())], shared=True)[0].filter == "$share/x/a"


@pytest.mark.parametrize(
    ("topic", "filters", "not_topic", "not_filter", "of", "steps"),
    [
        ([("b" * 90 + "ac", ALL), ("b" * 90 + "c",)], [], [], [], TOPIC, 0),
        ([("a" * 200,)], [], [], [], TOPIC, 1),
        ([("a" * 200,), ("a" * 200,)], [("a" * 200,)], [], [], TOPIC, 2),
        ([("a" * 200,), ("a" * 200, ALL)], [], [("b", ALL)], [], TOPIC, 3),
        ([("a" * 100, One()), ("a" * 101, ALL)], [], [], [], TOPIC, 6),
        ([("/" * 200,)], [], [], [], CLIENT_ID, 1),
        ([("+" * 200,)], [], [], [], CLIENT_ID, 1),
    ],
)
def test_what_can_be_told_from_literal_beginnings_costs_little(
    topic: list[Tokens],
    filters: list[Tokens],
    not_topic: list[Tokens],
    not_filter: list[Tokens],
    of: CharacterClass,
    steps: int,
) -> None:
    search(topic, filters, not_topic=not_topic, not_filter=not_filter, of=of, steps=steps)
    if steps:
        with pytest.raises(BudgetSpentError):
            search(topic, filters, not_topic=not_topic, not_filter=not_filter, of=of, steps=0)


@pytest.mark.parametrize(
    ("topic", "filters", "not_topic", "not_filter", "expected"),
    [
        (("abc",), (), [("abc",)], [], None),
        (("abc",), (), [("ab",)], [], ("abc", "")),
        (("abc",), (), [("ab", ALL)], [], None),
        (("abc",), ("abc",), [], [("abc",)], None),
        (("abc",), ("abc",), [("a",)], [("ab",)], ("abc", "abc")),
        (("abc/+",), (), [], [], None),
        (("ab/cd",), ("ab/+",), [], [("ab/cd",)], ("ab/cd", "ab/+")),
        (("ab/cd",), ("ab/#",), [], [], ("ab/cd", "ab/#")),
        (("ab/cd",), ("ab/cd/#",), [], [], None),
        (("ab/cd",), ("+/cd",), [], [], ("ab/cd", "+/cd")),
        (("++a",), ("++a",), [], [], None),
        (("##a",), (), [], [], None),
        (("ab/c",), ("abc",), [], [], None),
        (("ab/cd", ALL), ("ab/", ALL), [], [("ab/cd", ALL)], ("ab/cd", "ab/+")),
        (("abab", ALL), ("ab", ALL), [("ab", Many(AB))], [], ("ababx", "ababx")),
        (("$ab/c",), ("$ab/+",), [], [], ("$ab/c", "$ab/+")),
        (("$ab/c",), ("+/c",), [], [], None),
        (("/ab",), ("/+",), [], [], ("/ab", "/+")),
        (("a/b",), ("a/", "b"), [], [], ("a/b", "a/b")),
    ],
)
def test_a_shared_literal_beginning_is_read_as_all_else_is(
    topic: Tokens,
    filters: Tokens,
    not_topic: list[Tokens],
    not_filter: list[Tokens],
    expected: tuple[str, str] | None,
) -> None:
    found = search([topic], [filters] if filters else [], not_topic=not_topic, not_filter=not_filter)
    assert ((found[0].topic, found[0].filter) if found else None) == expected


def test_what_is_no_topic_may_hold_anything() -> None:
    assert search([("a+#/b",)], of=CLIENT_ID)[0].topic == "a+#/b"
    assert search([("a", One(CharacterClass(frozenset("+"))), "b")], of=CLIENT_ID)[0].topic == "a+b"
    assert not search([("a", One(CharacterClass(frozenset("+"))), "b")])
    assert not search([("a\0b",)], of=CLIENT_ID)
    assert search([("a\0b",)], of=ANY)
    assert not search([("a$b",)], of=NAME)


def test_nothing_is_no_topic() -> None:
    assert not search([()])
    assert not search([("",)])
    assert not search([("a",)], [()])
    assert search([(ALL,)])[0].topic == "x"
    assert expression((ALL,)).fullmatch("")


def test_each_state_is_found_once() -> None:
    found = search([(ALL, "a", ALL)])
    assert [one.topic for one in found] == ["a", "xa"] or len({one.topic for one in found}) == len(found)
