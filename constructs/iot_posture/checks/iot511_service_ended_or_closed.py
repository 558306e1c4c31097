"""The template uses a service or feature that has ended, or that is closed to new customers.

### Why it matters

CloudFormation still knows the resource types, so nothing warns before the deployment fails. Where the service is only
an action of a topic rule, the deployment may succeed and the messages go nowhere: a detection that does not detect.

### How to fix it

Use what the finding names in its place. Where the service is closed to new customers only and the account has used it before,
acknowledge this finding with that reason.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoTEvents::Input",
  "Properties": {"InputDefinition": {"Attributes": [{"JsonPath": "temperature"}]}}
}
```

Compliant:

```json
{
  "Type": "AWS::StepFunctions::StateMachine",
  "Properties": {"RoleArn": "arn:aws:iam::123456789012:role/detector", "DefinitionS3Location": {"Bucket": "b", "Key": "k"}}
}
```

### Limits

Whether an account used a closed service before it closed is in no template.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Violation
from iot_posture.facts.ended_services import ENDED_ACTIONS, Ended, ended
from iot_posture.template import Node, Resource


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look at the resource type, and at the actions of a topic rule."""
    service = ended(resource.type)
    if service is not None:
        yield _violation(resource.place("Type"), service)
    elif resource.type == "AWS::IoT::TopicRule":
        payload = resource.properties.get("TopicRulePayload")
        for action in [*payload.get("Actions").elements(), payload.get("ErrorAction")]:
            for kind, node in action.members():
                if kind in ENDED_ACTIONS:
                    yield _violation(node, ENDED_ACTIONS[kind])


def _violation(where: Node, service: Ended) -> Violation:
    fix = f"Use instead: {service.instead}." if service.instead else "Take it out: AWS names nothing in its place."
    if service.closed_only:
        message = f"{service.name} is closed to new customers since {service.since}: other accounts cannot make this."
        return Violation(where, message, f"{fix} Acknowledge IOT511 where the account has used it before.")
    return Violation(where, f"{service.name} ended on {service.since}.", fix)


CHECK = Check(
    id="IOT511",
    name="service-ended-or-closed",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource((), judge),
    page=__doc__,
    references=(
        "https://docs.aws.amazon.com/iot-device-defender/latest/devguide/dd-detect-availability-change.html",
        "https://docs.aws.amazon.com/iotanalytics/latest/userguide/iotanalytics-end-of-support.html",
        "https://docs.aws.amazon.com/iotevents/latest/developerguide/iotevents-end-of-support.html",
    ),
)
