r"""The certificate of a device is written into the template.

### Why it matters

A certificate is no secret, but this one can only be changed by a deployment that replaces the resource: rotation
before it expires, or in an incident, waits for a release. The identity of the device also hangs on whoever may change
the template.

### How to fix it

Let devices get their certificates by fleet provisioning or just-in-time provisioning. For a single fixed device use
`CertificateSigningRequest`, or hand the certificate in as a parameter.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::Certificate",
  "Properties": {
    "Status": "ACTIVE",
    "CertificateMode": "SNI_ONLY",
    "CertificatePem": {
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
    }
  }
}
```

Compliant:

```json
{
  "Type": "AWS::IoT::Certificate",
  "Properties": {
    "Status": "ACTIVE",
    "CertificateSigningRequest": {"Ref": "AWS::StackName"}
  }
}
```

### Limits

CA certificates are not reported: they live long, and have to stand in the template or in a parameter.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Violation
from iot_posture.template import Resource


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for a device certificate in PEM form."""
    certificate = resource.properties.get("CertificatePem")
    if certificate.text is not None and "-----BEGIN CERTIFICATE-----" in certificate.text.masked:
        message = "The certificate of a device stands in the template, so only a deployment can rotate it."
        fix = "Provision the device, or use CertificateSigningRequest or a parameter."
        yield Violation(certificate, message, fix)


CHECK = Check(
    id="IOT310",
    name="device-certificate-in-template",
    severity=Severity.INFO,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Certificate",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC05-BP01",
        "nistir-8259a:Device Identification",
    ),
    references=("https://docs.aws.amazon.com/iot/latest/developerguide/iot-provision.html",),
)
