"""The app sets AWS IoT up for its account, and leaves the Device Defender audit out.

### Why it matters

The audit is off in a new account. A shared certificate, a policy that was opened by hand or a CA certificate about to
expire is then seen by nobody, although AWS would look for them every day.

### How to fix it

Add an `AWS::IoT::AccountAuditConfiguration` with all checks, and an `AWS::IoT::ScheduledAudit` that runs them.

### Examples

Non-compliant:

```json
{
  "Resources": {
    "Logging": {
      "Type": "AWS::IoT::Logging",
      "Properties": {
        "AccountId": {"Ref": "AWS::AccountId"},
        "DefaultLogLevel": "ERROR",
        "RoleArn": "arn:aws:iam::123456789012:role/iot-logging"
      }
    },
    "Claim": {"Type": "AWS::IoT::Certificate", "Properties": {"Status": "ACTIVE"}}
  }
}
```

Compliant:

```json
{
  "Resources": {
    "Logging": {
      "Type": "AWS::IoT::Logging",
      "Properties": {
        "AccountId": {"Ref": "AWS::AccountId"},
        "DefaultLogLevel": "ERROR",
        "RoleArn": "arn:aws:iam::123456789012:role/iot-logging"
      }
    }
  }
}
```

### Limits

Only an app that declares both a setting of the whole account (logging or encryption) and devices (policies, certificates,
provisioning templates) is judged, all its templates together: elsewhere another app may own the audit. An
app with a scheduled audit is not reported, because AWS refuses to make one before the audit is configured.
"""

from collections.abc import Iterator, Sequence

from iot_posture.analysis import Check, Outcome, Severity, Violation, WholeApp
from iot_posture.facts.account_settings import AUDIT_CONFIGURATION, DEVICES, ENCRYPTION, LOGGING, SCHEDULED_AUDIT
from iot_posture.template import Resource, Template


def judge(templates: Sequence[Template]) -> Iterator[tuple[Resource, Outcome]]:
    """Look for settings of the account and devices without an audit."""
    found = [
        [each for template in templates for each in template.resources(*types)]
        for types in ((LOGGING, ENCRYPTION), DEVICES, (AUDIT_CONFIGURATION, SCHEDULED_AUDIT))
    ]
    settings, devices, audits = found
    if settings and devices and not audits:
        message = (
            f"This app declares {settings[0].type} for the account and {devices[0].type} {devices[0].logical_id}, "
        )
        message += f"and no template of it declares {AUDIT_CONFIGURATION}."
        yield (
            settings[0],
            Violation(settings[0].place("Type"), message, "Add an audit configuration and a scheduled audit."),
        )


CHECK = Check(
    id="IOT504",
    name="audit-configuration-absent",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=WholeApp(judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTOPS07-BP02",
        "iot-lens:IOTSEC06-BP03",
        "nistir-8259a:Cybersecurity State Awareness",
        "owasp:I8",
        "cra:Part I (2)(l)",
    ),
    references=("https://docs.aws.amazon.com/iot-device-defender/latest/devguide/AuditCommands.html",),
)
