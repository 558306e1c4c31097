"""The policy lets a device that operates register further devices.

### Why it matters

Fleet provisioning gives a new certificate and a new thing to whoever may publish to the provisioning template. A device
that keeps this right in operation can make identities of its own when it is stolen, and they outlive its certificate.
A claim certificate should be good for provisioning and for nothing else.

### How to fix it

Give the claim certificate a policy with the provisioning topics only, and name another policy in the provisioning
template for operation. Where devices renew their certificates through a provisioning template, let its pre-provisioning
hook refuse every name but the device's own, and acknowledge this finding.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Publish",
      "Resource": [
        "arn:aws:iot:us-east-1:123456789012:topic/$aws/provisioning-templates/fleet/provision/json",
        "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/readings"
      ]
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
      "Resource": [
        "arn:aws:iot:us-east-1:123456789012:topic/$aws/certificates/create-from-csr/json",
        "arn:aws:iot:us-east-1:123456789012:topic/$aws/provisioning-templates/fleet/provision/json"
      ]
    }
  ]
}
```

### Limits

Only rights of one document are compared: that a certificate has a policy for each is not seen. The right to create a
certificate alone is not reported, because AWS IoT deletes one that is not registered within an hour. Topics that begin
with a wildcard are IOT203's.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, broad
from iot_posture.template import Access, Resource, accesses

_REGISTERS = "$aws/provisioning-templates/"
_PROVISIONS = (_REGISTERS, "$aws/certificates/")
_FIX = "Give the claim certificate a policy of its own, and take the provisioning topics out of this one."


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for a right to register beside a right that only a device in operation needs."""
    registers = [access for access in _published(resource) if _begins(access, _REGISTERS)]
    works = [access for access in _operates(resource) if access.unsure is None]
    if registers and works:
        where = registers[0]
        message = f"{where.named} registers devices, and {works[0].named} is for operation."
        yield broad(where, "whether this lets a device in operation register others", message, _FIX)


def _published(resource: Resource) -> Iterator[Access]:
    return accesses(resource, "topic", ("iot:Publish",))


def _operates(resource: Resource) -> Iterator[Access]:
    for access in _published(resource):
        if access.names is not None and not _begins(access, *_PROVISIONS, "*", "?"):
            yield access
    yield from accesses(resource, "rolealias", ("iot:AssumeRoleWithCertificate",))


def _begins(access: Access, *prefixes: str) -> bool:
    return access.names is not None and access.names.masked.startswith(prefixes)


CHECK = Check(
    id="IOT219",
    name="provisioning-rights-in-operation",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Policy",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC04-BP01",
        "iot-lens:IOTSEC01-BP01",
        "nistir-8259a:Logical Access to Interfaces",
        "nistir-8259a:Device Identification",
        "owasp:I3",
        "cra:Part I (2)(d)",
        "cra:Part I (2)(j)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/provision-wo-cert.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/fleet-provision-api.html",
    ),
)
