"""Lines of paths: the index agrees with where the text says things."""

import json
import re
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from iot_posture.template.nodes import Path
from iot_posture.template.positions import JsonLines

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')


def line_index(text: str) -> Mapping[Path, int]:
    """A slow oracle: every path, from one pass over all tokens."""
    lines: dict[Path, int] = {(): 1}
    path: list[str | int] = []
    inside: list[str] = []
    line, counted, expects_key = 1, 0, False
    for token in _TOKEN.finditer(text):
        symbol = token.group()
        line += text.count("\n", counted, token.start())
        counted = token.start()
        if symbol in "{[":
            if inside and inside[-1] == "[":
                lines[tuple(path)] = line
            inside.append(symbol)
            path.append(0)
            expects_key = symbol == "{"
        elif symbol in "}]":
            inside.pop()
            path.pop()
            expects_key = False
        elif symbol == ",":
            expects_key = inside[-1] == "{"
            last = path[-1]
            path[-1] = last + 1 if isinstance(last, int) else 0
        elif symbol == ":":
            expects_key = False
        elif expects_key:
            path[-1] = json.loads(symbol)
            lines[tuple(path)] = line
        elif inside and inside[-1] == "[":
            lines[tuple(path)] = line
    return lines


def test_keys_and_entries_stand_on_their_lines() -> None:
    text = '{\n"a": [\n1,\n{"b":\n2},\n[]],\n"c": "x\\n,{"\n}'
    expected = {
        (): 1,
        ("a",): 2,
        ("a", 0): 3,
        ("a", 1): 4,
        ("a", 1, "b"): 4,
        ("a", 2): 6,
        ("c",): 7,
    }
    assert line_index(text) == expected
    assert {path: JsonLines(text).line(path) for path in expected} == expected


def paths(value: object, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {path}.union(*(paths(child, (*path, step)) for step, child in children))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    ),
    st.sampled_from([None, 1]),
)
def test_every_path_has_the_line_where_it_begins(value: object, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    lines, expected = JsonLines(text), line_index(text)
    assert set(expected) == paths(value)
    assert {path: lines.line(path) for path in expected} == expected


def test_what_is_not_there_has_the_line_of_the_deepest_part_that_is() -> None:
    lines = JsonLines('{\n"a": [\n1,\n{"b":\n2}]}')
    assert [lines.line(path) for path in [("x",), ("a", 7), ("a", 1, "b", "c"), ("a", "b")]] == [1, 2, 4, 2]
