"""Condition operators: what each means, with the key there, absent, or there several times."""

from dataclasses import replace

import pytest
from policy_questions import HERE, PUMP7, decision, statement

from iot_posture.policy import Certificate, Context

KEYS = Context(
    client_id="c1",
    source_ip="2001:db8::9",
    current_time="2026-11-22T12:00:00Z",
    domain_name="Iot.Example.com",
    condition_keys={
        "my:Number": ("12.50",),
        "my:Bool": ("TRUE",),
        "my:Bytes": ("QmluYXJ5",),
        "my:Arn": ("arn:aws:sns:eu-west-1:123456789012:a:b",),
        "my:Text": ("x*y",),
        "my:List": ("a", "b"),
        "my:Junk": ("junk",),
        "my:Empty": (),
    },
)


def holds(operator: str, key: str, values: object, context: Context = KEYS) -> bool:
    return decision(statement(Condition={operator: {key: values}}), "iot:Publish topic/a", context) == "ALLOWED"


TRUE = [
    ("StringEquals", "iot:DomainName", "Iot.Example.com"),
    ("StringEquals", "iot:DomainName", ["other", "Iot.Example.com"]),
    ("StringEquals", "IOT:domainname", "Iot.Example.com"),
    ("StringEqualsIgnoreCase", "iot:DomainName", "iot.example.COM"),
    ("StringNotEquals", "iot:DomainName", "iot.example.com"),
    ("StringNotEqualsIgnoreCase", "iot:DomainName", ["a", "b"]),
    ("StringLike", "iot:DomainName", "Iot.*.c?m"),
    ("StringLike", "my:Text", "x${*}y"),
    ("StringNotLike", "iot:DomainName", "iot.*"),
    ("StringEquals", "my:Text", "x*y"),
    ("StringEquals", "iot:ClientId", "${iot:ClientId}"),
    ("StringLike", "iot:ClientId", "${iot:ClientId}*"),
    ("NumericEquals", "my:Number", "12.5"),
    ("NumericEquals", "my:Number", 12.5),
    ("NumericNotEquals", "my:Number", "12"),
    ("NumericLessThan", "my:Number", "12.51"),
    ("NumericLessThanEquals", "my:Number", "12.5"),
    ("NumericGreaterThan", "my:Number", "12.4"),
    ("NumericGreaterThanEquals", "my:Number", "12.5"),
    ("DateEquals", "aws:CurrentTime", "2026-11-22T13:00:00+01:00"),
    ("DateNotEquals", "aws:CurrentTime", "2026-11-22"),
    ("DateLessThan", "aws:CurrentTime", "2026-11-23"),
    ("DateLessThanEquals", "aws:CurrentTime", "2026-11-22T12:00:00Z"),
    ("DateGreaterThan", "aws:CurrentTime", "2026-11-22"),
    ("DateGreaterThanEquals", "aws:CurrentTime", "2026-11-22T12:00:00Z"),
    ("DateEquals", "aws:EpochTime", "2026-11-22T12:00:00Z"),
    ("NumericEquals", "aws:EpochTime", "1795348800"),
    ("DateEquals", "aws:CurrentTime", "1795348800"),
    ("Bool", "my:Bool", "true"),
    ("Bool", "my:Bool", True),
    ("BinaryEquals", "my:Bytes", "QmluYXJ5"),
    ("IpAddress", "aws:SourceIp", "2001:db8::/32"),
    ("IpAddress", "aws:SourceIp", ["203.0.113.0/24", "2001:DB8:0::9"]),
    ("NotIpAddress", "aws:SourceIp", "203.0.113.0/24"),
    ("ArnEquals", "my:Arn", "arn:aws:sns:*:123456789012:a:?"),
    ("ArnLike", "my:Arn", "arn:aws:sns:*:*:*"),
    ("ArnLike", "my:Arn", "*"),
    ("ArnNotEquals", "my:Arn", "arn:aws:sns:*:a:b"),
    ("ArnNotLike", "my:Arn", "arn:aws:sqs:*:*:*"),
    ("Null", "my:Nothing", "true"),
    ("Null", "my:Empty", True),
    ("Null", "my:Text", "false"),
    ("StringNotEquals", "my:Nothing", "x"),
    ("NumericNotEquals", "my:Nothing", "1"),
    ("DateNotEquals", "my:Nothing", "2026-11-22"),
    ("NotIpAddress", "my:Nothing", "0.0.0.0/0"),
    ("ArnNotLike", "my:Nothing", "*"),
    ("StringEqualsIfExists", "my:Nothing", "x"),
    ("StringEqualsIfExists", "my:Text", "x*y"),
    ("BoolIfExists", "my:Nothing", "true"),
    ("ForAllValues:StringEquals", "my:List", ["a", "b", "c"]),
    ("ForAllValues:StringEquals", "my:Nothing", "x"),
    ("ForAllValues:StringEquals", "my:Empty", []),
    ("ForAllValues:StringNotEquals", "my:List", ["c"]),
    ("ForAllValues:StringLike", "my:List", "?"),
    ("ForAnyValue:StringEquals", "my:List", "b"),
    ("ForAnyValue:StringNotEquals", "my:List", "a"),
    ("StringEquals", "my:List", "b"),
    ("StringNotEquals", "my:List", "c"),
    ("StringNotEquals", "my:Text", []),
    ("NumericNotEquals", "my:Junk", "1"),
    ("NotIpAddress", "my:Junk", "0.0.0.0/0"),
]

