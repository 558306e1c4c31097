"""Devices cannot see whether the server certificate of the domain was revoked.

### Why it matters

A device that connects to a domain of your own trusts its certificate until it expires. When the private key is stolen
and the certificate revoked, only a device that hears of it stops talking to whoever has the key. With OCSP stapling
AWS IoT sends the revocation status with each handshake; without it, devices would have to ask themselves, and few do.

### How to fix it

Set `EnableOCSPCheck` in `ServerCertificateConfig` to true, let devices demand the stapled status, and put an alarm on the
metric `RetrieveOCSPStapleData.Success`.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::DomainConfiguration",
  "Properties": {
    "AuthenticationType": "AWS_X509",
    "ApplicationProtocol": "SECURE_MQTT",
    "DomainName": "iot.example.com",
    "ServerCertificateArns": ["arn:aws:acm:us-east-1:123456789012:certificate/a"]
  }
}
```

Compliant:

```json
{
  "Type": "AWS::IoT::DomainConfiguration",
  "Properties": {
    "AuthenticationType": "AWS_X509",
    "ApplicationProtocol": "SECURE_MQTT",
    "DomainName": "iot.example.com",
    "ServerCertificateArns": ["arn:aws:acm:us-east-1:123456789012:certificate/a"],
    "ServerCertificateConfig": {"EnableOCSPCheck": true}
  }
}
```

### Limits

Domains whose names AWS manages are not judged. OCSP stapling is not available in AWS GovCloud (US), and some
certificate authorities no longer run an OCSP responder: acknowledge the finding there.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import Resource


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look at OCSP stapling, for domains that bring their own certificate."""
    if not resource.properties.get("ServerCertificateArns").elements():
        return
    stapling = resource.properties.get("ServerCertificateConfig", "EnableOCSPCheck")
    if stapling.unknown_reason is not None:
        yield Unresolved(stapling, "whether devices see that the server certificate was revoked")
    elif (stapling.literal or "").lower() != "true":
        said = stapling.literal or "not set"
        message = f"EnableOCSPCheck is {said}, so devices are not told when the server certificate is revoked."
        yield Violation(stapling, message, "Set EnableOCSPCheck to true.")


CHECK = Check(
    id="IOT515",
    name="domain-certificate-not-checked",
    severity=Severity.INFO,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::DomainConfiguration",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC07-BP01",
        "nistir-8259a:Data Protection",
        "owasp:I7",
        "cra:Part I (2)(e)",
    ),
    references=("https://docs.aws.amazon.com/iot/latest/developerguide/iot-custom-endpoints-cert-config.html",),
)
