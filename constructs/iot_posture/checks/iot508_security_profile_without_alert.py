"""The security profile finds violations and tells nobody.

### Why it matters

Device Defender Detect only writes a violation down, unless the profile has an alert target. A device that floods a
topic or connects from elsewhere then stays in a list that somebody has to open.

### How to fix it

Add an SNS topic, and a role that may publish to it, to `AlertTargets`, and take `SuppressAlerts` off the behaviors that
somebody has to hear about.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::SecurityProfile",
  "Properties": {
    "Behaviors": [{"Name": "Rate", "Metric": "aws:num-messages-sent"}],
    "TargetArns": ["arn:aws:iot:us-east-1:123456789012:all/registered-things"]
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

A profile without behaviors only keeps metrics, and is not reported; nor is one of which some behaviors stay silent.
That Security Hub, or an alarm on the metric `Violations`, tells somebody is not seen: acknowledge the finding there.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import Resource


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for an alert target, and for a behavior that uses it."""
    behaviors, alerts = resource.properties.get("Behaviors"), resource.properties.get("AlertTargets")
    suppressed = [behavior.get("SuppressAlerts") for behavior in behaviors.elements()]
    if not suppressed:
        return
    if alerts.unknown_reason is not None:
        yield Unresolved(alerts, "whether this security profile alerts anybody")
    elif not list(alerts.members()):
        message = "The security profile has behaviors and no alert target, so a violation tells nobody."
        yield Violation(alerts, message, "Add an SNS topic and a role that may publish to it to AlertTargets.")
    open_behaviors = [each for each in suppressed if (each.literal or "").lower() != "true"]
    if not open_behaviors:
        message = "Every behavior suppresses its alerts, so a violation tells nobody."
        yield Violation(behaviors, message, "Take SuppressAlerts off the behaviors that somebody has to hear about.")
    elif all(each.unknown_reason is not None for each in open_behaviors):
        yield Unresolved(open_behaviors[0], "whether any behavior of this security profile alerts anybody")


CHECK = Check(
    id="IOT508",
    name="security-profile-without-alert",
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
    references=(
        "https://docs.aws.amazon.com/iot-device-defender/latest/devguide/device-defender-detect-permissions.html",
    ),
)
