"""Device Defender cannot deliver the notifications of its audit.

### Why it matters

A failed audit check then ends in a report that nobody opens. Device Defender publishes with the role that is named
beside the topic; where the role lacks a right, only the metric `MisconfiguredDeviceDefenderNotification` says so.

### How to fix it

Set `Enabled` to true, name a standard SNS topic and a role that trusts `iot.amazonaws.com` and may `sns:Publish` to the
topic. Where a customer managed key encrypts the topic, the role also needs `kms:GenerateDataKey*` and `kms:Decrypt`.

### Examples

Non-compliant:

```json
{
  "Resources": {
    "Daily": {"Type": "AWS::IoT::ScheduledAudit", "Properties": {"Frequency": "DAILY", "TargetCheckNames": []}},
    "Audit": {
      "Type": "AWS::IoT::AccountAuditConfiguration",
      "Properties": {
        "AuditCheckConfigurations": {"LoggingDisabledCheck": {"Enabled": true}},
        "AuditNotificationTargetConfigurations": {
          "Sns": {
            "TargetArn": "arn:aws:sns:us-east-1:123456789012:security",
            "RoleArn": "arn:aws:iam::123456789012:role/audit-notifications"
          }
        }
      },
      "Metadata": {"iot_posture": {"acknowledge": [{"id": "IOT502", "reason": "Only logging is audited here."}]}}
    }
  }
}
```

Compliant:

```json
{
  "Resources": {
    "Daily": {"Type": "AWS::IoT::ScheduledAudit", "Properties": {"Frequency": "DAILY", "TargetCheckNames": []}},
    "Audit": {
      "Type": "AWS::IoT::AccountAuditConfiguration",
      "Properties": {
        "AuditCheckConfigurations": {"LoggingDisabledCheck": {"Enabled": true}},
        "AuditNotificationTargetConfigurations": {
          "Sns": {
            "Enabled": true,
            "TargetArn": "arn:aws:sns:us-east-1:123456789012:security",
            "RoleArn": "arn:aws:iam::123456789012:role/audit-notifications"
          }
        }
      },
      "Metadata": {"iot_posture": {"acknowledge": [{"id": "IOT502", "reason": "Only logging is audited here."}]}}
    }
  }
}
```

### Limits

An audit configuration without targets is not reported: its findings may be read in Security Hub, or by alarms on its
metrics. A role and a key are read where the same template declares them; conditions and Deny statements are not.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import Node, Resource
from iot_posture.template.roles import key_names, key_of, permissions_of, role_at, trusts

_PUBLISHING = ("/AmazonSNSFullAccess", "/AWSIoTDeviceDefenderPublishFindingsToSNSMitigationAction")
_KMS = ("kms:GenerateDataKey", "kms:Decrypt")


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look at the SNS target of the audit, at its role and at its key."""
    sns = resource.properties.get("AuditNotificationTargetConfigurations", "Sns")
    if not sns.present:
        return
    enabled, topic, role = sns.get("Enabled"), sns.get("TargetArn"), sns.get("RoleArn")
    if enabled.unknown_reason is not None:
        yield Unresolved(enabled, "whether audit notifications are sent")
    elif (enabled.literal or "").lower() != "true":
        said = enabled.literal or "not set"
        yield Violation(enabled, f"Enabled is {said}, so no audit notification is sent.", "Set Enabled to true.")
    elif not topic.present or not role.present:
        missing = role if topic.present else topic
        message = f"The audit's notifications have no {missing.path[-1]}, so none can be sent."
        yield Violation(missing, message, f"Name it in {missing.path[-1]}.")
    else:
        yield from _judge_role(resource, topic, role)


def _judge_role(resource: Resource, topic: Node, arn: Node) -> Iterator[Outcome]:
    role = role_at(resource, arn)
    if role is None:
        return
    permissions = permissions_of(role)
    named = [managed.literal or "" for managed in permissions.elsewhere]
    may_publish = any(name.endswith(_PUBLISHING) for name in named) or permissions.allow("sns:Publish", topic)
    key = key_of(resource, topic)
    wanted = [
        ("trust iot.amazonaws.com", trusts(role, "iot.amazonaws.com")),
        (f"sns:Publish to {topic.text}", may_publish),
    ]
    if key is not None and not key_names(resource, key, role):
        wanted += [(f"{action} with {key.text}", permissions.allow(action, key)) for action in _KMS]
    for right, answer in wanted:
        if answer is False:
            message = f"The role {role.logical_id} does not {'' if right.startswith('trust') else 'allow '}{right}, "
            message += "so audit notifications are not delivered."
            yield Violation(arn, message, f"Let the role {right}.")
        elif isinstance(answer, Node):
            yield Unresolved(arn, f"whether the role {role.logical_id} lets Device Defender deliver ({right})")


CHECK = Check(
    id="IOT505",
    name="audit-notifications-cannot-be-delivered",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::AccountAuditConfiguration",), judge),
    page=__doc__,
    references=(
        "https://docs.aws.amazon.com/iot-device-defender/latest/devguide/AuditCommands.html",
        "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
    ),
)
