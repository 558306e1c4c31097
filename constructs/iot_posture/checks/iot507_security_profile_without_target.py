"""The security profile watches no device.

### Why it matters

A security profile that is attached to nothing judges nothing. The behaviors stand in the template, the console lists
the profile, and no violation will ever be reported.

### How to fix it

Name the devices in `TargetArns`: a thing group, `all/registered-things`, `all/unregistered-things` or `all/things`.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::SecurityProfile",
  "Properties": {
    "Behaviors": [{"Name": "Rate", "Metric": "aws:num-messages-sent"}],
    "AlertTargets": {"SNS": {"AlertTargetArn": "arn:aws:sns:us-east-1:123456789012:a", "RoleArn": "arn:aws:iam::1:role/r"}}
  },
  "Metadata": {"iot_posture": {"acknowledge": [{"id": "IOT511", "reason": "The account has used Detect since 2024."}]}}
}
```

Compliant:

```json
{
  "Type": "AWS::IoT::SecurityProfile",
  "Properties": {
    "Behaviors": [{"Name": "Rate", "Metric": "aws:num-messages-sent"}],
    "AlertTargets": {"SNS": {"AlertTargetArn": "arn:aws:sns:us-east-1:123456789012:a", "RoleArn": "arn:aws:iam::1:role/r"}},
    "TargetArns": ["arn:aws:iot:us-east-1:123456789012:all/registered-things"]
  },
  "Metadata": {"iot_posture": {"acknowledge": [{"id": "IOT511", "reason": "The account has used Detect since 2024."}]}}
}
```

### Limits

That the profile is attached by the API is not seen: acknowledge the finding there.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import Resource


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for at least one target."""
    targets = resource.properties.get("TargetArns")
    if not targets.elements():
        message = "The security profile has no target, so it watches no device."
        yield Violation(targets, message, "Name a thing group, or all/things, in TargetArns.")
    elif targets.unknown_reason is not None and targets.text is None:
        yield Unresolved(targets, "whether this security profile has a target")


CHECK = Check(
    id="IOT507",
    name="security-profile-without-target",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::SecurityProfile",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC06-BP02",
        "etsi:5.10-1",
        "nistir-8259a:Cybersecurity State Awareness",
        "cra:Part I (2)(l)",
    ),
    references=("https://docs.aws.amazon.com/iot-device-defender/latest/devguide/device-defender-detect.html",),
)
