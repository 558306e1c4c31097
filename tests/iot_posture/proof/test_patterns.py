"""Patterns read one character at a time match what regular expressions do."""

import itertools

import pytest
from support.words import expression, words

from iot_posture.proof.characters import ANY, LEVEL, NAME, CharacterClass
from iot_posture.proof.patterns import Forbidden, Interval, Many, Move, One, Side, Token, Tokens, Track, bind, track

AB = CharacterClass(frozenset("ab"))
TOKENS: tuple[Token, ...] = ("a", "b/", One(), One(LEVEL), One(AB), Many(), Many(LEVEL), Many(AB))
PATTERNS: tuple[Tokens, ...] = tuple(
    itertools.chain.from_iterable(itertools.product(TOKENS, repeat=n) for n in range(4))
)
WORDS = ("", *words("abx/", 3), "abab", "ab/a", "b/b/", "xxxx", "a/b/a", "b/b/b/", "aab/a")
ACTOR = Interval("v", NAME)
OWNER = Interval("v", NAME, Side.OWNER)
OTHER = Interval("w", LEVEL)


def some(tokens: Tokens) -> Tokens:
    """The pattern with what each variable may hold written out."""
    parts = [(One(token.of), Many(token.of)) if isinstance(token, Interval) else (token,) for token in tokens]
    return tuple(itertools.chain.from_iterable(parts))


def test_a_track_matches_what_the_expression_does() -> None:
    for tokens in PATTERNS:
        one, expected = Track(tokens), expression(tokens)
        assert [word for word in WORDS if one.matches(word)] == [word for word in WORDS if expected.fullmatch(word)], (
            tokens
        )


def test_a_variable_matches_any_value_of_one_character_or_more() -> None:
    each: Tokens = (ACTOR, OTHER, "a", "/", Many(), Many(LEVEL), One(AB))
    for tokens in itertools.product(each, repeat=3):
        one, expected = Track(tokens), expression(some(tokens))
        assert [word for word in WORDS if one.matches(word)] == [word for word in WORDS if expected.fullmatch(word)], (
            tokens
        )


def test_a_set_of_patterns_forbids_what_an_expression_matches() -> None:
    patterns = [tokens for tokens in PATTERNS if One(LEVEL) not in tokens and One(AB) not in tokens]
    for first, second in itertools.pairwise(patterns):
        forbidden = Forbidden([first, second])
        expected = [word for word in WORDS if expression(first).fullmatch(word) or expression(second).fullmatch(word)]
        assert [word for word in WORDS if forbidden.forbids(_read(forbidden, word))] == expected, (first, second)


def test_each_of_many_patterns_is_forbidden_alone() -> None:
    some_patterns = [("a", One()), ("b/",), (Many(AB), "x"), (), ("x", Many(LEVEL), "x"), (One(), One(), "/")]
    forbidden = Forbidden(some_patterns)
    for word in WORDS:
        matched = any(expression(tokens).fullmatch(word) for tokens in some_patterns)
        assert forbidden.forbids(_read(forbidden, word)) == matched, word


def test_nothing_is_forbidden_by_no_patterns() -> None:
    assert not any(Forbidden(()).forbids(_read(Forbidden(()), word)) for word in WORDS)
    assert Forbidden(()).starts == 0


def test_a_letter_is_insisted_on_where_it_may_come_next() -> None:
    forbidden = Forbidden([("ab",), ("x", One(), "a"), (Many(), "b")])
    assert [one for one in "abx/" if forbidden.insists_on(forbidden.starts, one)] == ["a", "b", "x"]
    assert [one for one in "abx/" if forbidden.insists_on(_read(forbidden, "a"), one)] == ["b"]
    assert [one for one in "abx/" if forbidden.insists_on(_read(forbidden, "xx"), one)] == ["a", "b"]


def test_what_a_loop_leaves_out_ends_it() -> None:
    forbidden = Forbidden([("a", Many(LEVEL), "b"), ("x", Many(), "b")])
    assert list(forbidden.ends(forbidden.starts)) == []
    assert list(forbidden.ends(_read(forbidden, "a"))) == sorted(LEVEL.excluded)
    assert list(forbidden.ends(_read(forbidden, "x"))) == []


