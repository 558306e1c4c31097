"""From the actions of a topic rule to the resources, roles and keys of the template."""

from typing import Any

import pytest

from iot_posture.template import (
    Resource,
    Template,
    key_of,
    key_resource,
    named,
    permissions_of,
    roles_of,
    rule_actions,
    writers,
)


def template(**resources: dict[str, Any]) -> Template:
    return Template.from_dict({"Resources": resources, "Parameters": {"Name": {"Type": "String"}}}, file="a.json")


def resource(kind: str, **properties: object) -> dict[str, Any]:
    return {"Type": kind, "Properties": properties}


def get(found: Template, name: str) -> Resource:
    got = found.resource(name)
    assert got is not None
    return got


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (None, {"Ref": "Queue"}),
        (None, {"Fn::GetAtt": ["Queue", "QueueUrl"]}),
        ("readings", "readings"),
        ("readings", "https://sqs.eu-west-1.amazonaws.com/123456789012/readings"),
        ("readings", {"Fn::Sub": "arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:readings"}),
        ({"Fn::Sub": "${AWS::StackName}-in"}, {"Fn::Sub": "https://sqs.amazonaws.com/1/${AWS::StackName}-in"}),
        ({"Ref": "Name"}, {"Fn::Sub": "https://sqs.amazonaws.com/1/${Name}"}),
    ],
)
def test_a_resource_is_found_by_reference_and_by_its_name(name: object, written: object) -> None:
    queue = resource("AWS::SQS::Queue", **({} if name is None else {"QueueName": name}))
    found = template(Other=resource("AWS::SQS::Queue"), Queue=queue, Use=resource("X::Y::Z", Url=written))
    assert named(found, get(found, "Use").properties.get("Url"), "AWS::SQS::Queue") is get(found, "Queue")


@pytest.mark.parametrize(
    "written", ["my-readings", "readings/other", {"Ref": "Topic"}, "", ["readings"], {"Ref": "Name"}]
)
def test_another_name_is_another_resource(written: object) -> None:
    queue = resource("AWS::SQS::Queue", QueueName="readings")
    found = template(Queue=queue, Topic=resource("AWS::SNS::Topic"), Use=resource("X::Y::Z", Url=written))
    assert named(found, get(found, "Use").properties.get("Url"), "AWS::SQS::Queue") is None


def test_the_actions_of_a_rule_come_with_their_targets_and_roles() -> None:
    actions = [{"DynamoDBv2": {"PutItem": {"TableName": {"Ref": "Table"}}, "RoleArn": "arn:aws:iam::1:role/x/writer"}}]
    payload = {"Actions": [*actions, {"Fn::Transform": {"Name": "A"}}], "ErrorAction": {"Http": {"Url": "https://a"}}}
    found = template(
        Rule=resource("AWS::IoT::TopicRule", TopicRulePayload=payload),
        Table=resource("AWS::DynamoDB::Table"),
        Role=resource("AWS::IAM::Role", RoleName="writer"),
    )
    first, second, third = rule_actions(get(found, "Rule"))
    assert (first.kind, first.target_resource, first.role) == ("DynamoDBv2", get(found, "Table"), get(found, "Role"))
    assert (second.kind, second.on_error, second.target_resource, second.role) == ("", False, None, None)
    assert (third.kind, third.on_error, third.target.present) == ("Http", True, False)
    assert [action.kind for action in writers(get(found, "Table"))] == ["DynamoDBv2"]


def test_the_permissions_of_a_role_are_gathered_from_where_they_stand() -> None:
    def allow(action: str) -> dict[str, Any]:
        return {"Statement": [{"Effect": "Allow", "Action": action, "Resource": {"Fn::GetAtt": ["Queue", "Arn"]}}]}

    found = template(
        Queue=resource("AWS::SQS::Queue"),
        Other=resource("AWS::SQS::Queue"),
        Role=resource(
            "AWS::IAM::Role",
            RoleName="writer",
            Policies=[{"PolicyName": "p", "PolicyDocument": allow("sqs:A")}],
            ManagedPolicyArns=[{"Ref": "Managed"}],
        ),
        Managed=resource("AWS::IAM::ManagedPolicy", PolicyDocument=allow("sqs:B")),
        Named=resource("AWS::IAM::ManagedPolicy", PolicyDocument=allow("sqs:C"), Roles=["writer"]),
        Inline=resource("AWS::IAM::Policy", PolicyDocument=allow("sqs:D*"), Roles=[{"Ref": "Role"}]),
        One=resource("AWS::IAM::RolePolicy", PolicyDocument=allow("sqs:E"), RoleName={"Ref": "Role"}),
        Foreign=resource("AWS::IAM::Policy", PolicyDocument=allow("sqs:F"), Roles=["reader"]),
    )
    permissions = permissions_of(get(found, "Role"))
    queue, other = get(found, "Queue"), get(found, "Other")
    allowed = [
        action for action in ("A", "B", "C", "Delete", "E", "F") if permissions.allow(f"sqs:{action}", queue) is True
    ]
    assert allowed == ["A", "B", "C", "Delete", "E"]
    assert permissions.allow("sqs:A", other) is False
    assert permissions.allow("sqs:A", None) is True
    assert permissions.outside is None
    users = [name for name in ("Managed", "Named", "Inline", "One", "Foreign") if roles_of(get(found, name))]
    assert users == ["Managed", "Named", "Inline", "One"]


def test_a_policy_outside_of_the_template_leaves_open_what_the_role_may_do() -> None:
    found = template(Role=resource("AWS::IAM::Role", ManagedPolicyArns=["arn:aws:iam::aws:policy/ReadOnlyAccess"]))
    answer = permissions_of(get(found, "Role")).allow("sqs:SendMessage", None)
    assert answer == "the policy arn:aws:iam::aws:policy/ReadOnlyAccess is not in the template"


def test_the_key_of_a_target_is_found_through_its_alias() -> None:
    found = template(
        Key=resource("AWS::KMS::Key"),
        Alias=resource("AWS::KMS::Alias", AliasName="alias/a", TargetKeyId={"Fn::GetAtt": ["Key", "Arn"]}),
        Queue=resource("AWS::SQS::Queue", KmsMasterKeyId={"Ref": "Alias"}),
        Own=resource("AWS::SQS::Queue", KmsMasterKeyId="alias/aws/sqs"),
        Table=resource("AWS::DynamoDB::Table", SSESpecification={"SSEEnabled": True}),
        Function=resource("AWS::Lambda::Function"),
    )
    queue = get(found, "Queue")
    place = key_of(queue)
    assert place is not None
    assert key_resource(queue, place) is get(found, "Key")
    assert [key_of(get(found, name)) for name in ("Own", "Table", "Function")] == [None, None, None]
