"""Messages of the checks of identity and provisioning: the fact with the value found, and the next step."""

import json
from pathlib import Path
from typing import Any

import pytest

from iot_posture.analysis import analyse
from iot_posture.checks import CHECKS
from iot_posture.template import Template

Json = dict[str, Any]
ARN = "arn:aws:iot:us-east-1:123456789012:"
CERTIFICATES = Path(__file__).parents[1] / "template" / "data"


def said(check: str, **resources: Json) -> list[tuple[str, str]]:
    findings = analyse([Template.from_dict({"Resources": resources}, file="a.json")], CHECKS)
    return [(found.message, found.fix) for found in findings if found.check_id == check]


def role(statement: Json) -> Json:
    policies = [{"PolicyName": "p", "PolicyDocument": {"Statement": statement}}]
    return {"Type": "AWS::IAM::Role", "Properties": {"Policies": policies}}


def allow(action: str, resource: str = "*") -> Json:
    return {"Effect": "Allow", "Action": action, "Resource": resource}


@pytest.mark.parametrize(
    ("statement", "right"),
    [
        (allow("iot:*"), "iot:* allows every action of AWS IoT"),
        (allow("iot:CreateThing"), "iot:CreateThing belongs to the administration of things"),
        (allow("iot:DescribeEndpoint"), "iot:DescribeEndpoint belongs to the administration of AWS IoT"),
        (allow("iot:Attach*"), "iot:Attach* covers the administration of AWS IoT, such as iot:AttachPolicy"),
        (allow("iot:DescribeThing"), "iot:DescribeThing reads the registry's data of every thing"),
        (allow("iot:Publish"), "iot:Publish on * reaches every other device"),
        (
            {"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"},
            "NotAction in an Allow statement allows every action of AWS IoT that it does not list",
        ),
        (allow("guardduty:ListDetectors"), "guardduty:ListDetectors reaches a service that watches over the account"),
        (allow("s3:*"), "s3:* allows everything of its service"),
    ],
)
def test_a_role_alias_says_which_right_is_too_much(statement: Json, right: str) -> None:
    alias = {"Type": "AWS::IoT::RoleAlias", "Properties": {"RoleArn": {"Fn::GetAtt": ["Role", "Arn"]}}}
    ((message, _),) = said("IOT312", Alias=alias, Role=role(statement))
    assert message == f"Devices get this role from a role alias, and {right}."


def test_one_resource_is_told_once_with_all_actions_and_once_for_all_aliases() -> None:
    alias = {"Type": "AWS::IoT::RoleAlias", "Properties": {"RoleArn": {"Fn::GetAtt": ["Role", "Arn"]}}}
    broad = role({"Effect": "Allow", "Action": ["iot:Connect", "iot:Publish", "iot:Subscribe"], "Resource": "*"})
    assert said("IOT312", Alias=alias, Second=alias, Role=broad) == [
        (
            "Devices get this role from a role alias, and iot:Connect, iot:Publish, iot:Subscribe on * reaches every "
            "other device.",
            "Name the actions that the device uses, on resources with ${credentials-iot:ThingName}.",
        )
    ]


def test_a_claim_policy_says_what_is_beyond_provisioning() -> None:
    statements = [
        allow("iot:Publish", f"{ARN}topic/$aws/provisioning-templates/*"),
        allow("iot:Receive", f"{ARN}topic/status"),
    ]
    policy = {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": {"Statement": statements}}}
    assert [message for message, _ in said("IOT302", P=policy)] == [
        f"A claim certificate may use iot:Publish on {ARN}topic/$aws/provisioning-templates/*: "
        "the wildcard stands for every provisioning template.",
        f"A claim certificate may use iot:Receive on {ARN}topic/status: provisioning does not use this topic.",
    ]


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (allow("iot:*"), "allows every action with iot:*"),
        (
            allow("iot:Connect", f"{ARN}client/${{iot:ClientId}}"),
            f"allows iot:Connect on {ARN}client/${{iot:ClientId}}: ${{iot:ClientId}} is whatever the device sends",
        ),
        (
            allow("iot:Publish", f"{ARN}topic/dt/*"),
            f"allows iot:Publish on {ARN}topic/dt/*: the wildcard reaches every other device",
        ),
    ],
)
def test_a_policy_in_a_template_body_is_named(statement: Json, told: str) -> None:
    document = json.dumps({"Version": "2012-10-17", "Statement": statement})
    body = {"Resources": {"policy": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": document}}}}
    properties = {"TemplateType": "JITP", "TemplateBody": json.dumps(body)}
    template = {"Type": "AWS::IoT::ProvisioningTemplate", "Properties": properties}
    assert [message for message, _ in said("IOT304", T=template)] == [f"The policy policy of the template body {told}."]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("short-key", "The certificate has an RSA key of 1024 bits, and AWS IoT takes at least 2048."),
        ("sha1", "The certificate is signed over SHA-1, which can be forged."),
    ],
)
def test_a_weak_certificate_says_what_is_weak(name: str, message: str) -> None:
    pem = (CERTIFICATES / f"{name}.pem").read_text(encoding="utf-8")
    properties = {"CACertificatePem": pem, "CertificateMode": "SNI_ONLY", "Status": "ACTIVE"}
    fix = "Issue the certificate anew with an EC key, or an RSA key of at least 2048 bits, and sign it with SHA-256."
    assert said("IOT318", Ca={"Type": "AWS::IoT::CACertificate", "Properties": properties}) == [(message, fix)]


def test_a_private_key_is_never_repeated_in_a_message() -> None:
    key = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49\n-----END PRIVATE KEY-----"
    findings = analyse([Template.from_dict({"Resources": {"P": parameter(key)}}, file="a.json")], CHECKS)
    assert [found.check_id for found in findings] == ["IOT309"]
    assert "MIGH" not in "".join(map(str, findings))


def parameter(value: str) -> Json:
    return {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": value}}


def test_a_broad_managed_policy_says_what_it_does_and_what_to_write_instead() -> None:
    arn = "arn:aws:iam::aws:policy/service-role/AWSIoTRuleActions"
    assert said("IOT315", R={"Type": "AWS::IAM::Role", "Properties": {"ManagedPolicyArns": [arn]}}) == [
        (
            "AWSIoTRuleActions writes to every table, bucket, queue, stream and topic of the account.",
            "Allow the one action that the rule needs, on the one resource that it writes to.",
        )
    ]
