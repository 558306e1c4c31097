"""`iot-posture simulate`, as a user runs it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from policy_questions import document, statement

from iot_posture.cli import main

SYNTHESIZED = Path(__file__).parent / "data" / "identity.template.json"
"""The identity stack of the reference deployment, as `cdk synth` wrote it on 2026-11-22."""

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


def test_actions_that_exist_over_https_alone_are_asked_over_https(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Over HTTPS there are no thing variables, so a policy that looks right allows nothing."""
    file = tmp_path / "policy.json"
    by_variable = statement(action="iot:GetThingShadow", resource="thing/${iot:Connection.Thing.ThingName}")
    file.write_text(json.dumps(document(by_variable)), encoding="utf-8")
    asked = ("--policy", str(file), "--thing", "pump7", "--action", "GetThingShadow")
    assert simulate(*asked) == 1
    assert "it exists only over MQTT, and this is HTTPS" in capsys.readouterr().out
    assert simulate(*asked, "--protocol", "MQTT") == 0
    assert "warning: iot:GetThingShadow is asked for over HTTPS, not over MQTT" in capsys.readouterr().out


def test_of_two_sides_the_one_that_does_not_allow_is_named(
    policy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    role = tmp_path / "role.json"
    role.write_text(json.dumps(document(statement(action="iot:Connect"))), encoding="utf-8")
    cognito = ("--policy", policy, "--role-policy", str(role), "--principal-type", "COGNITO_AUTHENTICATED")
    assert simulate(*cognito, "--thing", "pump7", "--action", "Publish", "--topic", "dt/pump7/t") == 1
    expected = "warning: the AWS IoT policy allows this and the IAM role does not; both must"
    assert expected in capsys.readouterr().out
    assert simulate(*cognito, "--client-id", "x", "--action", "Connect") == 1
    expected = "warning: the IAM role allows this and the AWS IoT policy does not; both must"
    assert expected in capsys.readouterr().out


def test_the_answer_of_get_policy_is_not_the_policy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "p.json"
    file.write_text(json.dumps({"policyName": "p", "policyDocument": "{}"}), encoding="utf-8")
    assert simulate("--policy", str(file), "--action", "Publish", "--topic", "a") == 2
    message = "is what get-policy answers. Next: write its policyDocument alone into a file\n"
    assert capsys.readouterr().err == f"iot-posture simulate: {file} {message}"


def test_a_certificate_in_pem_is_not_its_fields(
    policy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "device.pem"
    file.write_text("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", encoding="utf-8")
    assert simulate("--policy", policy, "--thing", "p", "--action", "Connect", "--certificate", str(file)) == 2
    assert capsys.readouterr().err.startswith(
        f"iot-posture simulate: {file} is a certificate itself, and --certificate"
    )


def test_connect_attributes_are_the_two_that_aws_knows(policy: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        simulate("--policy", policy, "--thing", "p", "--action", "Connect", "--connect-attribute", "Lastwill")
    assert ended.value.code == 2
    err = capsys.readouterr().err
    assert "invalid choice: 'Lastwill' (choose from 'PersistentConnect', 'LastWill')" in err
    assert len(err.splitlines()) == 2


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
    "Parameters": {
        "Root": {"Type": "String", "Default": "dt"},
        "Open": {"Type": "String"},
        # The default of such a parameter is a name in Parameter Store, not its value.
        "Parameter": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/a/b"},
    },
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
        "Chosen": {
            "Type": "AWS::IoT::Policy",
            "Properties": {"PolicyDocument": {"Fn::If": ["Prod", document(statement()), {"Ref": "AWS::NoValue"}]}},
        },
        "Stored": {
            "Type": "AWS::IoT::Policy",
            "Properties": {"PolicyDocument": document(statement(Sid={"Ref": "Parameter"}))},
        },
        "Torn": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": "{"}},
        "Bare": {"Type": "AWS::IoT::Policy"},
        "Picked": {
            "Type": "AWS::IoT::Policy",
            "Properties": {
                "PolicyDocument": document(
                    statement(resource="topic/a", Condition={"Ref": "AWS::NoValue"}),
                    {"Ref": "AWS::NoValue"},
                    statement(action={"Fn::Select": [0, {"Fn::Split": [",", "iot:Connect,iot:Publish"]}]}),
                )
            },
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


def test_pseudo_parameters_follow_the_partition(tmp_path: Path) -> None:
    suffix = statement(Condition={"StringEquals": {"iot:DomainName": {"Fn::Sub": "iot.${AWS::URLSuffix}"}}})
    policy = {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": document(suffix)}}
    file = tmp_path / "template.json"
    file.write_text(json.dumps({"Resources": {"P": policy}}), encoding="utf-8")
    asked = ("--template", str(file), "--policy-resource", "P", "--action", "Publish", "--topic", "a", "--domain")
    assert simulate(*asked, "iot.amazonaws.com") == 0
    assert simulate(*asked, "iot.amazonaws.com.cn") == 1
    assert simulate(*asked, "iot.amazonaws.com.cn", "--partition", "aws-cn") == 0


def test_a_policy_that_is_text_in_its_template(template: str) -> None:
    asked = ("--template", template, "--policy-resource", "Text", "--action", "Publish", "--topic")
    assert (simulate(*asked, "a"), simulate(*asked, "b")) == (0, 1)


def test_intrinsic_functions_that_need_no_deployment_are_resolved(template: str) -> None:
    asked = ("--template", template, "--policy-resource", "Picked", "--client-id", "a")
    assert simulate(*asked, "--action", "Publish", "--topic", "a") == 0
    assert simulate(*asked, "--action", "Publish", "--topic", "b") == 1
    assert simulate(*asked, "--action", "Connect") == 0


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [
        ("--thing pump7 --action Connect", True),
        ("--thing pump7 --client-id pump8 --action Connect", False),
        ("--thing pump7 --not-attached --action Connect", False),
        ("--thing pump7 --action Publish --topic dt/acme/sensor/pump7/temperature", True),
        ("--thing pump7 --action Publish --topic dt/acme/sensor/pump8/temperature", False),
        ("--thing pump7 --action Subscribe --filter cmd/acme/sensor/pump7/firmware", True),
        ("--thing pump7 --action Subscribe --filter cmd/acme/sensor/+/firmware", False),
        ("--thing pump7 --action Receive --topic cmd/acme/sensor/pump7/firmware", True),
        ("--thing pump7 --action Receive --topic cmd/acme/sensor/pump8/firmware", False),
        ("--thing pump7 --action Connect --partition aws-cn --region cn-north-1 --account 210987654321", True),
    ],
)
def test_a_template_as_cdk_synthesizes_it(arguments: str, allowed: bool) -> None:
    policy = ("--template", str(SYNTHESIZED), "--policy-resource", "SensorPolicyBD8C6B5B")
    assert simulate(*policy, *arguments.split()) == (0 if allowed else 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--action Publish --topic a", "there is no policy. Next: give --policy FILE, or --template FILE and"),
        ("--policy none.json --action Publish --topic a", "none.json cannot be read: No such file or directory"),
        (
            "--policy POLICY --action Fly",
            "AWS IoT policies know no action 'iot:Fly'. Next: give --resource as well, or o",
        ),
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
            "$.Resources.Late.Properties.PolicyDocument.Statement[0].Action: the value of Open is known only at deployment",
        ),
        (
            "--template TEMPLATE --policy-resource Imported --action Publish --topic a",
            "$.Resources.Imported.Properties.PolicyDocument.Statement: the value of Fn::ImportValue x is known only at dep",
        ),
        (
            "--template POLICY --policy-resource X --action Publish --topic a",
            "POLICY is a policy document, not a template. Next: name it with --policy",
        ),
        (
            "--template TEMPLATE --policy-resource Chosen --action Publish --topic a",
            "$.Resources.Chosen.Properties.PolicyDocument: Fn::If depends on the condition Prod. Next: write the policy",
        ),
        (
            "--template TEMPLATE --policy-resource Torn --action Publish --topic a",
            "$.Resources.Torn.Properties.PolicyDocument: in the text, $: not JSON: Expecting property name",
        ),
        (
            "--template TEMPLATE --policy-resource Bare --action Publish --topic a",
            "$.Resources.Bare.Properties.PolicyDocument: found null, expected a policy document",
        ),
        (
            "--template TEMPLATE --policy-resource Stored --action Publish --topic a",
            "$.Resources.Stored.Properties.PolicyDocument.Statement[0].Sid: the value of Parameter is known only at de",
        ),
        (
            "--policy TEMPLATE --action Publish --topic a",
            "TEMPLATE is a template, not a policy. Next: give it with --te",
        ),
        (
            "--policy POLICY --action iot:Publsh --topic a",
            "AWS IoT policies know no action 'iot:Publsh' (did you mean iot",
        ),
        (
            "--policy POLICY --action greengrass:Discover",
            "found the action 'greengrass:Discover'. Next: give --resource",
        ),
        (
            "--policy POLICY --action Publish --topic a/#",
            "found '#' in the topic 'a/#'; a topic has no wildcards. Next:",
        ),
        (
            "--policy POLICY --action Subscribe --filter a/#/b",
            "found # in level 2 of 3 of 'a/#/b'; # is only allowed at",
        ),
        (
            "--policy POLICY --action Publish --topic a --filter b --to c",
            "--filter, --to is not used by iot:Publish. N",
        ),
        (
            "--policy POLICY --action Publish --topic a --resource x",
            "--topic is not used by --resource x. Next: leave it",
        ),
        (
            "--policy POLICY --action SendDirectMessage --to hub --topic hello",
            "--topic is not used by iot:SendDirectMessage; the topic of a direct message is --message-topic. Next: leave",
        ),
        ("--policy POLICY --action GetThingShadow", "iot:GetThingShadow is judged on a thing. Next: give --thing"),
        (
            "--policy POLICY --action Publish --topic a --account 12x",
            "--account: found '12x', expected an account ID of",
        ),
        (
            "--policy POLICY --action Publish --topic a --source-ip here",
            "the context.sourceIp: found 'here', expected an IPv4 or IPv6 address such as 203.0.113.9 or 2001:db8::1",
        ),
        (
            "--role-policy POLICY --action Publish --topic a",
            "--role-policy is on the IAM role of a Cognito identity. N",
        ),
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
