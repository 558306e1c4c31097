"""Writes templates of 20 resources for measurements: policies, rules, roles, alarms and what they need; some are wrong."""

import json
from pathlib import Path
from typing import Any

import yaml

Json = dict[str, Any]
RESOURCES = 20
_HERE = "arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:"
_THING = "${!iot:Connection.Thing.ThingName}"


def write_templates(folder: Path, count: int) -> list[Path]:
    """Write templates 0 to count-1, every second one as YAML, and give their files."""
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    for number in range(count):
        body = template(number)
        file = folder / f"fleet{number:04}.{'yaml' if number % 2 else 'json'}"
        text = yaml.safe_dump(body, sort_keys=False) if number % 2 else json.dumps(body, indent=2)
        file.write_text(text, encoding="utf-8")
        files.append(file)
    return files


def template(number: int) -> Json:
    """The template of a number; no two are the same."""
    resources: Json = {}
    for index in range(6):
        resources[f"Policy{index}"] = _policy(number, index)
    for index in range(4):
        resources[f"Rule{index}"] = _rule(number, index)
    for index in range(4):
        resources[f"Role{index}"] = _role(number)
    for index in range(2):
        resources[f"Alarm{index}"] = _alarm(number, index)
    for name in ("Readings", "Errors"):
        resources[name] = {"Type": "AWS::SQS::Queue", "Properties": {"KmsMasterKeyId": {"Ref": "Key"}}}
    resources["Alarms"] = {"Type": "AWS::SNS::Topic", "Properties": {"KmsMasterKeyId": {"Ref": "Key"}}}
    resources["Key"] = {"Type": "AWS::KMS::Key", "Properties": {"EnableKeyRotation": True, "KeyPolicy": _key_policy()}}
    if len(resources) != RESOURCES:
        raise AssertionError(len(resources))
    parameters = {"Stage": {"Type": "String", "Default": f"stage{number}"}}
    return {"AWSTemplateFormatVersion": "2010-09-09", "Parameters": parameters, "Resources": resources}


def _policy(number: int, index: int) -> Json:
    topic = "*" if number % 10 == 0 and index == 0 else f"dt/{number}/{index}/{_THING}/*"
    statements = [
        {
            "Effect": "Allow",
            "Action": "iot:Connect",
            "Resource": {"Fn::Sub": f"{_HERE}client/{_THING}"},
            "Condition": {"Bool": {"iot:Connection.Thing.IsAttached": "true"}},
        },
        {
            "Effect": "Allow",
            "Action": ["iot:Publish", "iot:Receive"],
            "Resource": [{"Fn::Sub": f"{_HERE}topic/{topic}"}, {"Fn::Sub": f"{_HERE}topic/cmd/{_THING}/${{Stage}}"}],
        },
        {"Effect": "Allow", "Action": "iot:Subscribe", "Resource": {"Fn::Sub": f"{_HERE}topicfilter/cmd/{_THING}/*"}},
    ]
    document = {"Version": "2012-10-17", "Statement": statements}
    return {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": document, "Tags": _tags(number)}}


def _rule(number: int, index: int) -> Json:
    def action(queue: str, role: str) -> Json:
        return {"Sqs": {"QueueUrl": {"Ref": queue}, "RoleArn": {"Fn::GetAtt": [role, "Arn"]}, "UseBase64": False}}

    payload = {
        "AwsIotSqlVersion": "2016-03-23",
        "Sql": f"SELECT *, topic(3) AS thing FROM 'dt/{number}/+/{index}' WHERE temperature > {index}",
        "Actions": [action("Readings", "Role0")],
        "ErrorAction": action("Errors", "Role1"),
    }
    return {"Type": "AWS::IoT::TopicRule", "Properties": {"TopicRulePayload": payload, "Tags": _tags(number)}}


def _role(number: int) -> Json:
    trust: Json = {"Effect": "Allow", "Principal": {"Service": "iot.amazonaws.com"}, "Action": "sts:AssumeRole"}
    if number % 10 != 1:
        trust["Condition"] = {
            "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
            "ArnLike": {"aws:SourceArn": {"Fn::Sub": f"{_HERE}rule/*"}},
        }
    queues = [{"Fn::GetAtt": [name, "Arn"]} for name in ("Readings", "Errors")]
    send = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": queues}
    key = {"Fn::GetAtt": ["Key", "Arn"]}
    seal = {"Effect": "Allow", "Action": ["kms:GenerateDataKey", "kms:Decrypt"], "Resource": key}
    properties = {
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
        "Policies": [{"PolicyName": "send", "PolicyDocument": {"Version": "2012-10-17", "Statement": [send, seal]}}],
    }
    return {"Type": "AWS::IAM::Role", "Properties": properties}


def _alarm(number: int, index: int) -> Json:
    properties = {
        "Namespace": "AWS/IoT",
        "MetricName": "Connect.AuthError",
        "Dimensions": [{"Name": "Protocol", "Value": "MQTT"}],
        "Statistic": "Sum",
        "Period": 300,
        "EvaluationPeriods": 1 + index,
        "Threshold": 5 + number,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "notBreaching",
        "AlarmActions": [{"Ref": "Alarms"}],
    }
    return {"Type": "AWS::CloudWatch::Alarm", "Properties": properties}


def _key_policy() -> Json:
    root = {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}}
    statement = {"Effect": "Allow", "Principal": root, "Action": "kms:*", "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _tags(number: int) -> list[Json]:
    return [{"Key": "team", "Value": f"team{number}"}]
