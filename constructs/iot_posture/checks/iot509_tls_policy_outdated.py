"""The domain configuration accepts versions of TLS that are out of date.

### Why it matters

TLS 1.0 and 1.1 have known weaknesses and were withdrawn in 2021. An endpoint that accepts them lets an attacker who
sits between device and cloud hold a device on the old version and its old ciphers.

### How to fix it

Set `SecurityPolicy` to `IoTSecurityPolicy_TLS13_1_3_2022_10`, or to `IoTSecurityPolicy_TLS13_1_2_2022_10` where devices
still need TLS 1.2. Without a `TlsConfig` AWS IoT takes the latter.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::DomainConfiguration",
  "Properties": {
    "AuthenticationType": "AWS_X509",
    "ApplicationProtocol": "SECURE_MQTT",
    "TlsConfig": {"SecurityPolicy": "IoTSecurityPolicy_TLS12_1_0_2016_01"}
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
    "TlsConfig": {"SecurityPolicy": "IoTSecurityPolicy_TLS13_1_2_2022_10"}
  }
}
```

### Limits

A name that this tool does not know is not reported: AWS adds policies, and refuses names that it does not know itself.
The endpoints that every account has are changed by the API and are in no template.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.facts.tls_policies import MINIMUM_TLS, OUTDATED
from iot_posture.template import Resource


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look at the oldest version of TLS that the security policy accepts."""
    policy = resource.properties.get("TlsConfig", "SecurityPolicy")
    minimum = MINIMUM_TLS.get(policy.literal or "")
    if policy.unknown_reason is not None:
        yield Unresolved(policy, "which versions of TLS this domain accepts")
    elif minimum in OUTDATED:
        message = f"The security policy {policy.literal} accepts TLS {minimum} and later."
        yield Violation(policy, message, "Set it to IoTSecurityPolicy_TLS13_1_2_2022_10 or newer.")


CHECK = Check(
    id="IOT509",
    name="tls-policy-outdated",
    severity=Severity.ERROR,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::DomainConfiguration",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC07-BP01",
        "iot-lens:IOTSEC10-BP01",
        "etsi:5.5-1",
        "nistir-8259a:Data Protection",
        "owasp:I7",
        "cra:Part I (2)(e)",
        "cra:Part I (2)(f)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/transport-security.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/iot-endpoints-tls-config.html",
    ),
)
