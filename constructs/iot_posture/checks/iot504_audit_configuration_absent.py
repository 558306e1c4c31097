"""The app serves devices, and leaves the Device Defender audit out.

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

The audit is a setting of the account, and another app may own it: this is an info. All templates of an app are read together;
fewer than four resources are taken for a part of one, unless they both let devices in and set the account up. An app with a
scheduled audit is not reported, because AWS refuses to make one before the audit is configured.
"""

from collections.abc import Iterator, Sequence

from iot_posture.analysis import Check, Outcome, Severity, Violation, WholeApp, serves_devices, where_it_stands
from iot_posture.facts.account_settings import AUDIT_CONFIGURATION, SCHEDULED_AUDIT
from iot_posture.template import Resource, Template


def judge(templates: Sequence[Template]) -> Iterator[tuple[Resource, Outcome]]:
    """Look for settings of the account and devices without an audit."""
    served = serves_devices(templates)
    if served is None or any(template.resources(AUDIT_CONFIGURATION, SCHEDULED_AUDIT) for template in templates):
        return
    message = f"This app serves devices, with {served.type} {served.logical_id}, "
    message += f"and no template of it declares {AUDIT_CONFIGURATION}."
    fix = (
        "Add an audit configuration and a scheduled audit, or acknowledge this with the name of the app that has them."
    )
    yield served, Violation(where_it_stands(served), message, fix)


CHECK = Check(
    id="IOT504",
    name="audit-configuration-absent",
    severity=Severity.INFO,
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
