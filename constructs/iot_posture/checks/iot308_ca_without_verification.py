"""Certificates of a CA register themselves, and nobody proved to hold the key of that CA.

### Why it matters

In the mode SNI_ONLY AWS IoT takes a CA certificate without a proof that its private key is yours: the CA may be that
of a supplier, or of anybody. With automatic registration every certificate that this CA signs, for whatever customer,
becomes a certificate of your account when its device connects.

### How to fix it

Register the CA in the mode DEFAULT with `VerificationCertificatePem`, which only the holder of its key can sign. If
several accounts have to share the CA, set `AutoRegistrationStatus` to DISABLE and register the certificates that you
bought one by one.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::CACertificate",
  "Properties": {
    "CACertificatePem": {"Ref": "AWS::StackName"},
    "CertificateMode": "SNI_ONLY",
    "Status": "ACTIVE",
    "AutoRegistrationStatus": "ENABLE",
    "RegistrationConfig": {"TemplateName": "gateways"},
    "Tags": [{"Key": "team", "Value": "fleet"}]
  }
}
```

Compliant:

```json
{
  "Type": "AWS::IoT::CACertificate",
  "Properties": {
    "CACertificatePem": {"Ref": "AWS::StackName"},
    "VerificationCertificatePem": {"Ref": "AWS::StackName"},
    "Status": "ACTIVE",
    "AutoRegistrationStatus": "ENABLE",
    "RegistrationConfig": {"TemplateName": "gateways"},
    "Tags": [{"Key": "team", "Value": "fleet"}]
  }
}
```

### Limits

Without automatic registration the mode SNI_ONLY is not reported: then somebody registers each certificate. In the mode
DEFAULT AWS IoT refuses a CA without verification certificate, so the deployment fails and nothing is reported.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import Resource


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for automatic registration without a proof of the CA's key."""
    names = ("CertificateMode", "AutoRegistrationStatus", "VerificationCertificatePem")
    mode, automatic, verification = (resource.properties.get(name) for name in names)
    if not mode.present or not automatic.present or verification.present:
        return
    if mode.literal not in ("SNI_ONLY", None) or automatic.literal not in ("ENABLE", None):
        return
    unknown = next((node for node in (mode, automatic) if node.literal is None), None)
    if unknown is not None:
        yield Unresolved(unknown, "whether certificates register themselves without a proof of the CA's key")
    else:
        message = (
            "In the mode SNI_ONLY nobody proves to hold the key of this CA, and its certificates register themselves."
        )
        fix = "Use the mode DEFAULT with VerificationCertificatePem, or set AutoRegistrationStatus to DISABLE."
        yield Violation(mode, message, fix)


CHECK = Check(
    id="IOT308",
    name="ca-without-verification",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::CACertificate",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC05-BP01",
        "nistir-8259a:Device Identification",
        "cra:Part I (2)(d)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/manage-your-CA-certs.html",
        "https://docs.aws.amazon.com/iot/latest/apireference/API_RegisterCACertificate.html",
    ),
)
