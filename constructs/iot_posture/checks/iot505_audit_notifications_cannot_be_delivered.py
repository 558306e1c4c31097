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
          "Sns": {"TargetArn": "arn:aws:sns:us-east-1:123456789012:a", "RoleArn": "arn:aws:iam::1:role/r"}
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
          "Sns": {"Enabled": true, "TargetArn": "arn:aws:sns:us-east-1:123456789012:a", "RoleArn": "arn:aws:iam::1:role/r"}
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
from iot_posture.template import Node, Resource, references, unknown_node
from iot_posture.template.keys import key_of, key_resource
from iot_posture.template.roles import permissions_of
from iot_posture.template.trust import referenced, trusts

_PUBLISHING = ("/AmazonSNSFullAccess", "/AWSIoTDeviceDefenderPublishFindingsToSNSMitigationAction")


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look at the SNS target of the audit, at its role and at its key."""
    sns = resource.properties.get("AuditNotificationTargetConfigurations", "Sns")
    if not sns.present:
        return
    enabled, topic, role = sns.get("Enabled"), sns.get("TargetArn"), sns.get("RoleArn")
    if enabled.unknown_reason is not None:
        yield Unresolved(enabled, "whether audit notifications are sent")
    elif (enabled.literal or "").lower() != "true":
        message = f"Enabled is {enabled.literal or 'not set'}, so no audit notification is sent."
        yield Violation(enabled, message, "Set Enabled to true.")
    elif not topic.present or not role.present:
        missing = role if topic.present else topic
        message = f"The audit's notifications have no {missing.path[-1]}, so none can be sent."
        yield Violation(missing, message, f"Name it in {missing.path[-1]}.")
    else:
        yield from _judge_role(resource, topic, role)


def _judge_role(resource: Resource, topic_arn: Node, role_arn: Node) -> Iterator[Outcome]:
    role, topic = referenced(resource, role_arn, "AWS::IAM::Role"), referenced(resource, topic_arn, "AWS::SNS::Topic")
    if role is None:
        return
    permissions = permissions_of(role)
    managed = role.properties.get("ManagedPolicyArns").elements()
    publishes = any((arn.literal or "").endswith(_PUBLISHING) for arn in managed)
    wanted = [("trust iot.amazonaws.com", trusts(role, "iot.amazonaws.com"))]
    wanted.append((f"allow sns:Publish to {topic_arn.text}", publishes or permissions.allow("sns:Publish", topic)))
    key = None if topic is None else key_of(topic)
    if topic is not None and key is not None:
        declared = key_resource(topic, key)
        if declared is None or all(name != role.logical_id for _, name in references(declared)):
            wanted += [
                (f"allow {action} with {key.text}", permissions.allow(action, declared))
                for action in ("kms:GenerateDataKey", "kms:Decrypt")
            ]
    for right, answer in wanted:
        if answer is False:
            message = f"The role {role.logical_id} does not {right}, so audit notifications are not delivered."
            yield Violation(role_arn, message, f"Let the role {right}.")
        elif isinstance(answer, str):
            question = f"whether the role {role.logical_id} can deliver audit notifications"
            yield Unresolved(unknown_node(answer, role_arn.path), question)


CHECK = Check(
    id="IOT505",
    name="audit-notifications-cannot-be-delivered",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::AccountAuditConfiguration",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC06-BP02",
        "nistir-8259a:Cybersecurity State Awareness",
        "cra:Part I (2)(l)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot-device-defender/latest/devguide/AuditCommands.html",
        "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
    ),
)
