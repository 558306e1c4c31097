"""Which resources no request has, and why."""

import botocore.session  # type: ignore[import-untyped]
import pytest

from iot_posture.analysis.resource_form import resource_faults
from iot_posture.template import Node, Template, policy_document, statements

ARN = "arn:aws:iot:us-east-1:123456789012:"


def fault(resource: object, action: object = "iot:Receive") -> str | None:
    document = {"Statement": {"Effect": "Allow", "Action": action, "Resource": resource}}
    body = {"Resources": {"P": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": document}}}}
    (policy,) = Template.from_dict(body, file="a.json").resources()
    (statement,) = statements(policy_document(policy))
    ((_, found),) = resource_faults(policy, statement)
    return "cannot tell" if isinstance(found, Node) else found


@pytest.mark.parametrize(
    ("resource", "said"),
    [
        ("topic/a", "it is not an ARN"),
        ("arn:aws:iot:us-east-1:topic/a", "it has 5 of the six parts of an ARN"),
        ("arn:aws:iot:us-east-1:topic/*", "it has 5 of the six parts of an ARN"),
        ("ARN:aws:iot:us-east-1:123456789012:topic/a", "it begins with 'ARN', and not with arn"),
        ("arn:AWS:iot:us-east-1:123456789012:topic/a", "'AWS' is no partition"),
        ("arn:aws:sqs:us-east-1:123456789012:topic/a", "its service is 'sqs', and not iot"),
        ("arn:aws:iot::123456789012:topic/a", "it has no region"),
        ("arn:aws:iot:us-east-1::topic/a", "it has no account"),
        ("arn:aws:iot:region:123456789012:topic/a", "'region' is no region"),
        ("arn:aws:iot:us-east-1:1234:topic/a", "'1234' is no account ID"),
        (f"{ARN}/topic/a", "a stray slash stands before its type"),
        (f"{ARN}Topic/a", "its type 'Topic' is none of client, topic, topicfilter, thing, rolealias"),
        (f"{ARN}x*", "'x' begins no type"),
        (f"{ARN}topic/", "it names nothing after topic/"),
        ({"Fn::Sub": "arn:aws:iot:us-east-1:${AWS::AccountId}:topics/a"}, "its type 'topics' is none of"),
        ([{"a": "b"}], "it is not a text"),
        ({"Fn::ImportValue": "Arn"}, "cannot tell"),
        ({"Fn::Sub": f"{ARN}${{AWS::StackName}}/a"}, "cannot tell"),
        ({"Fn::Sub": "${AWS::StackName}/a"}, "cannot tell"),
    ],
)
def test_a_resource_that_matches_no_request_says_why(resource: object, said: str) -> None:
    assert (fault(resource) or "").startswith(said)


@pytest.mark.parametrize(
    "resource",
    [
        *[
            "*",
            "?*",
            "arn:*",
            "arn:aws:iot:*",
            "arn:aws:iot:us-*",
            "arn:aws:iot:us-east-1:12*",
            "arn:aws:iot:*:topic/a",
        ],
        *[f"{ARN}*", f"{ARN}to*", f"{ARN}topic/*", f"{ARN}topic//a", "arn:aws:iot:*:*:topic/a", "arn:aws*:iot:*:*:*"],
        *["arn:aws:iot:us-east-1:${iot:ClientId}:topic/a", "arn:aws:iot:us-east-1:1234567890??:topic/a"],
    ],
)
def test_a_resource_that_can_match_has_no_fault(resource: str) -> None:
    assert fault(resource) is None


@pytest.mark.parametrize("action", ["s3:GetObject", "iot:CreateThing", "iot:Publsh"])
def test_beside_an_action_without_effect_the_resource_is_left_alone(action: str) -> None:
    assert fault("arn:aws:s3:::bucket/*", action) is None


def test_beside_an_unknown_action_only_the_head_of_the_arn_is_judged() -> None:
    unknown = {"Fn::ImportValue": "Action"}
    assert fault(f"{ARN}thinggroup/a", unknown) is None
    assert fault("arn:aws:iot:::topic/a", unknown) == "it has no region"


def test_every_region_and_partition_of_botocore_is_one() -> None:
    session = botocore.session.get_session()
    for partition in session.get_available_partitions():
        for region in session.get_available_regions("ec2", partition):
            assert fault(f"arn:{partition}:iot:{region}:123456789012:topic/a") is None
