"""Policy wildcards, by the plain matcher and by the compiled one."""

import time

import pytest

from iot_posture.policy.alternation import any_of
from iot_posture.policy.wildcards import Pattern, Wildcard

MATCHES = [
    ("", ""),
    ("*", ""),
    ("*", "a/b:c"),
    ("**", "x"),
    ("a*", "a"),
    ("a?c", "a/c"),
    ("?????", "+/+/+"),
    ("root/*/test/*", "root/1/test/o"),
    ("root/*/test/*", "root/1/2/test/3/o"),
    ("root/*/test/*", "root//test/o"),
    ("root/*/test/*", "root/1/test/"),
    ("a/+/b", "a/+/b"),
    ("*.json", "x.json.json"),
    ("a*b*c", "abcbc"),
    ("*a?b*", "aaxbz"),
    ("?*?", "ab"),
    ("a.c", "a.c"),
    ("*\n*", "a\nb"),
    ("*é?", "xé\u20ac"),
]
MATCHES_NOT = [
    ("", "a"),
    ("?", ""),
    ("a", "A"),
    ("a*", "b"),
    ("a?c", "ac"),
    ("root/*/test/*", "root/test/o"),
    ("root/*/test/*", "root/1-test/o"),
    ("root/*/test/*", "root/1/2/test.jpg"),
    ("a/+/b", "a/x/b"),
    ("a/#", "a/b"),
    ("*.json", "x.json5"),
    ("a*a", "a"),
    ("a*b*c", "acb"),
    ("?*?", "a"),
    ("a.c", "abc"),
    ("a", "a\n"),
    ("a?", "a"),
]


@pytest.mark.parametrize(("pattern", "text"), MATCHES)
def test_matches(pattern: str, text: str) -> None:
    assert Pattern.of(pattern).matches(text)
    assert any_of([Pattern.of(pattern)])(text)


@pytest.mark.parametrize(("pattern", "text"), MATCHES_NOT)
def test_does_not_match(pattern: str, text: str) -> None:
    assert not Pattern.of(pattern).matches(text)
    assert not any_of([Pattern.of(pattern)])(text)


def test_any_of_finds_what_one_of_its_patterns_finds() -> None:
    patterns = [Pattern.of(pattern) for pattern, _ in MATCHES + MATCHES_NOT if pattern.strip("*?")]
    match = any_of(patterns)
    texts = [text for _, text in MATCHES + MATCHES_NOT]
    assert [text for text in texts if match(text)] == [text for text in texts if any(p.matches(text) for p in patterns)]
    assert not match("none of them")


def test_no_patterns_match_nothing() -> None:
    assert not any_of([])("")


LONG = "a" * 65_535
HOSTILE = [
    ("*" * 2_000, LONG, True),
    ("*a" * 1_000, LONG + "b", False),
    ("a*" * 1_000, LONG + "b", True),
    ("*" + "a" * 1_998 + "*", LONG, True),
    ("*" + "a?" * 999 + "b", LONG, False),
    ("*" + "a" * 63 + "b", LONG, False),
    ("?*" * 1_000, LONG, True),
    ("*a" * 30 + "*" + "a" * 60 + "b" + "*c" * 800, LONG, False),
]


@pytest.mark.parametrize(("pattern", "text", "matches"), HOSTILE)
def test_hostile_patterns_take_less_than_a_second(pattern: str, text: str, matches: bool) -> None:
    assert len(pattern) >= 60
    for matcher in (Pattern.of(pattern).matches, any_of([Pattern.of(pattern)])):
        started = time.perf_counter()
        assert bool(matcher(text)) == matches
        assert time.perf_counter() - started < 1


def test_many_beginnings_of_one_another_compile() -> None:
    patterns = [Pattern.of("a" * length + "*") for length in range(1, 500)] + [Pattern.of("b" * 400 + "?")]
    match = any_of(patterns)
    assert match("ab")
    assert match("b" * 401)
    assert not match("b" * 400)


def test_a_pattern_splits_as_text_does_and_keeps_wildcards_together() -> None:
    assert Pattern.of("arn:*:x:y:?:a:b").split(":", 5) == list(map(Pattern.of, ["arn", "*", "x", "y", "?", "a:b"]))
    assert Pattern((":", Wildcard.MANY, "a:")).split(":", 5) == list(map(Pattern.of, ["", "*a", ""]))
    assert Pattern.of("a:b").split(":", 5) == [Pattern.of("a"), Pattern.of("b")]


def test_the_text_of_a_pattern() -> None:
    assert Pattern.of("a*b?").text == "a*b?"
    assert Pattern.of("a*").literal is None
    assert Pattern(("a", "b")).literal == "ab"
