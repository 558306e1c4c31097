"""The policy lets a device subscribe to the topics of every other device.

### Why it matters

A filter that begins with a wildcard matches the topics of all devices: their readings, and the commands that are meant
for them. With a policy wildcard (`topicfilter/*`) the device may also send a filter such as `$aws/things/#`.

### How to fix it

List the filters that the device subscribes to, with `${iot:Connection.Thing.ThingName}` on a level of its own before
any wildcard.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Subscribe",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topicfilter/*"
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
      "Resource": "arn:aws:iot:us-east-1:123456789012:topicfilter/cmd/${iot:Connection.Thing.ThingName}/*"
    }
  ]
}
```

### Limits

The MQTT wildcards `+` and `#` count as well, because a device that may send such a filter gets what it matches. That
`iot:Receive` is narrower, or denied, is not considered: the device then subscribes and is not sent the messages. The
group of a shared subscription counts as one level. A Deny counts when it stands in the same document, has no
condition, and takes away the whole resource or everything but the listed filters.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, broad
from iot_posture.template import Resource, accesses

_FIX = "List the filters, with ${iot:Connection.Thing.ThingName} on a level of its own before any wildcard."


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for Subscribe with filters that begin with a wildcard of policies or of MQTT."""
    for access in accesses(resource, "topicfilter", ("iot:Subscribe",)):
        if access.names is None or access.names.unbounded_prefix(mqtt=True) == "":
            message = f"{access.named} covers the topics of every device."
            yield broad(access, "whether this lets a device subscribe to any topic", message, _FIX, audited=True)


CHECK = Check(
    id="IOT205",
    name="any-filter",
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
        "cra:Part I (2)(e)",
        "cra:Part I (2)(j)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/pub-sub-policy.html",
        "https://docs.aws.amazon.com/iot-device-defender/latest/devguide/audit-chk-iot-policy-permissive.html",
    ),
)
