"""A wildcard reaches the reserved topics and APIs of other devices.

### Why it matters

Below `$aws/` are the shadows, jobs, commands, tunnels, file streams and metrics of every device. A wildcard in the place
of the thing name gives all of them at once, and whatever AWS adds there later.

### How to fix it

Put `${iot:Connection.Thing.ThingName}` in the place of the thing name, and name the feature that the device uses:
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
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/$aws/things/*"
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
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/$aws/things/${iot:Connection.Thing.ThingName}/shadow/*"
    }
  ]
}
```

### Limits

A wildcard that reaches shadows, jobs, commands, tunnels or Basic Ingest alone is reported by the check of that feature,
and one that covers any topic by IOT203 and IOT205. All features of the device's own thing are not reported. Receive is
not judged: without a subscription nothing comes from a reserved topic. A Deny counts when it stands in the same
document, has no condition, and takes away the whole resource or everything but the listed ones.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, broad, opened_features
from iot_posture.template import Resource, one_line

_JUDGED_ALONE = frozenset({"shadow", "jobs", "commands", "tunnels", "rules"})
_FIX = (
    "Put ${iot:Connection.Thing.ThingName} in the place of the thing name, and name the feature that the device uses."
)


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for wildcards that open several features, or one that no check of its own judges."""
    for opened in opened_features(resource):
        if len(opened.features) > 1 or not opened.features <= _JUDGED_ALONE:
            reached = one_line(sorted(opened.features - {"things"})) or "reserved topics"
            message = f"{opened.access.named} reaches {reached} of other devices."
            yield broad(
                opened.access,
                "whether this reaches the reserved topics of other devices",
                message,
                _FIX,
                audited=opened.audited,
            )


CHECK = Check(
    id="IOT210",
    name="reserved-topics-too-wide",
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
        "cra:Part I (2)(f)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/reserved-topics.html",
        "https://docs.aws.amazon.com/iot-device-defender/latest/devguide/audit-chk-iot-policy-permissive.html",
    ),
)
