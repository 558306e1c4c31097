"""Roles are followed from whatever names them, within one template and across the templates of an app."""

from typing import Any

import pytest

from iot_posture.template import StatementView, Template, held_statements

TYPE = "AWS::IoT::RoleAlias"
ROLE = {
    "Type": "AWS::IAM::Role",
    "Properties": {
        "RoleName": "uploads",
        "Policies": [{"PolicyDocument": {"Statement": {"Effect": "Allow", "Action": "s3:PutObject"}}}],
    },
}


def template(file: str, resources: dict[str, Any], **sections: object) -> Template:
    return Template.from_dict({"Resources": resources, **sections}, file=file)


def alias(arn: object) -> dict[str, Any]:
    return {"Type": TYPE, "Properties": {"RoleArn": arn}}


def held(*app: Template) -> list[tuple[str, str, str]]:
    """What is held: the file and resource in which it stands, and its action or why it cannot be told."""
    return [
        (
            holder.template.file,
            holder.logical_id,
            str(found.node.get("Action").text) if isinstance(found, StatementView) else f"? {found.unknown_reason}",
        )
        for holder, found in held_statements(app, TYPE, lambda each: [each.properties.get("RoleArn")])
    ]


@pytest.mark.parametrize(
    "arn",
    [
        {"Fn::GetAtt": ["Role", "Arn"]},
        {"Fn::GetAtt": "Role.Arn"},
        {"Fn::Sub": "${Role.Arn}"},
        {"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:role/${Role}"},
        "arn:aws:iam::123456789012:role/fleet/uploads",
    ],
)
def test_a_role_of_the_same_template(arn: object) -> None:
    assert held(template("a", {"Role": ROLE, "Alias": alias(arn)})) == [("a", "Role", "s3:PutObject")]


def test_a_role_that_another_template_exports_or_names() -> None:
    outputs = {"Arn": {"Value": {"Fn::GetAtt": ["Role", "Arn"]}, "Export": {"Name": "UploadRole"}}}
    other = template("other", {"Role": ROLE}, Outputs=outputs)
    importing = template("a", {"Alias": alias({"Fn::ImportValue": "UploadRole"})})
    naming = template("b", {"Alias": alias("arn:aws:iam::123456789012:role/uploads")})
    assert held(importing, other) == held(naming, other) == [("other", "Role", "s3:PutObject")]


@pytest.mark.parametrize(
    ("arn", "reason"),
    [
        ({"Fn::ImportValue": "Role"}, "? Fn::ImportValue Role is known only at deployment"),
        ("arn:aws:iam::1:role/b", "? the role arn:aws:iam::1:role/b is not in the templates that are checked"),
        ({"Ref": "Alias"}, "? Alias is known only at deployment"),
        ([], "? it names no role"),
    ],
)
def test_where_the_trail_ends_the_resource_that_names_the_role_is_told(arn: object, reason: str) -> None:
    assert held(template("a", {"Alias": alias(arn)})) == [("a", "Alias", reason)]


def test_policies_of_both_branches_of_a_condition_are_held() -> None:
    statement = {"Effect": "Allow", "Action": {"Fn::If": ["Big", "s3:*", "s3:PutObject"]}}
    role = {"Type": "AWS::IAM::Role", "Properties": {"Policies": [{"PolicyDocument": {"Statement": [statement]}}]}}
    found = held(template("a", {"Role": role, "Alias": alias({"Fn::GetAtt": ["Role", "Arn"]})}))
    assert found == [("a", "Role", "s3:*"), ("a", "Role", "s3:PutObject")]


def test_a_policy_that_cannot_be_read_is_where_the_trail_ends() -> None:
    role = {"Type": "AWS::IAM::Role", "Properties": {"ManagedPolicyArns": ["arn:aws:iam::1:policy/a", {}]}}
    found = held(template("a", {"Role": role, "Alias": alias({"Fn::GetAtt": ["Role", "Arn"]})}))
    assert found == [
        ("a", "Role", "? the policy arn:aws:iam::1:policy/a is not in the template of its role"),
        ("a", "Role", "? it names no policy"),
    ]
