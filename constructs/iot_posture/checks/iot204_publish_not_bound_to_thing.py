"""The policy lets a device publish below a topic that all devices share.

### Why it matters

With `topic/dt/readings/*` every device may write to `dt/readings/<any other device>`. Whoever holds one device can
send readings in the name of all of them, and rules, alarms and dashboards that take the device from the topic believe
it. Device Defender does not report this: it looks at reserved topics only.

### How to fix it

Give the thing name a level of its own before the wildcard: `topic/dt/readings/${iot:Connection.Thing.ThingName}/*`.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Publish",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/dt/readings/*"
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
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/dt/readings/${iot:Connection.Thing.ThingName}/*"
    }
  ]
}
```

### Limits

Only Publish is judged: reading a shared topic, such as announcements to all devices, is often meant. Topics that a
policy names without a wildcard are taken as meant. Reserved topics below `$aws/` are left to other checks, and so are
topics that begin with a wildcard or that only deployment knows (IOT203) and topics with the thing name or the client ID
in them (IOT215). A Deny counts when it stands in the same
document, has no condition, and takes away the whole resource or everything but the listed topics. A level counts as
the device's own also where it is the name of a thing of the same template, or the only client ID that the policy lets
connect: such a policy is written for one device.
"""

import re
from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, broad
from iot_posture.template import NamePattern, Resource, accesses

_PROVED = re.compile(r"\$\{iot:(?:Connection\.Thing\.ThingName|ClientId)\}", re.IGNORECASE)
"""With one of these in the topic, IOT215 proves what it reaches."""
_FIX = "Put ${iot:Connection.Thing.ThingName} on a level of its own before the wildcard."


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for Publish with a wildcard below a fixed topic that no variable of the device's identity bounds."""
    for access in accesses(resource, "topic", ("iot:Publish", "iot:RetainPublish")):
        if "iot:Publish" in access.actions and access.names is not None and _is_shared(access.names):
            if _PROVED.search(str(access.node.text)):
                continue
            message = f"{access.named}: the wildcard also covers the topics of other devices."
            yield broad(access, "whether this lets a device publish as another", message, _FIX)


def _is_shared(names: NamePattern) -> bool:
    prefix = names.unbounded_prefix()
    return prefix is not None and prefix != "" and (not prefix.startswith("$") or prefix.startswith("${"))


CHECK = Check(
    id="IOT204",
    name="publish-not-bound-to-thing",
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
    references=("https://docs.aws.amazon.com/iot/latest/developerguide/pub-sub-policy.html",),
)