FALSE = [
    ("StringEquals", "iot:DomainName", "iot.example.com"),
    ("StringEquals", "iot:DomainName", "Iot.*"),
    ("StringEquals", "iot:DomainName", []),
    ("StringNotEquals", "iot:DomainName", ["other", "Iot.Example.com"]),
    ("StringLike", "iot:DomainName", "iot.*"),
    ("StringLike", "iot:DomainName", "Iot${*}"),
    ("StringNotEqualsIgnoreCase", "iot:DomainName", "IOT.example.com"),
    ("NumericEquals", "my:Number", "12"),
    ("NumericEquals", "my:Junk", "12"),
    ("NumericLessThan", "my:Number", "12.5"),
    ("NumericGreaterThan", "my:Number", "12.5"),
    ("DateLessThan", "aws:CurrentTime", "2026-11-22T12:00:00Z"),
    ("DateLessThan", "my:Junk", "2026-11-22T12:00:00Z"),
    ("Bool", "my:Bool", "false"),
    ("Bool", "my:Junk", "false"),
    ("BinaryEquals", "my:Bytes", "QmluYXJ6"),
    ("IpAddress", "aws:SourceIp", "203.0.113.0/24"),
    ("IpAddress", "my:Junk", "0.0.0.0/0"),
    ("NotIpAddress", "aws:SourceIp", ["203.0.113.0/24", "2001:db8::/32"]),
    ("ArnLike", "my:Arn", "arn:aws:sns:*:b"),
    ("ArnEquals", "my:Arn", "arn:aws:sns:*"),
    ("ArnLike", "my:Text", "arn:*:*:*:*:*"),
    ("ArnNotLike", "my:Arn", "arn:aws:sns:*:*:*"),
    ("Null", "my:Nothing", "false"),
    ("Null", "my:Text", True),
    ("StringEquals", "my:Nothing", "x"),
    ("StringLike", "my:Nothing", "*"),
    ("NumericEquals", "my:Nothing", "1"),
    ("Bool", "my:Nothing", "false"),
    ("StringEqualsIfExists", "my:Text", "x"),
    ("ForAllValues:StringEquals", "my:List", "a"),
    ("ForAllValues:StringEquals", "my:List", []),
    ("ForAllValues:StringNotEquals", "my:List", ["b"]),
    ("ForAnyValue:StringEquals", "my:List", "c"),
    ("ForAnyValue:StringEquals", "my:Nothing", "x"),
    ("ForAnyValue:StringNotEquals", "my:Nothing", "x"),
    ("ForAnyValue:StringNotEquals", "my:List", ["a", "b"]),
    ("ForAnyValue:StringLike", "my:Empty", "*"),
    ("StringNotEquals", "my:List", "b"),
]


@pytest.mark.parametrize(("operator", "key", "values"), TRUE)
def test_holds(operator: str, key: str, values: object) -> None:
    assert holds(operator, key, values)


@pytest.mark.parametrize(("operator", "key", "values"), FALSE)
def test_does_not_hold(operator: str, key: str, values: object) -> None:
    assert not holds(operator, key, values)


def test_all_keys_and_all_operators_must_hold() -> None:
    good, bad = {"StringEquals": {"iot:ClientId": "c1"}}, {"Bool": {"my:Bool": "false"}}
    assert decision(statement(Condition=good), "iot:Publish topic/a", KEYS) == "ALLOWED"
    assert decision(statement(Condition=good | bad), "iot:Publish topic/a", KEYS) == "IMPLICIT_DENY"
    two = {"StringEquals": {"iot:ClientId": "c1", "iot:DomainName": "x"}}
    assert decision(statement(Condition=two), "iot:Publish topic/a", KEYS) == "IMPLICIT_DENY"


def test_variables_are_text_in_documents_of_2008() -> None:
    condition = {"StringEquals": {"iot:ClientId": "${iot:ClientId}"}}
    assert (
        decision(statement(Condition=condition), "iot:Publish topic/a", KEYS, version="2008-10-17") == "IMPLICIT_DENY"
    )


def test_a_bare_address_is_that_address_alone() -> None:
    near = replace(KEYS, source_ip="203.0.113.8")
    assert not holds("IpAddress", "aws:SourceIp", "203.0.113.9", near)
    assert holds("IpAddress", "aws:SourceIp", "203.0.113.8", near)


def test_connect_attributes_come_with_connect_alone() -> None:
    context = replace(PUMP7, connect_attributes=("LastWill",))
    condition = {"ForAnyValue:StringEquals": {"iot:ConnectAttributes": "LastWill"}}
    allow = statement(action="iot:*", Condition=condition)
    assert decision(allow, "iot:Connect client/pump7", context) == "ALLOWED"
    assert decision(allow, "iot:Publish topic/a", context) == "IMPLICIT_DENY"


def test_the_last_will_topic_is_an_arn() -> None:
    context = replace(PUMP7, connect_attributes=("LastWill",), last_will_topic=f"{HERE}topic/will/pump7")
    condition = {"ArnEquals": {"iot:LastWillTopic": f"{HERE}topic/will/${{iot:Connection.Thing.ThingName}}"}}
    allow = statement(action="iot:Connect", Condition=condition)
    assert decision(allow, "iot:Connect client/pump7", context) == "ALLOWED"
    assert decision(allow, "iot:Connect client/pump7", replace(context, last_will_topic=f"{HERE}topic/x")) != "ALLOWED"


def test_certificate_values_that_are_not_substituted_are_compared_all_the_same() -> None:
    context = replace(PUMP7, certificate=Certificate(subject={"CommonName": ("a#b",)}))
    assert holds("StringEquals", "iot:Certificate.Subject.CommonName", "a#b", context)
