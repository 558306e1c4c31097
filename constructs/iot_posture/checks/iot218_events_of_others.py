"""The policy lets a device read the events of other devices.

### Why it matters

Below `$aws/events/` AWS IoT tells who connects from which address, which certificates are registered, and how jobs and
commands end. A stolen device that reads them learns the names of all others, and when one of them is offline and can be
impersonated. Topic rules of the back end read them without any right of a device.

### How to fix it

Take the subscription out. A device that follows its own connection subscribes to
`$aws/events/presence/connected/${iot:Connection.Thing.ThingName}`.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Subscribe",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topicfilter/$aws/events/presence/*"
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
      "Action": "iot:Subscribe",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topicfilter/$aws/events/presence/connected/${iot:Connection.Thing.ThingName}"
    }
  ]
}
```

### Limits

Only Subscribe is judged: without it nothing comes from a reserved topic. Events that are named without a wildcard are
taken as meant. A Deny counts when it stands in the same document, has no condition, and takes away the whole resource or
everything but the listed filters.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, broad
from iot_posture.template import Resource, accesses

_FIX = "Take it out: topic rules read events without any right of a device."


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for filters below the events whose wildcard no variable of the device's identity bounds."""
    for access in accesses(resource, "topicfilter", ("iot:Subscribe",)):
        prefix = None if access.names is None else access.names.unbounded_prefix(mqtt=True)
        if prefix is not None and prefix.startswith("$aws/events"):
            message = f"{access.named} tells about every device of the account."
            yield broad(access, "whether this tells about other devices", message, _FIX)


CHECK = Check(
    id="IOT218",
    name="events-of-others",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Policy",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC04-BP01",
        "nistir-8259a:Logical Access to Interfaces",
        "owasp:I3",
        "cra:Part I (2)(d)",
        "cra:Part I (2)(e)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/iot-events.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/reserved-topics.html",
    ),
)
