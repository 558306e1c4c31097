"""Matching, against a regular expression; and in bounded time on hostile patterns."""

import re
import time

from hypothesis import given, settings
from hypothesis import strategies as st
from properties.policy_oracle import naive_match

from iot_posture.policy.alternation import any_of
from iot_posture.policy.mqtt import filter_matches
from iot_posture.policy.wildcards import Pattern

few = st.text(alphabet="ab/*?", max_size=7)
texts = st.text(alphabet="ab/+\n", max_size=9)
any_text = st.text(max_size=6)


@settings(max_examples=1000)
@given(few, texts)
def test_the_plain_matcher_agrees_with_a_regular_expression(pattern: str, text: str) -> None:
    assert Pattern.of(pattern).matches(text) == naive_match(pattern, text)


@settings(max_examples=1000)
@given(st.lists(few, max_size=8), texts)
def test_the_compiled_matcher_agrees_with_a_regular_expression(patterns: list[str], text: str) -> None:
    assert bool(any_of(map(Pattern.of, patterns))(text)) == any(naive_match(pattern, text) for pattern in patterns)


@given(st.lists(any_text, max_size=4), any_text)
def test_the_matchers_agree_on_any_text(patterns: list[str], text: str) -> None:
    listed = [Pattern.of(pattern) for pattern in patterns]
    plain = any(pattern.matches(text) for pattern in listed)
    assert bool(any_of(listed)(text)) == plain == any(naive_match(pattern, text) for pattern in patterns)


@given(any_text)
def test_every_text_without_wildcards_matches_itself_alone(text: str) -> None:
    literal = text.replace("*", "x").replace("?", "x")
    assert Pattern.of(literal).matches(literal)
    assert not Pattern.of(literal).matches(literal + "x")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["*", "?", "a", "*a", "a*", "*a?b", "?*", "aaaa*"]), min_size=1, max_size=12),
    st.integers(1, 2_000),
    st.sampled_from("ab/"),
)
def test_no_pattern_takes_a_second(pieces: list[str], length: int, last: str) -> None:
    pattern = Pattern.of(("".join(pieces) * length)[:2_000])
    text = "a" * 65_535 + last
    started = time.perf_counter()
    plain = pattern.matches(text)
    middle = time.perf_counter()
    compiled = bool(any_of([pattern])(text))
    assert plain == compiled
    assert middle - started < 1
    assert time.perf_counter() - middle < 1


levels = st.lists(st.sampled_from(["a", "b", "", "$aws", "+"]), min_size=1, max_size=4)


@given(levels, st.booleans(), st.lists(st.sampled_from(["a", "b", "", "$aws"]), min_size=1, max_size=5))
def test_topic_filters_agree_with_a_regular_expression(wanted: list[str], rest: bool, topic_levels: list[str]) -> None:
    topic_filter = "/".join([*wanted, "#"] if rest else wanted)
    topic = "/".join(topic_levels)
    expression = "/".join("[^/]*" if level == "+" else re.escape(level) for level in wanted) + "/.*" * rest
    matches = re.fullmatch(expression, topic) is not None and not (topic.startswith("$") and wanted[0] == "+")
    assert filter_matches(topic_filter, topic) == matches
