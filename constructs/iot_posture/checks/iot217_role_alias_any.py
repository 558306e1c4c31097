"""The policy lets a device take credentials from any role alias.

### Why it matters

With `iot:AssumeRoleWithCertificate` a device gets AWS credentials of the role behind a role alias. A wildcard gives it
every role alias of the account that matches, also those that are made later for other devices or for gateways with
more rights.

### How to fix it

Name the role alias: `rolealias/<alias>`.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:AssumeRoleWithCertificate",
      "Resource": "arn:aws:iot:us-east-1:123456789012:rolealias/*"
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
      "Action": "iot:AssumeRoleWithCertificate",
      "Resource": "arn:aws:iot:us-east-1:123456789012:rolealias/camera-upload"
    }
  ]
}
```

### Limits

What the roles may do is judged where they are declared. A Deny counts when it stands in the same document, has no
condition, and takes away the whole resource or everything but the listed role aliases.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, broad
from iot_posture.template import Resource, accesses

_FIX = "Name the role alias that the device uses."


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for AssumeRoleWithCertificate on role aliases with a wildcard."""
    for access in accesses(resource, "rolealias", ("iot:AssumeRoleWithCertificate",)):
        if access.names is None or access.names.unbounded_prefix() is not None:
            message = f"{access.named} gives credentials of every role alias that matches."
            yield broad(access, "which role aliases this reaches", message, _FIX)


CHECK = Check(
    id="IOT217",
    name="role-alias-any",
    severity=Severity.ERROR,
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
    references=("https://docs.aws.amazon.com/iot/latest/developerguide/authorizing-direct-aws.html",),
)
