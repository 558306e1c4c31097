"""The policy lets a device send messages to any topic rule.

### Why it matters

With Basic Ingest a device publishes to `$aws/rules/<rule>/...`, and that rule runs whatever topics it selects from. A
device that may choose the rule reaches also those that are meant for other devices or for the back end, with a
payload of its own: it writes to their tables and buckets, and starts their functions.

### How to fix it

Name the rule: `topic/$aws/rules/StoreReadings/*`.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Publish",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/$aws/rules/*"
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
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/$aws/rules/StoreReadings/*"
    }
  ]
}
```

### Limits

A wildcard at the end of a rule name, such as `$aws/rules/Store*`, is reported, because it covers other rules as well.
What follows the rule's name is not judged: a rule that takes the device from the topic should take it from
`clientid()` instead. A Deny counts when it stands in the same document, has no condition, and takes away the whole
resource or everything but the listed ones.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, broad, opened_features
from iot_posture.template import Resource

_FIX = "Name the rule, and put a slash after the name: topic/$aws/rules/<rule>/*."


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for Basic Ingest to rules whose name the device can choose."""
    for opened in opened_features(resource):
        if opened.features == {"rules"}:
            message = f"{opened.access.named} reaches any topic rule that it matches."
            yield broad(opened.access, "whether this reaches any topic rule", message, _FIX)


CHECK = Check(
    id="IOT211",
    name="basic-ingest-to-any-rule",
    severity=Severity.ERROR,
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
    references=("https://docs.aws.amazon.com/iot/latest/developerguide/iot-basic-ingest.html",),
)
