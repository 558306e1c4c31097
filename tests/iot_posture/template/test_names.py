"""Which names a policy resource stands for, and which of its wildcards the device's identity bounds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_posture.template import NAME, NamePattern, Node, Template, accesses, leaves_open, matches, names_of

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
        ("${iot:Connection.Thing.ThingTypeName}/*", "${iot:Connection.Thing.ThingTypeName}/"),
        ("${iot:Certificate.Issuer.CommonName}/*", "${iot:Certificate.Issuer.CommonName}/"),
        ("${iot:Connection.Thing.Attributes[serial]}/*", None),
        ("${iot:CertificateId}/*", None),
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


@pytest.mark.parametrize(
    ("pattern", "other", "covered"),
    [
        ("*", f"{THING}/*", True),
        ("a/*", "a/b?", True),
        ("a/b", "a/*", False),
        ("?", "*", False),
        ("????????", "*", False),
        ("?*", "*", False),
        ("dt/?*/x", "dt/*/x", False),
        ("dt/*?/x", "dt/?*/x", True),
        ("*", THING, True),
        ("??*", THING, False),
        ("dt/???*", f"dt/{THING}", False),
        ("??*", "${*}", False),
        ("?${iot:ClientId}*", "${iot:ClientId}${iot:ClientId}", False),
        ("*${iot:ClientId}?", "${iot:ClientId}${iot:ClientId}", False),
        ("${iot:ClientId}*", "${iot:clientid}${iot:ClientId}", True),
        ("dt/?", "dt/\ue000", False),
        ("dt/?/x", "dt/\ue000/x", False),
        ("dt/*/x", "dt/\ue000/x", True),
        (f"{THING}/*", f"{THING.upper()}/a", True),
        ("?" * len(THING), THING, False),
        ("a${*}", "ab", False),
        ("a*", "a${*}", True),
        ("\ue000*", "\ue000*", False),
        ("*", "\ue000", True),
    ],
)
def test_a_pattern_covers_another_only_when_it_covers_all_its_names(pattern: str, other: str, covered: bool) -> None:
    assert NamePattern(pattern).covers(NamePattern(other)) is covered


@given(st.text("a/*?", max_size=6), st.text("a/*?", max_size=6), st.text("ab/", max_size=6))
def test_what_a_covered_pattern_matches_the_covering_one_matches(pattern: str, other: str, text: str) -> None:
    if NamePattern(pattern).covers(NamePattern(other)) and matches(other, text):
        assert matches(pattern, text)


@given(st.text("ab*?", max_size=4), st.text("ab*?/", max_size=5), st.text("ab", min_size=1, max_size=4))
def test_a_name_that_wildcards_stand_for_is_left_open(level: str, rest: str, name: str) -> None:
    pattern = NamePattern(f"t/{level}/{rest}")
    if leaves_open(pattern, f"t/{NAME}/#"):
        assert set(level + rest) & set("*?")
    elif matches(pattern.masked, f"t/{name}/"):
        assert level == name


@pytest.mark.parametrize(
    ("pattern", "mqtt", "left"),
    [
        ("t/+/x", True, True),
        ("t/+/x", False, False),
        ("t/#", True, True),
        ("#/t/a/x", True, False),
        (f"t/{THING}/*", True, False),
        (f"t/{THING}?/x", True, True),
        ("t/a${*}/x", False, False),
        ("t//*", False, False),
        ("*", False, True),
    ],
)
def test_which_wildcards_leave_a_name_open(pattern: str, mqtt: bool, left: bool) -> None:
    assert leaves_open(NamePattern(pattern), f"t/{NAME}/#", mqtt=mqtt) is left


def test_a_private_use_character_in_a_template_stands_for_itself() -> None:
    statement = {"Effect": "Allow", "Action": "iot:*", "Resource": "arn:aws:iot:us-east-1:123456789012:client/a\ue000b"}
    policy = {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": {"Statement": statement}}}
    (resource,) = Template.from_dict({"Resources": {"P": policy}}, file="a.json").resources()
    assert len(list(accesses(resource, "client", ("iot:Connect",), any_action=True))) == 1


def test_as_it_is_meant_a_wildcard_stays_in_its_level_unless_it_is_the_last() -> None:
    jobs = f"things/{NAME}/jobs/+/get"
    assert leaves_open(NamePattern("things/*/shadow/get"), jobs)
    assert not leaves_open(NamePattern("things/*/shadow/get"), jobs, as_meant=True)
    assert leaves_open(NamePattern("things/*"), jobs, as_meant=True)


def test_whether_a_name_is_left_open_is_told_fast_on_hostile_patterns() -> None:
    assert not leaves_open(NamePattern("*a" * 300 + "b"), f"t/{NAME}/jobs/+/get")
