"""The account's Device Defender audit leaves out a check.

### Why it matters

The audit looks at what is really there: policies that were changed by hand, certificates that expire or are shared,
roles that grew. A check that is off stays silent about all of it, and the audit still says that it passed.

### How to fix it

Set `Enabled` to true for each of the checks in `AuditCheckConfigurations`, and acknowledge the ones that your account
decides to live without.

### Examples

Non-compliant:

```json
{
  "Resources": {
    "Audit": {
      "Type": "AWS::IoT::AccountAuditConfiguration",
      "Properties": {
        "AccountId": {"Ref": "AWS::AccountId"},
        "RoleArn": "arn:aws:iam::123456789012:role/audit",
        "AuditCheckConfigurations": {"LoggingDisabledCheck": {"Enabled": true}}
      }
    },
    "Daily": {
      "Type": "AWS::IoT::ScheduledAudit",
      "Properties": {"Frequency": "DAILY", "TargetCheckNames": ["LOGGING_DISABLED_CHECK"]}
    }
  }
}
```

Compliant:

```json
{
  "Resources": {
    "Audit": {
      "Type": "AWS::IoT::AccountAuditConfiguration",
      "Properties": {
        "AccountId": {"Ref": "AWS::AccountId"},
        "RoleArn": "arn:aws:iam::123456789012:role/audit",
        "AuditCheckConfigurations": {
          "AuthenticatedCognitoRoleOverlyPermissiveCheck": {"Enabled": true},
          "CaCertificateExpiringCheck": {"Enabled": true},
          "CaCertificateKeyQualityCheck": {"Enabled": true},
          "ConflictingClientIdsCheck": {"Enabled": true},
          "DeviceCertificateAgeCheck": {"Enabled": true},
          "DeviceCertificateExpiringCheck": {"Enabled": true},
          "DeviceCertificateKeyQualityCheck": {"Enabled": true},
          "DeviceCertificateSharedCheck": {"Enabled": true},
          "IntermediateCaRevokedForActiveDeviceCertificatesCheck": {"Enabled": true},
          "IoTPolicyPotentialMisConfigurationCheck": {"Enabled": true},
          "IotPolicyOverlyPermissiveCheck": {"Enabled": true},
          "IotRoleAliasAllowsAccessToUnusedServicesCheck": {"Enabled": true},
          "IotRoleAliasOverlyPermissiveCheck": {"Enabled": true},
          "LoggingDisabledCheck": {"Enabled": true},
          "RevokedCaCertificateStillActiveCheck": {"Enabled": true},
          "RevokedDeviceCertificateStillActiveCheck": {"Enabled": true},
          "UnauthenticatedCognitoRoleOverlyPermissiveCheck": {"Enabled": true}
        }
      }
    },
    "Daily": {
      "Type": "AWS::IoT::ScheduledAudit",
      "Properties": {"Frequency": "DAILY", "TargetCheckNames": ["LOGGING_DISABLED_CHECK"]}
    }
  }
}
```

### Limits

A check that is on finds something only when an audit is scheduled or started. The AWS regions in China lack the two
role alias checks: acknowledge this finding there. A template without an audit configuration is not reported: another
stack may own it.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.facts.audit_checks import AUDIT_CHECKS
from iot_posture.template import Resource

_FIX = 'Write {"Enabled": true} for each of them in AuditCheckConfigurations.'


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for checks that are switched off, and for checks that are not named, which means off."""
    configurations = resource.properties.get("AuditCheckConfigurations")
    if configurations.unknown_reason is not None:
        yield Unresolved(configurations, "which audit checks are on")
        return
    missing: list[str] = []
    for name in AUDIT_CHECKS:
        enabled = configurations.get(name, "Enabled")
        if enabled.unknown_reason is not None:
            yield Unresolved(enabled, f"whether {name} is on")
        elif not enabled.present:
            missing.append(name)
        elif (enabled.literal or "").lower() != "true":
            yield Violation(enabled, f"The audit check {AUDIT_CHECKS[name]} is off.", "Set Enabled to true.")
    if missing:
        message = (
            f"{len(missing)} of {len(AUDIT_CHECKS)} audit checks are not named, so they are off: {', '.join(missing)}."
        )
        yield Violation(configurations, message, _FIX)


CHECK = Check(
    id="IOT502",
    name="audit-check-off",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::AccountAuditConfiguration",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTOPS07-BP02",
        "iot-lens:IOTSEC06-BP03",
        "nistir-8259a:Cybersecurity State Awareness",
        "owasp:I8",
        "cra:Part I (2)(l)",
    ),
    references=("https://docs.aws.amazon.com/iot-device-defender/latest/devguide/device-defender-audit-checks.html",),
)
