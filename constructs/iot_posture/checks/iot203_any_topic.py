"""The policy lets a device publish to any topic.

### Why it matters

A wildcard at the start of a topic covers the topics of every other device, and the reserved topics below `$aws/`: one
stolen device can send readings in the name of all others, give them commands, and change their shadows and jobs.

### How to fix it

List the topics that the device publishes to, with `${iot:Connection.Thing.ThingName}` on a level of its own before any
wildcard: `topic/dt/${iot:Connection.Thing.ThingName}/*`.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Publish",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/*"
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
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/*"
    }
  ]
}
```

### Limits

A Deny counts when it stands in the same document, has no condition, and takes away the whole resource or everything
but the listed topics. Denies of other policies are not seen, and conditions do not make a topic narrower. An unknown
part of an ARN counts as fixed text without wildcards. Receive and RetainPublish are named where Publish is allowed on
the same resource; without it they are judged by IOT214 and IOT212.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, broad
from iot_posture.template import Resource, accesses

_ACTIONS = ("iot:Publish", "iot:Receive", "iot:RetainPublish")
_FIX = "List the topics, with ${iot:Connection.Thing.ThingName} on a level of its own before any wildcard."


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for Publish on topics that begin with a wildcard, and name what else is allowed there."""
    for access in accesses(resource, "topic", _ACTIONS):
        if "iot:Publish" in access.actions and (access.names is None or access.names.unbounded_prefix() == ""):
            message = f"{access.named} covers the topics of every device."
            yield broad(access, "whether this lets a device publish to any topic", message, _FIX, audited=True)


CHECK = Check(
    id="IOT203",
    name="any-topic",
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
        "https://docs.aws.amazon.com/iot-device-defender/latest/devguide/audit-chk-iot-policy-permissive.html",
    ),
)
