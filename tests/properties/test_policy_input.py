"""Hostile input meets a PolicyError with a path, or a policy; never anything else."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from properties.policy_strategies import documents

from iot_posture.policy import Context, PolicyError, Request, evaluate, parse_policy, parse_policy_object
from iot_posture.policy.cases import BrokenTest, PolicyTest, read_tests

text_with_surrogates = st.text(alphabet=st.characters(), max_size=8)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | text_with_surrogates,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text_with_surrogates, inner, max_size=3),
    max_leaves=8,
)
elements = st.sampled_from(
    ["Version", "Id", "Statement", "Effect", "Action", "NotAction", "Resource", "Condition", "Sid"]
)
nearly = st.dictionaries(elements, json_values | st.dictionaries(elements, json_values, max_size=3), max_size=4)


def refused(error: PolicyError) -> None:
    assert error.path.startswith("$")
    assert str(error).startswith(error.path)
    str(error).encode()


@settings(max_examples=150)
@given(json_values | nearly)
def test_any_object(value: object) -> None:
    try:
        parse_policy_object(value)
    except PolicyError as error:
        refused(error)


@given(st.text() | st.binary() | nearly.map(json.dumps))
def test_any_text(text: str | bytes) -> None:
    try:
        parse_policy(text)
    except PolicyError as error:
        refused(error)


@settings(max_examples=300)
@given(documents(open_points=True), st.data())
def test_a_document_with_one_part_spoilt(written: dict[str, object], data: st.DataObject) -> None:
    text = json.dumps(written)
    start = data.draw(st.integers(0, len(text)))
    spoilt = (
        text[:start]
        + data.draw(st.sampled_from(["", "[", "}", '"', ",", "\\", "\ud800", "1e999", "null"]))
        + text[start + 1 :]
    )
    try:
        document = parse_policy(spoilt)
    except PolicyError as error:
        refused(error)
    else:
        evaluate([document], Context(), Request("iot:Publish", "arn:aws:iot:r:1:topic/a"))


@given(
    st.lists(
        json_values
        | st.dictionaries(st.sampled_from(["id", "policies", "context", "request", "expected"]), json_values),
        min_size=1,
    )
)
def test_any_policy_tests(value: list[object]) -> None:
    for test in read_tests(value, lambda name: name):
        assert isinstance(test, BrokenTest | PolicyTest)
