"""Lines of paths: the index agrees with where the text says things."""

import json

from hypothesis import given
from hypothesis import strategies as st

from iot_posture.template.positions import line_index


def test_keys_and_entries_stand_on_their_lines() -> None:
    text = '{\n"a": [\n1,\n{"b":\n2},\n[]],\n"c": "x\\n,{"\n}'
    assert line_index(text) == {
        (): 1,
        ("a",): 2,
        ("a", 0): 3,
        ("a", 1): 4,
        ("a", 1, "b"): 4,
        ("a", 2): 6,
        ("c",): 7,
    }


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
def test_every_path_has_a_line_and_no_other_path_has(value: object, indent: int | None) -> None:
    assert set(line_index(json.dumps(value, indent=indent))) == paths(value)
