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
    assert found.message == "The policy has 2,613 characters without white space, and may have 2,048."
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
        (
            {"Fn::Sub": "arn:aws:iot:us-east-1:${AWS::AccountId}:topic/b"},
            "its resource is arn:aws:iot:us-east-1:<AWS::AccountId>:topic/b.",
        ),
    ],
)
def test_a_dead_statement_says_what_its_action_is_judged_on(resource: object, said: str) -> None:
    arn = f"arn:aws:iot:us-east-1:123456789012:{resource}" if isinstance(resource, str) else resource
    document = {"Statement": [{"Effect": "Allow", "Action": "iot:subscribe", "Resource": arn}]}
    found = judge("AWS::IoT::Policy", {"PolicyDocument": document})
    assert found.message == f"iot:Subscribe is only ever judged on topicfilter/..., so this Allow never matches: {said}"