def test_narrow_loops_of_one_class_are_all_kept() -> None:
    patterns: list[Tokens] = [("a", Many(AB)), ("b", Many(AB), "x"), ("x", Many(LEVEL))]
    forbidden = Forbidden(patterns)
    for word in words("abx/", 4):
        matched = any(expression(tokens).fullmatch(word) for tokens in patterns)
        assert forbidden.forbids(_read(forbidden, word)) == matched, word


def test_one_character_of_a_class_is_not_forbidden_as_any_would_be() -> None:
    with pytest.raises(AssertionError, match="One"):
        Forbidden([("a", One(AB))])


def test_a_variable_takes_one_position_and_no_character_moves_it() -> None:
    forbidden = Forbidden([(ACTOR, "a"), (OTHER, ACTOR)])
    assert forbidden.starts == 0b1001
    assert forbidden.variables == {"v": 0b10001, "w": 0b1000}
    assert forbidden.letters == {"a": 0b10}
    assert forbidden.step(forbidden.starts, "a") == 0
    assert forbidden.step(0b10, "a") == 0b100
    assert forbidden.forbids(0b100)
    assert forbidden.forbids(0b100000)
    assert not forbidden.forbids(0b11011)


def _read(forbidden: Forbidden, word: str) -> int:
    live = forbidden.starts
    for character in word:
        live = forbidden.step(live, character)
    return live


def test_the_ways_on_open_and_close_variables() -> None:
    one = Track(("a", ACTOR, OTHER, Many(LEVEL), "b"))
    assert one.moves(0) == (Move("a", ANY, 2, None, None),)
    assert one.moves(2) == (Move(None, NAME, 3, None, ACTOR),)
    assert one.moves(3) == (Move(None, LEVEL, 5, ACTOR, OTHER), Move(None, NAME, 3, None, None))
    assert one.moves(5) == (
        Move(None, LEVEL, 6, OTHER, None),
        Move("b", ANY, 10, OTHER, None),
        Move(None, LEVEL, 5, None, None),
    )
    assert one.moves(6) == (Move(None, LEVEL, 6, None, None), Move("b", ANY, 10, None, None))
    assert one.moves(10) == ()
    assert one.moves(6) is one.moves(6)


def test_the_ways_on_after_one_character() -> None:
    assert Track((One(AB), "a")).moves(0) == (Move(None, AB, 2, None, None),)
    assert Track((ACTOR,)).moves(1) == (Move(None, NAME, 1, None, None),)


def test_what_is_inside_an_open_variable() -> None:
    one = Track(("a", ACTOR, Many()))
    assert [one.inside(position) for position in range(6)] == [None, None, None, ACTOR, None, None]


@pytest.mark.parametrize(
    ("tokens", "asked", "accepted"),
    [
        (("ab",), [0, 2, 4], [4]),
        (("a", ACTOR), [0, 2, 3], [3]),
        (("a", Many()), [0, 2], [2]),
        ((Many(), Many(LEVEL)), [0, 2], [0, 2]),
        ((ACTOR, Many()), [0, 1, 2], [1, 2]),
        ((Many(), "a"), [0, 4], [4]),
        ((), [0], [0]),
    ],
)
def test_a_word_ends_where_only_many_are_left(tokens: Tokens, asked: list[int], accepted: list[int]) -> None:
    one = Track(tokens)
    assert [position for position in asked if one.accepts(position)] == accepted


def test_a_track_is_made_once() -> None:
    assert track(("a", Many())) is track(("a", Many()))
    assert track(("a",)).prefix == "a"
    assert track((One(), "a")).prefix == track(()).prefix == ""
    assert track(("a", OWNER, "b", ACTOR)).intervals == (OWNER, ACTOR)


def test_values_stand_in_for_their_variables() -> None:
    values = {(Side.ACTOR, "v"): "1", (Side.OWNER, "v"): "2"}
    assert bind(("a", ACTOR, "b", OWNER, "c"), values) == ("a1b2c",)
    assert bind((ACTOR, Many(), OWNER), values) == ("1", Many(), "2")
    assert bind(("a", OTHER, "b"), values) == ("a", OTHER, "b")
    assert bind((One(), OTHER, ACTOR, OWNER), values) == (One(), OTHER, "12")
    assert bind((), values) == ()
    assert bind(("a", ACTOR), {(Side.ACTOR, "v"): ""}) == ("a",)
