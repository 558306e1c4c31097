"""A CA certificate is registered in a mode that demands a proof of its key, and the proof is missing.

### Why it matters

In the mode DEFAULT, which also holds when none is named, a CA belongs to one account of the Region, and AWS IoT takes it
only with a certificate that the CA's key has signed over the account's registration code. Without that proof the
registration is refused: the deployment fails, or somebody registers the CA by hand in a hurry, and devices stay outside.

### How to fix it

Set `VerificationCertificatePem`. Where the CA's key is not at hand, or several accounts share the CA, use the mode
SNI_ONLY, which AWS recommends and which needs no proof; devices then have to send the server name when they connect.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::CACertificate",
  "Properties": {
    "CACertificatePem": {"Ref": "AWS::StackName"},
    "CertificateMode": "DEFAULT",
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
    "CertificateMode": "DEFAULT",
    "Status": "ACTIVE",
    "AutoRegistrationStatus": "ENABLE",
    "RegistrationConfig": {"TemplateName": "gateways"},
    "Tags": [{"Key": "team", "Value": "fleet"}]
  }
}
```

### Limits

The mode SNI_ONLY is not reported. Whose CA it is, the template does not tell in either mode: register only a CA that
signs for you alone, for with automatic registration whatever it signs may come. Who decides about those certificates,
IOT307 looks at. Whether the verification certificate fits is not judged.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import Resource


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for the proof that the mode DEFAULT demands."""
    mode, proof = (resource.properties.get(name) for name in ("CertificateMode", "VerificationCertificatePem"))
    if proof.present or mode.literal == "SNI_ONLY":
        return
    if mode.literal is None and mode.unknown_reason is not None:
        yield Unresolved(mode, "whether this CA needs a verification certificate")
    else:
        said = mode.literal or "DEFAULT, because none is named"
        message = (
            f"The mode of this CA is {said}, and without a verification certificate AWS IoT refuses to register it."
        )
        fix = "Set VerificationCertificatePem, or use the mode SNI_ONLY."
        yield Violation(proof, message, fix)


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
