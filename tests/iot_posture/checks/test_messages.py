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


def judge_statement(effect: str, action: object, resource: object, condition: object = None) -> Finding:
    arn = f"arn:aws:iot:us-east-1:123456789012:{resource}" if isinstance(resource, str) else resource
    statement = {"Effect": effect, "Action": action, "Resource": arn}
    document = {"Version": "2012-10-17", "Statement": statement | ({"Condition": condition} if condition else {})}
    return judge("AWS::IoT::Policy", {"PolicyDocument": document})


@pytest.mark.parametrize(
    ("action", "message", "fix"),
    [
        ("iot:Recieve", "AWS IoT knows no action iot:Recieve, so nothing is ever asked for under it.", "iot:Receive."),
        (
            "iot:Xyzzy",
            "AWS IoT knows no action iot:Xyzzy, so",
            "Write one of the actions that the developer guide lists.",
        ),
        (
            "iot:DescribeJobExecution",
            "iot:DescribeJobExecution is decided by IAM",
            "Write iotjobsdata:DescribeJobExecution",
        ),
        (
            "s3:GetObject",
            "s3:GetObject belongs to another service",
            "Move it to the IAM policy of the role that uses it",
        ),
    ],
)
def test_an_action_that_has_no_effect_says_what_to_write(action: str, message: str, fix: str) -> None:
    found = judge_statement("Deny", action, "topic/a")
    assert message in found.message
    assert fix in found.fix


@pytest.mark.parametrize(
    ("variable", "fix"),
    [
        ("iot:Thing.ThingName", "Write ${iot:Connection.Thing.ThingName}."),
        ("AWS::StackName", "CloudFormation fills in ${AWS::StackName} only inside Fn::Sub: put this text into one."),
        ("R.Arn", "CloudFormation fills in ${R.Arn} only inside Fn::Sub: put this text into one."),
        ("xyzzy", "Write one of the variables that AWS IoT documents."),
    ],
)
def test_an_undefined_variable_says_what_to_write(variable: str, fix: str) -> None:
    found = judge_statement("Deny", "iot:Receive", f"topic/${{{variable}}}")
    assert found.message == f"AWS IoT defines no policy variable ${{{variable}}}, so there is never a value."
    assert found.fix == fix


def test_a_policy_variable_inside_sub_says_how_to_escape_it() -> None:
    found = judge_statement(
        "Deny", "iot:Receive", {"Fn::Sub": "arn:aws:iot:us-east-1:123456789012:topic/${iot:ClientId}"}
    )
    assert found.fix == "Write ${!iot:ClientId}, which Fn::Sub leaves as ${iot:ClientId}."


@pytest.mark.parametrize(
    ("operator", "result"),
    [
        ("StringEquals", "the condition never holds"),
        ("StringNotEquals", "the condition always holds"),
        ("NotIpAddress", "the condition always holds"),
        ("StringEqualsIfExists", "the condition always holds"),
        ("ForAllValues:StringEquals", "the condition always holds"),
        ("ForAnyValue:StringNotEquals", "the condition never holds"),
        ("Null", "the condition has one answer for every request"),
    ],
)
def test_a_missing_key_says_what_becomes_of_the_condition(operator: str, result: str) -> None:
    found = judge_statement("Deny", "iot:Receive", "topic/a", {operator: {"aws:PrincipalOrgID": "o-1"}})
    assert found.message.endswith(f"so {result}.")


def test_a_repeated_statement_says_which_it_repeats() -> None:
    statement = {"Effect": "Deny", "Action": "iot:Receive", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [statement, statement]}
    found = judge("AWS::IoT::Policy", {"PolicyDocument": document})
    assert found.message == "This statement has no effect: it repeats statement 1 of the policy."


def test_a_deny_that_is_got_around_names_the_filters_and_the_topics() -> None:
    arn = "arn:aws:iot:us-east-1:123456789012:"
    listed = [
        {"Effect": "Allow", "Action": "iot:Subscribe", "Resource": f"{arn}topicfilter/news/*"},
        {"Effect": "Deny", "Action": "iot:Subscribe", "Resource": f"{arn}topicfilter/news/staff/*"},
    ]
    found = judge("AWS::IoT::Policy", {"PolicyDocument": {"Version": "2012-10-17", "Statement": listed}})
    assert found.message == (
        f"The Deny of iot:Subscribe on {arn}topicfilter/news/staff/* does not refuse wider filters, which "
        f"{arn}topicfilter/news/* allows, and iot:Receive is not denied on its topics."
    )
    assert found.fix == f"Deny iot:Receive on {arn}topic/news/staff/*."


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
