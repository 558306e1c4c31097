"""The parser of AWS IoT SQL, on what AWS's pages show and on clear mistakes."""

import contextlib
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from iot_posture import template
from iot_posture.sql import HOLE, SqlError, parse

CASES: dict[str, list[dict[str, Any]]] = yaml.safe_load((Path(__file__).parent / "statements.yaml").read_text("utf-8"))
WORDS = [
    "SELECT",
    "FROM",
    "WHERE",
    "VALUE",
    "CASE",
    "WHEN",
    "END",
    "AS",
    "'a/b'",
    "*",
    "(",
    ")",
    "[",
    "{",
    ":",
    ",",
    ".",
]
WORDS += ["a", "topic", "cast", "=", "-", "NOT", "IN", "@v", "SET", "${", "}", HOLE, "1.5", ";", '"x"', "'", "--"]


@pytest.mark.parametrize("case", CASES["accepted"], ids=lambda case: case["sql"][:60])
def test_documented_statements_are_read(case: dict[str, Any]) -> None:
    assert parse(case["sql"]).topic_filter == case["filter"]


def test_there_are_enough_of_them() -> None:
    assert len({case["sql"] for case in CASES["accepted"]}) >= 60


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: case["sql"][:60])
def test_mistakes_are_refused_with_their_position(case: dict[str, Any]) -> None:
    with pytest.raises(SqlError) as caught:
        parse(case["sql"])
    assert case["says"] in str(caught.value)
    assert (caught.value.position, caught.value.certain) == (case["at"], True)


def test_what_a_statement_says() -> None:
    read = parse("SELECT Upper(a) AS a, (SELECT topic(2) FROM b) AS c FROM 'a' WHERE isNull(d)")
    assert read.functions == {"upper", "topic", "isnull"}
    assert read.filtered
    assert not parse("SELECT a FROM 'a'").filtered


def test_a_hole_is_the_one_of_templates() -> None:
    assert template.MARK == HOLE


@pytest.mark.parametrize(
    "sql",
    ["SELECT @ FROM 'a'", "SELECT a FROM '@/b'", "SELECT a_@ FROM @", "SELECT @(a) FROM 'a'", "SELECT a FROM '@'"],
)
def test_a_hole_may_stand_for_a_value_a_name_or_a_topic_filter(sql: str) -> None:
    parse(sql.replace("@", HOLE))


@pytest.mark.parametrize(
    ("sql", "certain"),
    [("@", False), ("SELECT a @ FROM 'b'", False), ("SELECT a FROM '@", True), ("SELECT a b FROM '@' @", True)],
)
def test_an_error_before_a_hole_is_certain_and_one_behind_it_is_not(sql: str, certain: bool) -> None:
    with pytest.raises(SqlError) as caught:
        parse(sql.replace("@", HOLE))
    assert caught.value.certain is certain


@pytest.mark.parametrize("opening", ["(", "[", "upper(", "NOT ", "- ", "{'a':", "CASE ", "(SELECT ", "${"])
def test_deep_nesting_is_refused(opening: str) -> None:
    with pytest.raises(SqlError, match="levels deep"):
        parse("SELECT " + opening * 10_000)


@pytest.mark.parametrize("part", ["a + ", "a, ", "''", "a.", "'a' = ", "(a) AND ", "\\'"])
def test_time_grows_with_the_length_only(part: str) -> None:
    begun = time.process_time()
    with contextlib.suppress(SqlError):
        parse("SELECT " + part * 20_000)
    assert time.process_time() - begun < 5


@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS)).map(" ".join)))
def test_any_text_is_read_or_refused_within_it(text: str) -> None:
    position = 1
    try:
        parse(text)
    except SqlError as error:
        position = error.position
    assert 1 <= position <= len(text) + 1
