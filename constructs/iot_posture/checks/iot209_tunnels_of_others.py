"""The policy lets a device read the tunnel notifications of other things.

### Why it matters

When a secure tunnel to a thing is opened, AWS IoT sends the access token of the destination to
`$aws/things/<thing>/tunnels/notify`. Who reads it in the place of that thing can answer the tunnel, and gets the
session that an operator opens to the device.

### How to fix it

Put `${iot:Connection.Thing.ThingName}` in the place of the thing name.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Subscribe",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topicfilter/$aws/things/*/tunnels/notify"
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
      "Resource": "arn:aws:iot:us-east-1:123456789012:topicfilter/$aws/things/${iot:Connection.Thing.ThingName}/tunnels/notify"
    }
  ]
}
```

### Limits

Names without a wildcard are taken as meant. A wildcard that covers other features as well is reported by IOT210, one that
covers any topic by IOT203 and IOT205. Receive is not judged: without a subscription nothing comes from a reserved topic.
A Deny counts when it stands in the same document, has no condition, and takes away the whole resource or everything
but the listed ones.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, broad, opened_features
from iot_posture.template import Resource

_FIX = "Put ${iot:Connection.Thing.ThingName} in the place of the thing name."


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for tunnel notifications of things whose name the device can choose."""
    for opened in opened_features(resource):
        if opened.features == {"tunnels"}:
            message = f"{opened.access.named} reaches the tunnel notifications of other things."
            yield broad(
                opened.access,
                "whether this reaches the tunnel notifications of other things",
                message,
                _FIX,
                audited=opened.audited,
            )


CHECK = Check(
    id="IOT209",
    name="tunnels-of-others",
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
        "https://docs.aws.amazon.com/iot/latest/developerguide/secure-tunneling.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/reserved-topics.html",
        "https://docs.aws.amazon.com/iot-device-defender/latest/devguide/audit-chk-iot-policy-permissive.html",
    ),
)
