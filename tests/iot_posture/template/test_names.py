"""Which names a policy resource stands for, and which of its wildcards the device's identity bounds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_posture.template import NamePattern, Node, Template, matches, names_of

THING = "${iot:Connection.Thing.ThingName}"


def names(value: object, kind: str) -> str | None:
    body = {"Resources": {"R": {"Type": "AWS::IoT::Thing", "Properties": {"P": value}}}}
    (resource,) = Template.from_dict(body, file="a.json").resources()
    found = names_of(resource, resource.properties.get("P"), kind)
    return "cannot tell" if isinstance(found, Node) else None if found is None else found.masked


@pytest.mark.parametrize(
    ("resource", "kind", "found"),
    [
        ("*", "topic", "*"),
        ("arn:*", "topic", "*"),
        ("arn:aws:iot:*", "client", "*"),
        ("arn:aws:sns:*", "client", None),
        ("arn:aws:iot:us-east-1:1:topic/a/*", "topic", "a/*"),
        ("arn:aws:iot:us-east-1:1:topic/a", "topicfilter", None),
        ("arn:aws:iot:us-east-1:1:topic*", "topicfilter", "*"),
        ("arn:aws:iot:us-east-1:1:topic*/a", "topicfilter", "*/a"),
        ("arn:aws:iot:us-east-1:1:*", "thing", "*"),
        ("arn:aws:iot:us-east-1:1:/topic/a", "topic", None),
        ("arn:aws:iot:us-east-1:topic/a", "topic", None),
        ("arn:aws:iot:us-east-1:topic/*", "topic", None),
        ("arn:aws:iot:*:topic/a", "topic", "a"),
        ("arn:*:topic/a", "topic", "a"),
        ("arn:aws:iot:us-east-1:${iot:ClientId}:topic/a", "topic", "a"),
        ("topic/a", "topic", None),
        ({"Fn::GetAtt": "R.Arn"}, "thing", THING),
        ({"Fn::GetAtt": ["R", "Arn"]}, "topic", None),
        (12, "topic", None),
        (["a"], "topic", None),
        ({"Fn::Sub": "${AWS::StackId}/a"}, "topic", "cannot tell"),
        ({"Fn::Sub": "arn:aws:iot:us-east-1:1:${AWS::StackName}/a"}, "topic", "cannot tell"),
        ({"Fn::Sub": "arn:aws:${AWS::StackName}:us-east-1:1:topic/a"}, "topic", "cannot tell"),
        ({"Fn::Sub": "arn:aws:iot:us-east-1:1:top${AWS::StackName}/a"}, "client", None),
    ],
)
def test_names_of_a_resource(resource: object, kind: str, found: str | None) -> None:
    assert names(resource, kind) == found


@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        ("a/b", None),
        ("*", ""),
        ("a/*/b", "a/"),
        ("a/b-?", "a/b-"),
        (f"{THING}/*", None),
        (f"x-{THING}/*/a", None),
        (f"{THING}*", THING),
        (f"*{THING}", ""),
        (f"*/{THING}", None),
        (f"*/{THING}/*", ""),
        ("${iot:DomainName}/*", "${iot:DomainName}/"),
        ("${IOT:certificate.Subject.CommonName}/*", None),
        ("a${*}/b", None),
        ("a/+/b", None),
    ],
)
def test_what_stands_before_the_first_wildcard_that_nothing_bounds(name: str, prefix: str | None) -> None:
    assert NamePattern(name).unbounded_prefix() == prefix


def test_in_a_filter_the_wildcards_of_mqtt_count_when_they_are_a_whole_level() -> None:
    assert NamePattern("a/+/b").unbounded_prefix(mqtt=True) == "a/"
    assert NamePattern("#").unbounded_prefix(mqtt=True) == ""
    assert NamePattern("a+/b#").unbounded_prefix(mqtt=True) is None


@given(st.text("ab*?/", max_size=8), st.text("ab/", max_size=8))
def test_wildcards_match_as_the_obvious_regular_expression_does(pattern: str, text: str) -> None:
    obvious = "".join({"*": ".*", "?": "."}.get(character, re.escape(character)) for character in pattern)
    assert matches(pattern, text) == bool(re.fullmatch(obvious, text, re.DOTALL))


def test_matching_stays_fast_on_hostile_patterns() -> None:
    assert not matches("a*" * 500 + "b", "a" * 2000)
