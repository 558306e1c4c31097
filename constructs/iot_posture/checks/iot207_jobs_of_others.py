"""The policy lets a device use the jobs of other things.

### Why it matters

A job tells a device what to install. Whoever may read the jobs of another thing gets its job documents, with the
presigned URLs of its firmware; whoever may update them can report an update as done, or as failed, that never ran.

### How to fix it

Put `${iot:Connection.Thing.ThingName}` in the place of the thing name. Over HTTPS that variable has no value: use
`${iot:Certificate.Subject.CommonName}` there, when your own certificate authority writes the thing name into it.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Subscribe",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topicfilter/$aws/things/+/jobs/#"
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
      "Resource": "arn:aws:iot:us-east-1:123456789012:topicfilter/$aws/things/${iot:Connection.Thing.ThingName}/jobs/#"
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
    """Look for the jobs of things whose name the device can choose."""
    for opened in opened_features(resource):
        if opened.features == {"jobs"}:
            message = f"{opened.access.named} reaches the jobs of other things."
            yield broad(
                opened.access, "whether this reaches the jobs of other things", message, _FIX, audited=opened.audited
            )


CHECK = Check(
    id="IOT207",
    name="jobs-of-others",
    severity=Severity.ERROR,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Policy",), judge),
    page=__doc__,
    device_defender="IOT_POLICY_OVERLY_PERMISSIVE_CHECK",
    controls=(
        "iot-lens:IOTSEC04-BP01",
        "iot-lens:IOTSEC09-BP01",
        "nistir-8259a:Logical Access to Interfaces",
        "nistir-8259a:Software Update",
        "owasp:I3",
        "cra:Part I (2)(d)",
        "cra:Part I (2)(f)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/jobs-mqtt-api.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/iot-data-plane-jobs.html",
        "https://docs.aws.amazon.com/iot-device-defender/latest/devguide/audit-chk-iot-policy-permissive.html",
    ),
)
