"""`iot-posture simulate`, as a user runs it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from policy_questions import document, statement

from iot_posture.cli import main

DEVICE = document(
    statement(action="iot:Connect", resource="client/${iot:Connection.Thing.ThingName}"),
    statement(resource="topic/dt/${iot:Connection.Thing.ThingName}/*"),
    statement(action="iot:Subscribe", resource="topicfilter/dt/${iot:Connection.Thing.Attributes[site]}/+"),
    statement(
        action="iot:SendDirectMessage", resource="client/hub", Condition={"StringEquals": {"iot:Topic": "hello"}}
    ),
    statement(action="iot:UpdateThingShadow", resource="thing/pump7/config"),
    statement(action="iot:AssumeRoleWithCertificate", resource="rolealias/camera"),
    statement(action="iot:ListRetainedMessages"),
    statement("Deny", resource="topic/dt/*/admin", Condition={"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}),
)


@pytest.fixture
def policy(tmp_path: Path) -> str:
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(DEVICE), encoding="utf-8")
    return str(file)


def simulate(*arguments: str) -> int:
    return main(["simulate", *arguments])


def test_an_allowed_request(policy: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert simulate("--policy", policy, "--thing", "pump7", "--action", "iot:Publish", "--topic", "dt/pump7/t") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "ALLOWED: iot:Publish on arn:aws:iot:us-east-1:123456789012:topic/dt/pump7/t"
    assert lines[2] == f"  Allow {policy} $.Statement[1]: matches"
    assert len(lines) == 1 + len(DEVICE["Statement"])  # type: ignore[arg-type]


def test_a_denied_request_says_why(policy: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--thing", "pump7", "--client-id", "other", "--action", "Publish", "--topic", "dt/pump7/t")
    assert simulate("--policy", policy, *asked) == 1
    out = capsys.readouterr().out
    assert out.startswith("IMPLICIT_DENY: iot:Publish on ")
    reason = "the client ID is not the name of the thing, and the attachment is not exclusive"
    assert f"unresolved variable: ${{iot:Connection.Thing.ThingName}}: {reason}" in out


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [
        ("--thing pump7 --action Connect", True),
        ("--thing pump7 --not-attached --action Connect", False),
        ("--thing pump7 --client-id x --exclusive --action Publish --topic dt/pump7/t", True),
        ("--thing pump7 --protocol HTTPS --action Publish --topic dt/pump7/t", False),
        ("--thing pump7 --action Publish --topic dt/pump7/admin --source-ip 10.1.2.3", True),
        ("--thing pump7 --action Publish --topic dt/pump7/admin --source-ip 203.0.113.9", False),
        ("--thing pump7 --attribute site=north --action Subscribe --filter dt/north/+", True),
        ("--thing pump7 --attribute site=north --action Subscribe --filter dt/+/+", False),
        ("--client-id a --action SendDirectMessage --to hub --message-topic hello", True),
        ("--client-id a --action SendDirectMessage --to hub --message-topic bye", False),
        ("--thing pump7 --action UpdateThingShadow --shadow config", True),
        ("--thing pump7 --action UpdateThingShadow", False),
        ("--action AssumeRoleWithCertificate --role-alias camera", True),
        ("--action ListRetainedMessages", True),
        ("--action iot:Connect --thing pump7 --region eu-west-1", False),
        ("--action iot:Connect --thing pump7 --resource arn:aws:iot:us-east-1:123456789012:client/pump7", True),
        ("--action iot:Connect --thing pump7 --resource arn:aws:iot:us-east-1:123456789012:client/pump8", False),
    ],
)
def test_answers(policy: str, arguments: str, allowed: bool) -> None:
    assert simulate("--policy", policy, *arguments.split()) == (0 if allowed else 1)


def test_every_option_about_the_device_reaches_the_policy(tmp_path: Path) -> None:
    certificate = tmp_path / "certificate.yaml"
    certificate.write_text("certificateId: c0ffee\nsubject: {Country: [US, CA]}\n", encoding="utf-8")
    conditions = {
        "StringEquals": {
            "iot:CertificateId": "c0ffee",
            "iot:Certificate.Subject.Country": "US",
            "iot:DomainName": "iot.example.com",
            "aws:SourceVpc": "vpc-1",
            "aws:SourceVpce": "vpce-1",
            "aws:VpcSourceIp": "10.0.0.1",
            "iot:Connection.Thing.ThingTypeName": "Pump",
            "my:Key": "a=b",
        },
        "ForAllValues:StringEquals": {"iot:ConnectAttributes": ["LastWill", "PersistentConnect"]},
        "ForAnyValue:StringEquals": {"iot:ConnectAttributes": "LastWill"},
        "ArnEquals": {"iot:LastWillTopic": "arn:aws:iot:us-east-1:123456789012:topic/will"},
        "DateLessThan": {"aws:CurrentTime": "2027-01-01"},
    }
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(document(statement(action="*", Condition=conditions))), encoding="utf-8")
    arguments = (
        f"--policy {file} --certificate {certificate} --domain iot.example.com --vpc vpc-1 --vpc-endpoint vpce-1"
        " --vpc-source-ip 10.0.0.1 --thing pump7 --thing-type Pump --condition-key my:Key=a=b --will-topic will"
        " --connect-attribute PersistentConnect --time 2026-11-22T12:00:00Z --action Connect"
    ).split()
    assert simulate(*arguments) == 0
    for option in ("--domain", "--vpc", "--thing-type", "--will-topic", "--time", "--certificate", "--condition-key"):
        at = arguments.index(option)
        assert simulate(*arguments[:at], *arguments[at + 2 :]) == 1, option


def test_group_and_role_policies(policy: str, tmp_path: Path) -> None:
    deny, role = tmp_path / "deny.json", tmp_path / "role.json"
    deny.write_text(json.dumps(document(statement("Deny", "*"))), encoding="utf-8")
    role.write_text(json.dumps(document(statement(action="iot:Connect"))), encoding="utf-8")
    connect = ("--policy", policy, "--thing", "pump7", "--action", "Connect")
    publish = ("--policy", policy, "--thing", "pump7", "--action", "Publish", "--topic", "dt/pump7/t")
    assert simulate(*connect, "--group-policy", str(deny)) == 1
    cognito = ("--role-policy", str(role), "--principal-type", "COGNITO_AUTHENTICATED")
    assert simulate(*connect, *cognito) == 0
    assert simulate(*publish, *cognito) == 1


def test_json(policy: str, capsys: pytest.CaptureFixture[str]) -> None:
    simulate("--policy", policy, "--client-id", "a", "--action", "Connect", "--format", "json")
    answer = json.loads(capsys.readouterr().out)
    assert answer["decision"] == "IMPLICIT_DENY"
    assert answer["determined"] is True
    assert answer["unresolvedVariables"] == {
        "${iot:Connection.Thing.ThingName}": "the principal is not attached to a thing"
    }
    assert len(answer["notMatched"]) == len(DEVICE["Statement"])  # type: ignore[arg-type]


def test_an_undetermined_question_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(document(statement(NotResource="topic/${iot:CertificateId}"))), encoding="utf-8")
    assert simulate("--policy", str(file), "--client-id", "a", "--action", "Publish", "--topic", "x") == 1
    assert capsys.readouterr().out.startswith("IMPLICIT_DENY, but undetermined: see U5 below: iot:Publish on ")


TEMPLATE = {
    "Parameters": {"Root": {"Type": "String", "Default": "dt"}, "Open": {"Type": "String"}},
    "Resources": {
        "Device": {
            "Type": "AWS::IoT::Policy",
            "Properties": {
                "PolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Action": "iot:Publish",
                            "Resource": {
                                "Fn::Join": [
                                    "",
                                    [
                                        "arn:",
                                        {"Ref": "AWS::Partition"},
                                        ":iot:",
                                        {"Ref": "AWS::Region"},
                                        ":",
                                        {"Fn::Sub": "${AWS::AccountId}"},
                                        ":topic/",
                                        {"Ref": "Root"},
                                        {"Fn::Sub": ["/${!iot:ClientId}/${Tail}", {"Tail": "*"}]},
                                    ],
                                ]
                            },
                        }
                    ],
                }
            },
        },
        "Text": {
            "Type": "AWS::IoT::Policy",
            "Properties": {"PolicyDocument": json.dumps(document(statement(resource="topic/a")))},
        },
        "Late": {
            "Type": "AWS::IoT::Policy",
            "Properties": {"PolicyDocument": document(statement(action={"Ref": "Open"}))},
        },
        "Imported": {
            "Type": "AWS::IoT::Policy",
            "Properties": {"PolicyDocument": {"Statement": {"Fn::ImportValue": "x"}}},
        },
        "Thing": {"Type": "AWS::IoT::Thing"},
    },
}


@pytest.fixture
def template(tmp_path: Path) -> str:
    file = tmp_path / "template.json"
    file.write_text(json.dumps(TEMPLATE), encoding="utf-8")
    return str(file)


def test_a_policy_of_a_template(template: str) -> None:
    here = ("--region", "eu-west-1", "--account", "000000000001", "--partition", "aws-x")
    asked = ("--template", template, "--policy-resource", "Device", "--client-id", "c", "--action", "Publish", *here)
    assert simulate(*asked, "--topic", "dt/c/x") == 0
    assert simulate(*asked, "--topic", "dt/d/x") == 1


def test_a_policy_that_is_text_in_its_template(template: str) -> None:
    asked = ("--template", template, "--policy-resource", "Text", "--action", "Publish", "--topic")
    assert (simulate(*asked, "a"), simulate(*asked, "b")) == (0, 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--action Publish --topic a", "there is no policy. Next: give --policy FILE, or --template FILE and"),
        ("--policy none.json --action Publish --topic a", "none.json cannot be read: No such file or directory"),
        ("--policy POLICY --action Fly", "found the action 'iot:Fly'. Next: give --resource as well, or one of iot:Co"),
        ("--policy POLICY --action Publish", "iot:Publish is judged on a topic. Next: give --topic"),
        (
            "--policy POLICY --action Subscribe --topic a",
            "iot:Subscribe is judged on a topicfilter. Next: give --filter",
        ),
        ("--policy POLICY --action Connect", "iot:Connect is judged on a client. Next: give --client-id or --thing"),
        (
            "--policy POLICY --action DeleteConnection --thing a",
            "iot:DeleteConnection is judged on a client. Next: give --to",
        ),
        ("--policy POLICY --action Publish --resource topic/a", "found 'topic/a', expected arn:partition:iot:region"),
        ("--policy POLICY --action Publish --topic a --attribute x", "found 'x' for --attribute, expected name=value"),
        ("--policy POLICY --action Publish --topic a --protocol X", "the context.protocol: found 'X', expected MQTT,"),
        (
            "--policy POLICY --action Publish --topic a --time soon",
            "the context.currentTime: found 'soon', expected a d",
        ),
        ("--template T --action Publish --topic a", "--template and --policy-resource go together. Next: give both"),
        (
            "--template TEMPLATE --policy-resource Thing --action Publish --topic a",
            "TEMPLATE has no policy 'Thing'; its",
        ),
        (
            "--template TEMPLATE --policy-resource Late --action Publish --topic a",
            "$.Resources.Late.Properties.PolicyDocument.Statement[0].Action: found a reference to 'Open', whose value",
        ),
        (
            "--template TEMPLATE --policy-resource Imported --action Publish --topic a",
            "$.Resources.Imported.Properties.PolicyDocument.Statement: found Fn::ImportValue, whose value only a depl",
        ),
        ("--template POLICY --policy-resource X --action Publish --topic a", "POLICY has no Resources, so it is no Cl"),
    ],
)
def test_what_cannot_be_asked(
    policy: str, template: str, arguments: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given = {"POLICY": policy, "TEMPLATE": template}
    assert simulate(*(given.get(word, word) for word in arguments.split())) == 2
    for name, file in given.items():
        message = message.replace(name, file)
    assert capsys.readouterr().err.startswith(f"iot-posture simulate: {message}")


def test_a_policy_with_a_fault_is_named_with_its_path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "policy.json"
    file.write_text('{"Statement": {"Effect": "Permit"}}', encoding="utf-8")
    assert simulate("--policy", str(file), "--action", "Publish", "--topic", "a") == 2
    message = f"{file}: $.Statement.Effect: found 'Permit', expected 'Allow' or 'Deny'\n"
    assert capsys.readouterr().err == f"iot-posture simulate: {message}"


@pytest.mark.parametrize("command", ["simulate", "test"])
def test_help_loads_neither_the_cdk_nor_yaml(command: str) -> None:
    code = (
        f"import sys; from iot_posture.cli import main\n"
        f"try: main(['{command}', '--help'])\n"
        "except SystemExit: pass\n"
        "assert not {'aws_cdk', 'jsii', 'yaml', 'botocore'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"usage: iot-posture {command}" in done.stdout
