"""SAM, the Serverless Framework and policy documents on their own are judged at their own places."""

from pathlib import Path

import pytest

from iot_posture.analysis import analyse
from iot_posture.checks import CHECKS
from iot_posture.template import Template, TemplateError, load_template

SAM = """\
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    PropagateTags: true
    Tags: {team: a}
Resources:
  Reader:
    Type: AWS::Serverless::Function
    Properties:
      Policies:
        - AWSIoTFullAccess
        - Statement:
            - {Effect: Allow, Action: "iot:*", Resource: "*"}
        - DynamoDBReadPolicy: {TableName: !Ref T}
      Events:
        Readings:
          Type: IoTRule
          Properties:
            Sql: SELECT * FROM 'dt/+'
        Timer: {Type: Schedule, Properties: {Schedule: rate(1 minute)}}
"""
SERVERLESS = """\
service: fleet
provider: {name: aws}
functions:
  reader:
    handler: a.b
    events:
      - http: GET /
      - iot:
          name: readings
          sql: "SELECT * FROM 'dt/${opt:stage, 'dev'}/+'"
  idle: {handler: a.c}
resources:
  Resources:
    Device:
      Type: AWS::IoT::Policy
      Properties:
        PolicyDocument:
          Statement:
            - Effect: Allow
              Action: iot:Publish
              Resource: arn:aws:iot:${self:provider.region}:123456789012:topic/${self:custom.${opt:stage}.prefix}/*
"""
POLICY = """\
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow",
     "Action": "iot:*",
     "Resource": "arn:aws:iot:us-east-1:123456789012:topic/a"}
  ]
}
"""


def read(folder: Path, name: str, text: str) -> Template:
    (folder / name).write_text(text, encoding="utf-8")
    return load_template(folder / name)


def places(template: Template, *ids: str) -> list[tuple[str, str, str, int | None]]:
    """(check, resource, path, line) of the findings of these checks."""
    findings = analyse([template], CHECKS)
    assert [found.message for found in findings if found.verdict == "crash"] == []
    return [(found.check_id, found.resource, found.path, found.line) for found in findings if found.check_id in ids]


def test_an_event_of_a_sam_function_is_a_topic_rule_at_its_own_place(tmp_path: Path) -> None:
    template = read(tmp_path, "template.yaml", SAM)
    (rule,) = template.resources("AWS::IoT::TopicRule")
    payload = rule.properties.get("TopicRulePayload")
    assert (rule.logical_id, payload.get("Sql").literal) == ("Reader", "SELECT * FROM 'dt/+'")
    assert [tag.get("Key").literal for tag in rule.properties.get("Tags").elements()] == ["team"]
    assert places(template, "IOT401", "IOT402") == [
        ("IOT401", "Reader", "Properties.Events.Readings.Properties.ErrorAction", 18),
        ("IOT402", "Reader", "Properties.Events.Readings.Properties.AwsIotSqlVersion", 18),
    ]


def test_the_policies_of_a_sam_function_are_its_role(tmp_path: Path) -> None:
    (role,) = read(tmp_path, "template.yaml", SAM).resources("AWS::IAM::Role")
    managed = role.properties.get("ManagedPolicyArns").elements()
    assert [str(each.text) for each in managed] == ["arn:<AWS::Partition>:iam::aws:policy/AWSIoTFullAccess"]
    action = (
        role.properties.get("Policies").elements()[0].get("PolicyDocument", "Statement").elements()[0].get("Action")
    )
    assert role.place_in_file(managed[0].path) == (("Properties", "Policies", 0), 11)
    assert role.place_in_file(action.path) == (("Properties", "Policies", 1, "Statement", 0, "Action"), 13)
    assert role.place_in_file(("Properties", "AssumeRolePolicyDocument", "Statement")) is None


def test_a_sam_function_with_a_role_of_its_own_gets_none() -> None:
    function = {"Type": "AWS::Serverless::Function", "Properties": {"Role": "arn", "Policies": ["a"]}}
    body = {"Transform": ["AWS::Serverless-2016-10-31"], "Resources": {"F": function}}
    assert [found.type for found in Template.from_dict(body, file="a").resources()] == ["AWS::Serverless::Function"]


