"""The policy gives rights over retained messages on topics that are not the device's own.

### Why it matters

A retained message stays after the device has gone, and is sent to everybody who subscribes later: what a stolen device
leaves there outlives its certificate. GetRetainedMessage and ListRetainedMessages read the last words of every device
without a subscription. Few devices need any of them.

### How to fix it

Take the actions out. Where a device keeps a last known state, allow `iot:RetainPublish` and `iot:Publish` on that one
topic of its own.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:RetainPublish",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/dt/*"
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
      "Action": ["iot:Publish", "iot:RetainPublish"],
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/state"
    }
  ]
}
```

### Limits

RetainPublish beside Publish on the same too wide resource is reported once, by IOT203 or IOT204. Topics that a policy
names without a wildcard are taken as meant. ListRetainedMessages cannot be limited to topics, so it is always reported
where it has an effect. Denies of other policies are not seen.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, broad
from iot_posture.template import Access, Resource, accesses

_TOPIC_ACTIONS = ("iot:RetainPublish", "iot:GetRetainedMessage")
_LIST = "iot:ListRetainedMessages"
_FIX = "Take the actions out, or limit them to the topic on which this device keeps its state."
_QUESTION = "whether this gives rights over the retained messages of other devices"


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for the actions of retained messages on topics that no variable of the device's identity bounds."""
    for access in accesses(resource, "topic", ("iot:Publish", *_TOPIC_ACTIONS, _LIST)):
        said = _unneeded(access)
        if said:
            message = f"{', '.join(said)} on {access.node.text} reaches the retained messages of other devices."
            yield broad(access, _QUESTION, message, _FIX)


def _unneeded(access: Access) -> list[str]:
    publishes = "iot:Publish" in access.actions
    if publishes and access.unsure is not None:
        return []
    unbounded = not publishes if access.names is None else access.names.unbounded_prefix() is not None
    said = [action for action in access.actions if action in _TOPIC_ACTIONS] if unbounded else []
    if publishes and "iot:RetainPublish" in said:
        said.remove("iot:RetainPublish")
    if _LIST in access.actions and access.node.literal == "*":
        said.append(_LIST)
    return said


CHECK = Check(
    id="IOT212",
    name="retain-not-needed",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Policy",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC04-BP01",
        "nistir-8259a:Logical Access to Interfaces",
        "owasp:I3",
        "cra:Part I (2)(d)",
        "cra:Part I (2)(f)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/retained-message-policy-examples.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html",
    ),
)
