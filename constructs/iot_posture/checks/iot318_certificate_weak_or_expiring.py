r"""A certificate in the template is weak, expired or about to expire.

### Why it matters

AWS IoT refuses devices whose certificate has expired, and with an expired CA no new device gets in: the fleet goes
dark on a date that was known for years. A short RSA key, or a signature over MD5 or SHA-1, lets an attacker make a
certificate that passes as yours.

### How to fix it

Issue the certificate anew, with an EC key on P-256, P-384 or P-521 or an RSA key of at least 2048 bits, signed with
SHA-256 or better, and long enough before the old one ends.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::CACertificate",
  "Properties": {
    "CACertificatePem": {
      "Fn::Join": [
        "\n",
        [
          "-----BEGIN CERTIFICATE-----",
          "MIIBqjCCARMCFEUOfEwrTfXoRfMnK/Ank2M96wAWMA0GCSqGSIb3DQEBCwUAMBQx",
          "EjAQBgNVBAMMCXNob3J0LWtleTAeFw0yNjAxMDEwMDAwMDBaFw0zNjAxMDEwMDAw",
          "MDBaMBQxEjAQBgNVBAMMCXNob3J0LWtleTCBnzANBgkqhkiG9w0BAQEFAAOBjQAw",
          "gYkCgYEAwdEjw8dYpEIBZTIk5pfAeU2Z6tK77ut/wW6mBbyjJwlAyHch42Q+P3NA",
          "bHAmBLRarz6L/gLMG1961taB0HjqOtVGWsP1FHoGvSoyr/3+t9K1vJiTYlyhpM4T",
          "syL9fCyDrDRhDI+CzDVmmdg4m3kR7djVy+l0pvHIziv/A40gwaECAwEAATANBgkq",
          "hkiG9w0BAQsFAAOBgQCuPjRNyB3nUlHVuDDHs/SpiVTbOjaX3aKBYtxJ75wh3+De",
          "65hmcWo3dMfW0Gpou1CPtnpp084mvKmcumFW76hIXBBZQVxu68cjAp1qfPQmIpRE",
          "+WCXlf44fiAxzbsdsDDkOT88seqmVAAVDZxikLnndq8rCab6tHYR54ZkYJ9gCQ==",
          "-----END CERTIFICATE-----"
        ]
      ]
    },
    "CertificateMode": "SNI_ONLY",
    "Status": "ACTIVE",
    "Tags": [{"Key": "team", "Value": "fleet"}]
  }
}
```

Compliant:

```json
{
  "Type": "AWS::IoT::CACertificate",
  "Properties": {
    "CACertificatePem": {
      "Fn::Join": [
        "\n",
        [
          "-----BEGIN CERTIFICATE-----",
          "MIIBVzCB/qADAgECAhQprku+KnPaLnZ6348wsCLQ+W5lqDAKBggqhkjOPQQDAjAR",
          "MQ8wDQYDVQQDDAZzdHJvbmcwIBcNMjYwMTAxMDAwMDAwWhgPMjA2MDAxMDEwMDAw",
          "MDBaMBExDzANBgNVBAMMBnN0cm9uZzBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA",
          "BCPIsP3jfm6DHLwN0KN8nhyafS4n2M3ENJ0nAfzAqgTL/tRl1wbolu+Q8OJTi5g9",
          "V8AB33Zxw49vzh91Npy4gHSjMjAwMA8GA1UdEwEB/wQFMAMBAf8wHQYDVR0OBBYE",
          "FERjh2a+sMoSiwHvoXW3Vr9yJRTUMAoGCCqGSM49BAMCA0gAMEUCIQCTap3A3Tc+",
          "ziKHzs/MISKSs0H9uC3+3fqoxqV8OIb4zAIgU/Ey47sci5HYrPQ2RE2xB3Zct125",
          "q2aP15biIuC1CuQ=",
          "-----END CERTIFICATE-----"
        ]
      ]
    },
    "CertificateMode": "SNI_ONLY",
    "Status": "ACTIVE",
    "Tags": [{"Key": "team", "Value": "fleet"}]
  }
}
```

### Limits

Synthesis knows no clock, so expiry is judged only as of a day that is given: `iot-posture check --date 2026-11-22`.
As Device Defender does, it looks at certificates that are ACTIVE or PENDING_TRANSFER and end within 30 days of that
day. Without a day only strength is judged, and so is a certificate that was never valid. A certificate that is handed
in as a parameter is not in the template, and not judged. Keys that are weak by a flaw of their generator
(CVE-2008-0166, CVE-2017-15361) are left to the audit.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import Certificate, Node, Resource, read_certificate, unknown_node

_AUDITS = {
    "AWS::IoT::CACertificate": ("CACertificatePem", "CA_CERTIFICATE_EXPIRING_CHECK"),
    "AWS::IoT::Certificate": ("CertificatePem", "DEVICE_CERTIFICATE_EXPIRING_CHECK"),
}
_SHORTEST_RSA = 2048
_NOTICE = timedelta(days=30)


def judge(resource: Resource) -> Iterator[Outcome]:
    """Read the certificates in PEM form, the one that is registered and the one of the CA that signed it."""
    registered, audit = _AUDITS[resource.type]
    for name in dict.fromkeys((registered, "CACertificatePem")):
        node = resource.properties.get(name)
        if node.literal is None or "-----BEGIN CERTIFICATE-----" not in node.literal:
            continue
        certificate = read_certificate(node.literal)
        if certificate is None:
            yield Unresolved(unknown_node("the text is no certificate in PEM form", node.path), "how strong it is")
            continue
        yield from _judge_strength(node, certificate)
        if name == registered:
            yield from _judge_expiry(resource, node, certificate, audit)


def _judge_strength(node: Node, certificate: Certificate) -> Iterator[Outcome]:
    fix = "Issue the certificate anew with an EC key, or an RSA key of at least 2048 bits, and sign it with SHA-256."
    if certificate.bits is not None and certificate.bits < _SHORTEST_RSA:
        message = f"The certificate has an RSA key of {certificate.bits} bits, and AWS IoT takes at least 2048."
        yield Violation(node, message, fix, device_defender=False)
    elif certificate.broken_hash is not None:
        message = f"The certificate is signed over {certificate.broken_hash}, which can be forged."
        yield Violation(node, message, fix, device_defender=False)
    if certificate.not_after <= certificate.not_before:
        message = "The certificate ends before it begins, so it is never valid."
        yield Violation(node, message, fix, device_defender=False)


def _judge_expiry(resource: Resource, node: Node, certificate: Certificate, audit: str) -> Iterator[Outcome]:
    as_of, status = resource.template.as_of, resource.properties.get("Status")
    if as_of is None or status.literal not in ("ACTIVE", "PENDING_TRANSFER", None):
        return
    today, end = datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC), certificate.not_after
    if end - today > _NOTICE:
        return
    if status.literal is None:
        yield Unresolved(status, "whether this certificate, which expires soon, is in use")
        return
    when = f"expired on {end:%Y-%m-%d}" if end <= today else f"expires on {end:%Y-%m-%d}, in {(end - today).days} days"
    fix = "Register a new certificate, and move the devices to it before the old one ends."
    yield Violation(node, f"The certificate {when}.", fix, device_defender=audit)


CHECK = Check(
    id="IOT318",
    name="certificate-weak-or-expiring",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(tuple(_AUDITS), judge),
    page=__doc__,
    device_defender="DEVICE_CERTIFICATE_EXPIRING_CHECK",
    controls=(
        "iot-lens:IOTSEC05-BP01",
        "etsi:5.5-1",
        "nistir-8259a:Data Protection",
        "owasp:I7",
        "cra:Part I (2)(e)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/x509-client-certs.html",
        "https://docs.aws.amazon.com/iot-device-defender/latest/devguide/audit-chk-device-cert-approaching-expiration.html",
        "https://docs.aws.amazon.com/iot-device-defender/latest/devguide/audit-chk-ca-cert-approaching-expiration.html",
    ),
)
