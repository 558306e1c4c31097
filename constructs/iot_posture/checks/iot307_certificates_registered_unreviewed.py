"""Certificates of the CA register themselves, and nothing in the app decides about them.

### Why it matters

With automatic registration AWS IoT takes every certificate that the CA signed, and leaves it PENDING_ACTIVATION. What
happens next is up to a provisioning template, or to a topic rule on `$aws/events/certificates/registered/`. Without
both, real devices wait for ever, and somebody will activate what is in the list without a look at it.

### How to fix it

For just-in-time provisioning set `RegistrationConfig` to a provisioning template. For just-in-time registration write
a topic rule on `$aws/events/certificates/registered/#` whose function looks at the certificate before it activates
it. Otherwise set `AutoRegistrationStatus` to DISABLE.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::CACertificate",
  "Properties": {
    "CACertificatePem": {"Ref": "AWS::StackName"},
    "VerificationCertificatePem": {"Ref": "AWS::StackName"},
    "Status": "ACTIVE",
    "AutoRegistrationStatus": "ENABLE",
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

A rule is looked for in all templates that are checked together; one that is deployed otherwise is not seen:
acknowledge the finding there. What the rule's function decides is not judged.
"""

import re
from collections.abc import Iterator, Sequence

from iot_posture.analysis import Check, Outcome, Severity, Unresolved, Violation, WholeApp
from iot_posture.template import Node, Resource, Template

_REGISTERED = "$aws/events/certificates/registered/"
_FILTER = re.compile(r"'([^']*)'")


def judge(templates: Sequence[Template]) -> Iterator[tuple[Resource, Outcome]]:
    """Look for CA certificates with automatic registration, and for what decides about the certificates."""
    found = [certificate for template in templates for certificate in template.resources("AWS::IoT::CACertificate")]
    if not found:
        return
    queries = [
        rule.properties.get("TopicRulePayload", "Sql")
        for template in templates
        for each in template.resources("AWS::IoT::TopicRule")
        for rule in each.variants
    ]
    for certificate in found:
        for variant in certificate.variants:
            for outcome in _judge(variant, queries):
                yield certificate, outcome


def _judge(certificate: Resource, queries: Sequence[Node]) -> Iterator[Outcome]:
    automatic, config = (certificate.properties.get(name) for name in ("AutoRegistrationStatus", "RegistrationConfig"))
    if automatic.literal not in ("ENABLE", None) or not automatic.present or config.present:
        return
    if any(query.text is not None and _selects(query.text.masked) for query in queries):
        return
    unknown = next((node for node in (automatic, *queries) if node.literal is None), None)
    if unknown is not None:
        yield Unresolved(unknown if unknown is automatic else automatic, "whether anything decides about certificates")
    else:
        message = "Certificates of this CA register themselves, and no provisioning template and no topic rule decides "
        message += "about them."
        fix = (
            f"Set RegistrationConfig, or add a topic rule on {_REGISTERED}#, or set AutoRegistrationStatus to DISABLE."
        )
        yield Violation(automatic, message, fix)


def _selects(sql: str) -> bool:
    """Whether a query reads the events of registered certificates."""
    for topic in _FILTER.findall(sql):
        levels, event = topic.split("/"), _REGISTERED.split("/")
        for level, expected in zip(levels, event, strict=False):
            if level == "#":
                return True
            if expected and level not in (expected, "+"):
                break
        else:
            if len(levels) == len(event):
                return True
    return False


CHECK = Check(
    id="IOT307",
    name="certificates-registered-unreviewed",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=WholeApp(judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC05-BP01",
        "nistir-8259a:Device Identification",
        "owasp:I8",
        "cra:Part I (2)(d)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/auto-register-device-cert.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/jit-provisioning.html",
    ),
)
