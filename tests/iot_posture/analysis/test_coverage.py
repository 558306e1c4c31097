"""What covers and what overlaps, against an oracle that tries every short text."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_posture.analysis.coverage import Unit, covers, overlaps, symbols
from iot_posture.template import Hole, Text, matches

LETTERS = "ab"
TEXTS = ["".join(letters) for length in range(8) for letters in itertools.product(LETTERS, repeat=length)]
PATTERNS = st.text(alphabet="ab*?", max_size=4)
THING = "${iot:Connection.Thing.ThingName}"


def language(pattern: str) -> set[str]:
    return {text for text in TEXTS if matches(pattern, text)}


@given(outer=PATTERNS, inner=PATTERNS)
def test_what_is_said_to_be_covered_is_covered(outer: str, inner: str) -> None:
    if covers(symbols(Text.of(outer)), symbols(Text.of(inner))):
        assert language(inner) <= language(outer)


@given(outer=PATTERNS.map(lambda text: text.replace("?", "")), inner=PATTERNS.map(lambda text: text.replace("?", "")))
def test_without_question_marks_nothing_that_is_covered_is_missed(outer: str, inner: str) -> None:
    # A third letter stands for all those that a pattern does not name, so that "a*" and "b*" are not taken for all.
    texts = ["".join(letters) for length in range(6) for letters in itertools.product("abc", repeat=length)]
    covered = all(matches(outer, text) for text in texts if matches(inner, text))
    assert covers(symbols(Text.of(outer)), symbols(Text.of(inner))) == covered


@given(first=PATTERNS, second=PATTERNS)
def test_patterns_overlap_when_a_text_is_in_both(first: str, second: str) -> None:
    rows = symbols(Text.of(first)), symbols(Text.of(second))
    assert overlaps(*rows) == overlaps(*reversed(rows)) == bool(language(first) & language(second))


@pytest.mark.parametrize(
    ("outer", "inner", "covered", "overlap"),
    [
        (Text.of("a/*"), Text.of(f"a/{THING}/b"), True, True),
        (Text.of(f"a/{THING}/*"), Text.of("a/${IOT:connection.thing.thingname}/b"), True, True),
        (Text.of(f"a/{THING}"), Text.of("a/b"), False, False),
        (Text.of("a/b"), Text.of(f"a/{THING}"), False, False),
        (Text.of("a/?"), Text.of(f"a/{THING}"), False, False),
        (Text.of("a/", Hole("P"), "/*"), Text.of("a/", Hole("P"), "/b"), True, True),
        (Text.of("a/", Hole("P"), "/*"), Text.of("a/", Hole("Q"), "/b"), False, False),
        (Text.of("a/", Hole("P"), "/*"), Text.of("a/*"), False, True),
        (Text.of("a/${*}"), Text.of("a/*"), False, True),
        (Text.of("a/${*}"), Text.of("a/b"), False, False),
    ],
)
def test_a_variable_and_an_unknown_part_are_only_met_by_a_star_and_by_themselves(
    outer: Text, inner: Text, covered: bool, overlap: bool
) -> None:
    rows = symbols(outer), symbols(inner)
    assert (covers(*rows), overlaps(*rows)) == (covered, overlap)


def test_the_name_of_a_thing_attribute_keeps_its_case() -> None:
    upper, lower = (symbols(Text.of(f"${{iot:Connection.Thing.Attributes[{name}]}}")) for name in ("Site", "site"))
    assert upper == (Unit("iot:connection.thing.attributes[Site]"),)
    assert not covers(upper, lower)


def test_hostile_patterns_take_no_exponential_time() -> None:
    many = symbols(Text.of("*a" * 200 + "b"))
    assert not covers(many, symbols(Text.of("a" * 400)))
    assert overlaps(many, symbols(Text.of("a*" * 200)))