def test_an_acknowledgement_on_a_sam_function_speaks_for_its_rules() -> None:
    event = {"Type": "IoTRule", "Properties": {"Sql": "SELECT * FROM 'a'", "AwsIotSqlVersion": "2016-03-23"}}
    function = {
        "Type": "AWS::Serverless::Function",
        "Metadata": {"iot_posture": {"acknowledge": [{"id": "IOT401", "reason": "the function catches everything"}]}},
        "Properties": {"Events": {"A": event}},
    }
    body = {"Transform": "AWS::Serverless-2016-10-31", "Resources": {"F": function}}
    findings = analyse([Template.from_dict(body, file="a")], CHECKS)
    ours = [found for found in findings if found.check_id in ("IOT401", "IOT002")]
    assert [(found.check_id, found.acknowledged) for found in ours] == [("IOT401", "the function catches everything")]


def test_an_iot_event_of_serverless_is_a_topic_rule_at_its_own_place(tmp_path: Path) -> None:
    template = read(tmp_path, "serverless.yml", SERVERLESS)
    assert [(found.logical_id, found.type) for found in template.resources()] == [
        ("Device", "AWS::IoT::Policy"),
        ("reader", "AWS::IoT::TopicRule"),
    ]
    sql = template.resources("AWS::IoT::TopicRule")[0].properties.get("TopicRulePayload", "Sql")
    assert str(sql.text) == "SELECT * FROM 'dt/<opt:stage, 'dev'>/+'"
    assert places(template, "IOT401", "IOT402") == [
        ("IOT401", "reader", "events.1.iot.ErrorAction", 8),
        ("IOT402", "reader", "events.1.iot.sqlVersion", 8),
    ]


def test_variables_of_serverless_are_named_holes(tmp_path: Path) -> None:
    template = read(tmp_path, "serverless.yml", SERVERLESS)
    resource = (
        template.resources("AWS::IoT::Policy")[0]
        .properties.get("PolicyDocument", "Statement")
        .elements()[0]
        .get("Resource")
    )
    assert str(resource.text) == (
        "arn:aws:iot:<self:provider.region>:123456789012:topic/<self:custom.${opt:stage}.prefix>/*"
    )
    path = "Properties.PolicyDocument.Statement.0.Resource"
    assert places(template, "IOT204") == [("IOT204", "Device", path, 21)]


def test_variables_of_policies_and_of_sub_are_none_of_serverless() -> None:
    text = {"Fn::Sub": "arn:aws:iot:${AWS::Region}:${self:custom.account}:topic/${!iot:ClientId}/${"}
    thing = {"Type": "AWS::IoT::Thing", "Properties": {"ThingName": text}}
    body = {"service": "a", "provider": {}, "resources": [{"Resources": {"T": thing}}, "${file(more.yml)}"]}
    template = Template.from_dict(body, file="serverless.yml")
    name = template.resources()[0].properties.get("ThingName").text
    assert str(name) == "arn:aws:iot:<AWS::Region>:<self:custom.account>:topic/${iot:ClientId}/${"


def test_a_resource_of_serverless_without_a_type_is_one_clear_line() -> None:
    body = {"service": "a", "provider": {}, "resources": {"Resources": {"T": {}}}}
    with pytest.raises(TemplateError, match=r"^serverless.yml has the resource 'T' without a \"Type\" text$"):
        Template.from_dict(body, file="serverless.yml")


def test_a_policy_document_on_its_own_is_judged_as_one_policy(tmp_path: Path) -> None:
    findings = analyse([read(tmp_path, "policy.json", POLICY)], CHECKS)
    assert [(found.check_id, found.resource, found.path, found.line) for found in findings] == [
        ("IOT201", "", "Statement.0.Action", 5)
    ]


def test_a_parameter_is_a_hole_unless_only_one_value_is_allowed() -> None:
    parameters = {"Only": {"Type": "String", "AllowedValues": ["a"]}, "Many": {"Type": "String", "Default": "b"}}
    thing = {
        "Type": "AWS::IoT::Thing",
        "Properties": {"ThingName": {"Fn::Sub": "${Only}-${Many}"}, "X": {"Ref": "Only"}},
    }
    properties = (
        Template.from_dict({"Parameters": parameters, "Resources": {"T": thing}}, file="a").resources()[0].properties
    )
    assert (str(properties.get("ThingName").text), properties.get("X").literal) == ("a-<Many>", "a")


def test_what_is_turned_into_json_text_is_read_as_it_stands() -> None:
    document = {
        "Fn::ToJsonString": {"Statement": {"Effect": "Allow", "Action": "iot:*", "Resource": "arn:aws:iot:::a/b"}}
    }
    policy = {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": document}}
    found = places(Template.from_dict({"Resources": {"P": policy}}, file="a"), "IOT201")
    assert [path for _, _, path, _ in found] == ["Properties.PolicyDocument.Fn::ToJsonString.Statement.Action"]
