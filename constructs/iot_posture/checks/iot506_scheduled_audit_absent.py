"""The Device Defender audit is configured, and nothing runs it.

### Why it matters

A check that is on is only allowed to run. Without a scheduled audit no check ever looks at anything, and an audit that
finds nothing looks like an account without faults.

### How to fix it

Add an `AWS::IoT::ScheduledAudit`, best with the frequency `DAILY` and all enabled checks in `TargetCheckNames`.

### Examples

Non-compliant:

```json
{
  "Resources": {
    "Audit": {
      "Type": "AWS::IoT::AccountAuditConfiguration",
      "Properties": {"AuditCheckConfigurations": {"LoggingDisabledCheck": {"Enabled": true}}},
      "Metadata": {"iot_posture": {"acknowledge": [{"id": "IOT502", "reason": "Only logging is audited here."}]}}
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
      "Properties": {"AuditCheckConfigurations": {"LoggingDisabledCheck": {"Enabled": true}}},
      "Metadata": {"iot_posture": {"acknowledge": [{"id": "IOT502", "reason": "Only logging is audited here."}]}}
    },
    "Daily": {
      "Type": "AWS::IoT::ScheduledAudit",
      "Properties": {"Frequency": "DAILY", "TargetCheckNames": ["LOGGING_DISABLED_CHECK"]}
    }
  }
}
```

### Limits

All templates of the app are read together. That audits are started on demand, or scheduled by another app, is not
seen: acknowledge the finding there. Which checks the scheduled audits name is not compared. An audit configuration that
switches no check on is IOT502's to report.
"""

from collections.abc import Iterator, Sequence

from iot_posture.analysis import Check, Outcome, Severity, Violation, WholeApp
from iot_posture.facts.account_settings import AUDIT_CONFIGURATION, SCHEDULED_AUDIT
from iot_posture.template import Resource, Template


def judge(templates: Sequence[Template]) -> Iterator[tuple[Resource, Outcome]]:
    """Look for audit configurations without a schedule anywhere in the app."""
    if any(template.resources(SCHEDULED_AUDIT) for template in templates):
        return
    for template in templates:
        for audit in template.resources(AUDIT_CONFIGURATION):
            if not _switches_on(audit):
                continue
            message = f"This app declares the audit configuration {audit.logical_id} and no {SCHEDULED_AUDIT}, "
            message += "so the checks that it switches on never run."
            yield audit, Violation(audit.place("Type"), message, "Add a scheduled audit that names the checks.")


def _switches_on(audit: Resource) -> bool:
    checks = audit.properties.get("AuditCheckConfigurations")
    enabled = [check.get("Enabled") for _, check in checks.members()]
    return checks.unknown_reason is not None or any(
        (each.literal or "").lower() == "true" or each.unknown_reason is not None for each in enabled
    )


CHECK = Check(
    id="IOT506",
    name="scheduled-audit-absent",
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
