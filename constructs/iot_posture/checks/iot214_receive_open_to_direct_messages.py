"""The policy lets a device receive messages on any topic, also direct messages that it never subscribed to.

### Why it matters

A direct message reaches a connected device without a subscription: `iot:Receive` on the topic is all that it takes. So
whoever may send direct messages chooses the topic, also one that the device's software believes to be its own command
channel. Narrow Subscribe rights, which used to make a wide Receive harmless, do not help against that. Receive is
also what takes a live subscription away again.

### How to fix it

Allow `iot:Receive` on the topics whose filters the device may subscribe to, and on no others.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Receive",
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
      "Action": "iot:Receive",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/cmd/${iot:Connection.Thing.ThingName}/*"
    }
  ]
}
```

### Limits

Only topics that begin with a wildcard are reported: reading a shared topic is often meant. Receive beside Publish on
the same resource is reported once, by IOT203. Device Defender does not look at Receive. A Deny counts when it stands in
the same document, has no condition, and takes away the whole resource or everything but the listed topics.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, broad
from iot_posture.template import Resource, accesses

_FIX = "Allow iot:Receive on the topics that the device subscribes to, and on no others."


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for Receive, without Publish beside it, on topics that begin with a wildcard."""
    for access in accesses(resource, "topic", ("iot:Receive", "iot:Publish")):
        if access.actions == ("iot:Receive",) and (access.names is None or access.names.unbounded_prefix() == ""):
            message = f"{access.named} lets direct messages in on any topic."
            yield broad(access, "whether direct messages on any topic are let in", message, _FIX)


CHECK = Check(
    id="IOT214",
    name="receive-open-to-direct-messages",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Policy",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC04-BP01",
        "nistir-8259a:Logical Access to Interfaces",
        "owasp:I3",
        "cra:Part I (2)(d)",
        "cra:Part I (2)(j)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/direct-messaging.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/direct-messaging-policy-examples.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/pub-sub-policy.html",
    ),
)
