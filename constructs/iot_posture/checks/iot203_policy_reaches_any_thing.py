"""The policy lets a device use any topic, or the shadows and jobs of any thing.

### Why it matters

A wildcard at the start of a topic, or in the place of the thing name below `$aws/things/`, reaches the topics of
every other device: one stolen device can send readings in the name of all others, read their commands, and change
their shadows and jobs. `topic/*` includes the reserved topics below `$aws/`. Wide `iot:Receive` counts too, because a
direct message reaches a device without a subscription.

### How to fix it

Put `${iot:Connection.Thing.ThingName}` on a level of its own before the wildcard, for example
`topic/$aws/things/${iot:Connection.Thing.ThingName}/shadow/*`.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Publish",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/$aws/things/*/shadow/update"
    }
  ]
}
```

Compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Publish",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/$aws/things/${iot:Connection.Thing.ThingName}/shadow/update"
    }
  ]
}
```

### Limits

Statements are judged one by one, and a Deny elsewhere is not considered. In Subscribe the MQTT wildcards `+` and `#`
count as wildcards, because a device that may send such a filter gets what it matches. An unknown part of an ARN
counts as fixed text without wildcards. Device Defender does not look at `iot:Receive`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import Node, Reach, Resource, policy_document, reaches, statements

_TYPES = {
    "topic": ("iot:Publish", "iot:Receive", "iot:RetainPublish"),
    "topicfilter": ("iot:Subscribe",),
    "thing": (
        *("iot:GetThingShadow", "iot:UpdateThingShadow", "iot:DeleteThingShadow"),
        *("iotjobsdata:DescribeJobExecution", "iotjobsdata:GetPendingJobExecutions"),
        *("iotjobsdata:StartNextPendingJobExecution", "iotjobsdata:UpdateJobExecution"),
    ),
}
_THINGS = "$aws/things/"
_FIX = "Put ${iot:Connection.Thing.ThingName} on a level of its own before the wildcard, or name the topics."


@dataclass(slots=True)
class _Found:
    where: Node
    actions: list[str] = field(default_factory=list)
    unsure: Node | None = None


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for wildcards that stand for any topic or any thing, and say each resource once with all its actions."""
    for statement in statements(policy_document(resource)):
        found: dict[tuple[str, bool], _Found] = {}
        for kind, actions in _TYPES.items():
            for action in actions:
                for reach in reaches(resource, statement, action, kind):
                    if _is_any(reach, kind):
                        key = (reach.node.dotted, reach.unsure is None)
                        found.setdefault(key, _Found(reach.node, unsure=reach.unsure)).actions.append(action)
        for item in found.values():
            if item.unsure is not None:
                yield Unresolved(item.unsure, "whether this reaches the topics of other devices")
                continue
            said = item.where.text or "all but the listed resources"
            message = f"{', '.join(item.actions)} on {said} reaches the topics, shadows or jobs of every other device."
            audited = any(action not in ("iot:Receive", "iot:RetainPublish") for action in item.actions)
            yield Violation(item.where, message, _FIX, device_defender=audited)


def _is_any(reach: Reach, kind: str) -> bool:
    if reach.names is None:
        return True
    prefix = reach.names.unbounded_prefix(mqtt=kind == "topicfilter")
    if prefix is None:
        return False
    return prefix == "" or (kind != "thing" and (_THINGS.startswith(prefix) or prefix.startswith(_THINGS)))


CHECK = Check(
    id="IOT203",
    name="policy-reaches-any-thing",
    severity=Severity.ERROR,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Policy",), judge),
    page=__doc__,
    device_defender="IOT_POLICY_OVERLY_PERMISSIVE_CHECK",
    controls=(
        "iot-lens:IOTSEC04-BP01",
        "nistir-8259a:Logical Access to Interfaces",
        "owasp:I3",
        "cra:Part I (2)(d)",
        "cra:Part I (2)(f)",
        "cra:Part I (2)(j)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/pub-sub-policy.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/direct-messaging.html",
        "https://docs.aws.amazon.com/iot-device-defender/latest/devguide/audit-chk-iot-policy-permissive.html",
    ),
)
