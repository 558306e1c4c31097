"""The domain configuration leaves it to the client how it proves who it is.

### Why it matters

Without an authentication type, a client picks one by port, protocol and headers: a certificate, IAM credentials or any
custom authorizer of the account. The endpoint is then as strong as the weakest of them, and a device whose certificate
was revoked may come back another way. The same holds where a client may name another authorizer than the default one.

### How to fix it

Set `AuthenticationType` to the one that these devices use, best `AWS_X509` with `ApplicationProtocol` `SECURE_MQTT`, and
leave `AllowAuthorizerOverride` false.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::DomainConfiguration",
  "Properties": {
    "DomainConfigurationName": "devices",
    "TlsConfig": {"SecurityPolicy": "IoTSecurityPolicy_TLS13_1_3_2022_10"}
  }
}
```

Compliant:

```json
{
  "Type": "AWS::IoT::DomainConfiguration",
  "Properties": {
    "DomainConfigurationName": "devices",
    "AuthenticationType": "AWS_X509",
    "ApplicationProtocol": "SECURE_MQTT",
    "TlsConfig": {"SecurityPolicy": "IoTSecurityPolicy_TLS13_1_3_2022_10"}
  }
}
```

### Limits

`CUSTOM_AUTH` and `AWS_SIGV4` are not reported, although they need no client certificate: choosing one of them is a
decision. How good an authorizer is, IOT313 looks at.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import Resource

TYPES = ("AWS_X509", "CUSTOM_AUTH_X509", "CUSTOM_AUTH", "AWS_SIGV4")
_OVERRIDABLE = ("CUSTOM_AUTH_X509", "CUSTOM_AUTH")


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look at the authentication type, and whether a client may name another authorizer."""
    kind = resource.properties.get("AuthenticationType")
    override = resource.properties.get("AuthorizerConfig", "AllowAuthorizerOverride")
    if kind.unknown_reason is not None:
        yield Unresolved(kind, "how clients of this domain prove who they are")
    elif kind.literal not in TYPES:
        said = kind.literal or "not set"
        message = f"AuthenticationType is {said}, so each client chooses how it proves who it is."
        yield Violation(kind, message, "Set it to the one that these devices use, such as AWS_X509.")
    elif kind.literal in _OVERRIDABLE and override.unknown_reason is not None:
        yield Unresolved(override, "whether clients may choose another authorizer")
    elif kind.literal in _OVERRIDABLE and (override.literal or "").lower() == "true":
        message = "AllowAuthorizerOverride is true, so a client may choose any custom authorizer of the account."
        yield Violation(override, message, "Set it to false.")


CHECK = Check(
    id="IOT510",
    name="domain-without-client-authentication",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::DomainConfiguration",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC07-BP02",
        "nistir-8259a:Logical Access to Interfaces",
        "owasp:I3",
        "cra:Part I (2)(d)",
        "cra:Part I (2)(j)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/iot-custom-endpoints-configurable-aws.html",
    ),
)
