"""Messages about topic rules, as text."""

from typing import Any

import pytest

from iot_posture.analysis import Finding, analyse
from iot_posture.checks import CHECKS
from iot_posture.template import MARK, Template

ROLE = {"Fn::GetAtt": ["Role", "Arn"]}


def findings(
    action: dict[str, Any], *statements: dict[str, Any], sql: object = "SELECT * FROM 'dt/+'", **more: dict[str, Any]
) -> list[Finding]:
    policies = [{"PolicyName": "p", "PolicyDocument": {"Statement": list(statements)}}]
    role = {
        "Type": "AWS::IAM::Role",
        "Properties": {"AssumeRolePolicyDocument": {"Statement": []}, "Policies": policies},
    }
    error = {"Lambda": {"FunctionArn": "f"}}
    payload = {"AwsIotSqlVersion": "2016-03-23", "Sql": sql, "Actions": [action], "ErrorAction": error}
    rule = {"Type": "AWS::IoT::TopicRule", "Properties": {"TopicRulePayload": payload}}
    return analyse([Template.from_dict({"Resources": {"Role": role, "Rule": rule, **more}}, file="a.json")], CHECKS)


def allow(action: str, resource: object = "*") -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource}


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        (
            "SELECT a FROM 'b' WHERE c LIKE 'd'",
            "AWS IoT cannot read the SQL of this rule: AWS IoT SQL has no LIKE: compare with startswith, endswith, indexof "
            "or regexp_matches, at character 27.",
        ),
        (
            "SELECT a FROM 'b#'",
            "The rule selects from a topic filter that no message can match: found the level 'b#' in 'b#'; "
            "+ and # stand alone in their level.",
        ),
        ("SELECT a FROM '+/#'", "The rule selects from '+/#', which is every topic that does not begin with $."),
    ],
)
def test_sql(sql: str, message: str) -> None:
    (found,) = findings({"Lambda": {"FunctionArn": "g"}}, sql=sql)
    assert found.message == message


def test_a_role_that_is_too_broad_says_what_is_needed() -> None:
    (found,) = findings({"Sqs": {"QueueUrl": "q", "RoleArn": ROLE}}, allow("sqs:*"))
    assert found.message == "The role of the rule Rule allows sqs:*; the rule Rule needs sqs:SendMessage."
    assert found.fix == "Allow sqs:SendMessage only, on the one resource that the rule writes to."


def test_a_role_that_lacks_a_permission_says_which_and_on_what() -> None:
    queue = {"Type": "AWS::SQS::Queue", "Properties": {"KmsMasterKeyId": "alias/fleet"}}
    action = {"Sqs": {"QueueUrl": {"Ref": "Queue"}, "RoleArn": ROLE}}
    key, send = findings(action, Queue=queue)
    assert key.message == (
        "Queue is encrypted with a customer-managed key, and the role Role lacks kms:GenerateDataKey and kms:Decrypt on it, "
        "so the Sqs action fails."
    )
    assert send.message == "The Sqs action needs sqs:SendMessage on Queue, and the role Role does not allow it."
    assert send.fix == "Allow sqs:SendMessage on Queue in a policy of the role Role."


def test_several_permissions_that_lack_are_one_finding() -> None:
    (found,) = findings({"CloudwatchLogs": {"LogGroupName": "g", "RoleArn": ROLE}}, allow("logs:PutLogEvents", "g"))
    assert found.message == (
        "The CloudwatchLogs action needs logs:CreateLogStream and logs:DescribeLogStreams on its target, and the role Role "
        "does not allow it."
    )


def test_a_bucket_stands_for_none_of_its_objects() -> None:
    action = {"S3": {"BucketName": "b", "Key": "${newuuid()}", "RoleArn": ROLE}}
    (found,) = findings(action, allow("s3:PutObject", "arn:aws:s3:::b"))
    assert found.message == (
        "The S3 action needs s3:PutObject on the objects in its bucket, and the role Role does not allow it."
    )


def test_what_keeps_one_from_telling_is_said() -> None:
    (found,) = findings(
        {"Sqs": {"QueueUrl": "q", "RoleArn": ROLE}}, allow("sqs:Send", "*"), allow("sqs:SendMessage", "*")
    )
    assert found.path == "Properties.Policies.0.PolicyDocument.Statement.1.Resource"
    broad, lacks = findings({"Sqs": {"QueueUrl": "q", "RoleArn": ROLE}}, {"Fn::Transform": {"Name": "S"}})
    assert broad.message == (
        "Cannot tell whether this role allows more than its rule actions need: Fn::Transform is evaluated at deployment."
    )
    assert lacks.message == (
        "Cannot tell whether the role Role allows sqs:SendMessage on its target: Fn::Transform is evaluated at deployment."
    )


def test_no_message_shows_the_mark_of_a_hole() -> None:
    sub = {"Fn::Sub": "SELECT a FROM '${AWS::StackName}#'"}
    found = findings(
        {"S3": {"BucketName": "b", "Key": {"Fn::Sub": "${AWS::StackName}/${!topic()}"}, "RoleArn": "r"}}, sql=sub
    )
    assert [item.check_id for item in found] == ["IOT404", "IOT406"]
    assert not [item for item in found if MARK in item.message + item.fix]


def test_the_permission_of_a_pre_provisioning_hook_is_left_to_the_check_of_hooks() -> None:
    permission = {"FunctionName": {"Ref": "Hook"}, "Action": "lambda:InvokeFunction", "Principal": "iot.amazonaws.com"}
    hook = {"PreProvisioningHook": {"TargetArn": {"Fn::GetAtt": ["Hook", "Arn"]}}}
    resources = {
        "Hook": {"Type": "AWS::Lambda::Function"},
        "Permission": {"Type": "AWS::Lambda::Permission", "Properties": permission},
        "Fleet": {"Type": "AWS::IoT::ProvisioningTemplate", "Properties": hook},
    }
    checks = [check for check in CHECKS if check.id == "IOT413"]
    assert analyse([Template.from_dict({"Resources": resources}, file="a.json")], checks) == []
    del resources["Fleet"]
    assert [
        found.check_id for found in analyse([Template.from_dict({"Resources": resources}, file="a.json")], checks)
    ] == ["IOT413"]
