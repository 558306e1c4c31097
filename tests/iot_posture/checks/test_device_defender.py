"""Findings name the Device Defender audit check that agrees with them, and only where it does.

The verdicts are those of the pages on overly permissive policies and on disabled logging in the Device Defender guide.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from iot_posture.analysis import analyse
from iot_posture.checks import CHECKS
from iot_posture.template import Template

ARN = "arn:aws:iot:us-east-1:123456789012:"
THING = "${iot:Connection.Thing.ThingName}"
DATA = Path(__file__).parent / "data" / "potential_misconfiguration.yaml"
MISCONFIGURATION: list[dict[str, Any]] = yaml.safe_load(DATA.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("action", "resource", "non_compliant"),
    [
        ("iot:Connect", "*", True),
        ("iot:Connect", f"{ARN}client/*", True),
        ("iot:Connect", f"{ARN}client/${{iot:ClientId}}", True),
        ("iot:Connect", f"{ARN}client/{THING}", False),
        ("iot:Publish", f"{ARN}topic/$aws/things/*/shadow/update", True),
        ("iot:Publish", f"{ARN}topic/*", True),
        ("iot:Publish", f"{ARN}topic/$aws/things/{THING}/shadow/*", False),
        ("iot:Publish", f"{ARN}topic/telemetry/*", False),
        ("iot:Subscribe", f"{ARN}topicfilter/$aws/things/#", True),
        ("iot:Receive", f"{ARN}topic/$aws/things/*", False),
        ("iot:UpdateThingShadow", f"{ARN}thing/*", True),
        ("iot:Publish", f"{ARN}topic/$aws/things/pump-*/jobs/get", True),
        ("iot:Publish", f"{ARN}topic/$aws/rules/*", False),
        ("iot:Subscribe", f"{ARN}topicfilter/$aws/things/+/tunnels/notify", True),
        ("iot:Subscribe", f"{ARN}topicfilter/$aws/events/#", False),
        ("iot:Subscribe", f"{ARN}topicfilter/$aws/commands/#", False),
        ("iot:Subscribe", f"{ARN}topicfilter/#", True),
        ("iot:Subscribe", f"{ARN}topicfilter/news/#", False),
        ("iot:Receive", f"{ARN}topic/*", False),
        ("iot:RetainPublish", f"{ARN}topic/*", False),
        ("iotjobsdata:UpdateJobExecution", f"{ARN}thing/*", True),
        ("iot:GetPendingJobExecutions", f"{ARN}thing/*", True),
        ("iot:GetPendingJobExecutions", f"{ARN}/thing/MyThing1", False),
        ("iot:UpdateThingShadow", f"{ARN}thing/pump-*", False),
        ("iot:SendDirectMessage", f"{ARN}client/*", False),
        ("iot:AssumeRoleWithCertificate", f"{ARN}rolealias/*", False),
        ("iot:*", "*", True),
        ("iot:*", f"{ARN}topic/*", True),
        ("iot:*", f"{ARN}client/*", True),
        ("iot:*", f"{ARN}topic/readings", False),
    ],
)
def test_policies(action: str, resource: str, non_compliant: bool) -> None:
    document = {"Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}]}
    body = {"Resources": {"P": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": document}}}}
    names = {found.device_defender for found in analyse([Template.from_dict(body, file="a.json")], CHECKS)}
    assert ("IOT_POLICY_OVERLY_PERMISSIVE_CHECK" in names) is non_compliant


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in MISCONFIGURATION])
def test_potential_misconfiguration(case: dict[str, Any]) -> None:
    properties = {"PolicyDocument": case["document"]}
    body = {"Resources": {"P": {"Type": "AWS::IoT::Policy", "Properties": properties}}}
    names = [found.device_defender for found in analyse([Template.from_dict(body, file="a.json")], CHECKS)]
    found = names.count("IOT_POLICY_POTENTIAL_MISCONFIGURATION_CHECK")
    assert found == (case["expected"] == "NON_COMPLIANT"), "one cause gives one finding"


def test_mqtt_wildcards_in_an_allow_are_a_finding_of_our_own() -> None:
    statement = {"Effect": "Allow", "Action": "iot:Receive", "Resource": f"{ARN}topic/a/+"}
    document = {"Version": "2012-10-17", "Statement": statement}
    body = {"Resources": {"P": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": document}}}}
    found = [item for item in analyse([Template.from_dict(body, file="a.json")], CHECKS) if item.check_id == "IOT109"]
    assert [item.device_defender for item in found] == [None]


@pytest.mark.parametrize(
    ("statement", "non_compliant"),
    [
        ({"NotAction": "iot:Connect", "Resource": "*"}, True),
        ({"NotAction": "iot:Publish", "Resource": f"{ARN}topic/*"}, False),
        ({"Action": "iot:Publish", "NotResource": f"{ARN}topic/secret"}, True),
        ({"Action": "iot:Receive", "NotResource": f"{ARN}topic/secret"}, False),
    ],
)
def test_statements_that_list_what_they_do_not_mean(statement: dict[str, str], non_compliant: bool) -> None:
    document = {"Statement": [{"Effect": "Allow", **statement}]}
    body = {"Resources": {"P": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": document}}}}
    names = [found.device_defender for found in analyse([Template.from_dict(body, file="a.json")], CHECKS)]
    assert names == ["IOT_POLICY_OVERLY_PERMISSIVE_CHECK" if non_compliant else None]


def test_logging() -> None:
    body = {"Resources": {"L": {"Type": "AWS::IoT::Logging", "Properties": {"DefaultLogLevel": "DISABLED"}}}}
    (found,) = analyse([Template.from_dict(body, file="a.json")], CHECKS)
    assert found.device_defender == "LOGGING_DISABLED_CHECK"
