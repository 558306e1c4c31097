"""Messages state the fact, the value found and what to do next."""

import pytest

from iot_posture.analysis import Finding, analyse
from iot_posture.checks import CHECKS
from iot_posture.template import Template


def judge(kind: str, properties: dict[str, object]) -> Finding:
    body = {"Resources": {"R": {"Type": kind, "Properties": properties}}}
    (finding,) = analyse([Template.from_dict(body, file="a.json")], CHECKS)
    return finding


def test_a_policy_that_is_too_long_says_how_long_and_how_to_split() -> None:
    resources = [f"arn:aws:iot:us-east-1:123456789012:topic/{index:040}" for index in range(30)]
    document = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "iot:Publish", "Resource": resources}],
    }
    found = judge("AWS::IoT::Policy", {"PolicyDocument": document})
    assert found.message == "The policy has at least 2613 characters without white space, and may have 2048."
    assert found.fix == "Split it: a certificate takes up to 10 policies."


def test_white_space_and_unknown_parts_do_not_make_a_policy_too_long() -> None:
    hole = {"Fn::Sub": "arn:aws:iot:${AWS::Region}:${AWS::AccountId}:topic/${AWS::StackName}" + " " * 3000}
    document = {"Statement": [{"Effect": "Allow", "Action": "iot:Publish", "Resource": hole}]}
    body = {"Resources": {"R": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": document}}}}
    assert analyse([Template.from_dict(body, file="a.json")], CHECKS) == []


@pytest.mark.parametrize(
    ("resource", "said"),
    [
        ("topic/a", "its resource is arn:aws:iot:us-east-1:123456789012:topic/a."),
        ({"Fn::Sub": "arn:${AWS::Partition}:iot:::topic/b"}, "its resource is arn:<AWS::Partition>:iot:::topic/b."),
    ],
)
def test_a_dead_statement_says_what_its_action_is_judged_on(resource: object, said: str) -> None:
    arn = f"arn:aws:iot:us-east-1:123456789012:{resource}" if isinstance(resource, str) else resource
    document = {"Statement": [{"Effect": "Allow", "Action": "iot:subscribe", "Resource": arn}]}
    found = judge("AWS::IoT::Policy", {"PolicyDocument": document})
    assert found.message == f"iot:Subscribe is only ever judged on topicfilter/..., so this Allow never matches: {said}"


@pytest.mark.parametrize(
    ("action", "resource", "message"),
    [
        (
            "iot:Publish",
            "topic/*",
            "iot:Publish on {}topic/* covers the topics of every device.",
        ),
        (
            "iot:publish",
            "topic/dt/*",
            "iot:Publish on {}topic/dt/*: the wildcard also covers the topics of other devices.",
        ),
        ("iot:Subscribe", "topicfilter/#", "iot:Subscribe on {}topicfilter/# covers the topics of every device."),
        ("iot:*Shadow", "thing/*", "{actions} on {}thing/* reaches the shadows of other things."),
        (
            "iot:Publish",
            "topic/$aws/things/*",
            "iot:Publish on {}topic/$aws/things/* reaches defender, jobs, shadow and streams of other devices.",
        ),
        (
            "iot:Publish",
            "topic/$aws/things/*/firmware/pull",
            "iot:Publish on {}topic/$aws/things/*/firmware/pull reaches reserved topics of other devices.",
        ),
        (
            "iot:ListRetainedMessages",
            "*",
            "iot:ListRetainedMessages on * reaches the retained messages of other devices.",
        ),
        ("iot:SendDirectMessage", "client/*", "iot:SendDirectMessage on {}client/* is not limited to some topics."),
        (
            "iot:AssumeRoleWithCertificate",
            "rolealias/*",
            "iot:AssumeRoleWithCertificate on {}rolealias/* gives credentials of every role alias that matches.",
        ),
    ],
)
def test_a_right_that_is_too_wide_is_told_with_its_actions_and_its_resource(
    action: str, resource: str, message: str
) -> None:
    arn = "arn:aws:iot:us-east-1:123456789012:"
    where = resource if resource == "*" else f"{arn}{resource}"
    found = judge(
        "AWS::IoT::Policy",
        {"PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": action, "Resource": where}]}},
    )
    shadows = "iot:GetThingShadow, iot:UpdateThingShadow, iot:DeleteThingShadow"
    assert found.message == message.format(arn, actions=shadows)


def test_what_registers_devices_is_told_beside_what_is_for_operation() -> None:
    arn = "arn:aws:iot:us-east-1:123456789012:topic/"
    resources = [f"{arn}$aws/provisioning-templates/fleet/provision/json", f"{arn}dt/a"]
    document = {"Statement": [{"Effect": "Allow", "Action": "iot:Publish", "Resource": resources}]}
    found = judge("AWS::IoT::Policy", {"PolicyDocument": document})
    assert found.message == (
        f"iot:Publish on {resources[0]} registers devices, and iot:Publish on {resources[1]} is for operation."
    )
