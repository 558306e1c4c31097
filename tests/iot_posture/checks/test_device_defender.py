"""Findings name the Device Defender audit check that agrees with them, and only where it does.

The verdicts are those of the pages on overly permissive policies and on disabled logging in the Device Defender guide.
"""

import pytest

from iot_posture.analysis import analyse
from iot_posture.checks import CHECKS
from iot_posture.template import Template

ARN = "arn:aws:iot:us-east-1:123456789012:"
THING = "${iot:Connection.Thing.ThingName}"


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
    ],
)
def test_policies(action: str, resource: str, non_compliant: bool) -> None:
    document = {"Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}]}
    body = {"Resources": {"P": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": document}}}}
    names = {found.device_defender for found in analyse([Template.from_dict(body, file="a.json")], CHECKS)}
    assert ("IOT_POLICY_OVERLY_PERMISSIVE_CHECK" in names) is non_compliant


def test_logging() -> None:
    body = {"Resources": {"L": {"Type": "AWS::IoT::Logging", "Properties": {"DefaultLogLevel": "DISABLED"}}}}
    (found,) = analyse([Template.from_dict(body, file="a.json")], CHECKS)
    assert found.device_defender == "LOGGING_DISABLED_CHECK"
