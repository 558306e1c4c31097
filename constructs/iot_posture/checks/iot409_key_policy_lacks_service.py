"""The policy of a key does not let topic rules use it through the service of their target.

### Why it matters

IAM permissions on a key count only where the key's own policy admits them. A key whose policy names neither the
account nor the role, or admits them through another service only, refuses every message that a rule sends to the
encrypted queue, topic, bucket, stream or table, although the rule's role looks complete.

### How to fix it

Add a statement for the account, or for the rule's role, with the AWS KMS actions that the message names, and with
`kms:ViaService` for the target's service.

### Examples

Non-compliant:

```json
{
  "Resources": {
    "Key": {
      "Type": "AWS::KMS::Key",
      "Properties": {
        "KeyPolicy": {
          "Statement": [
            {
              "Effect": "Allow",
              "Principal": {"AWS": "arn:aws:iam::123456789012:role/admin"},
              "Action": "kms:*",
              "Resource": "*"
            }
          ]
        }
      }
    },
    "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"KmsMasterKeyId": {"Fn::GetAtt": ["Key", "Arn"]}}},
    "Rule": {
      "Type": "AWS::IoT::TopicRule",
      "Properties": {
        "TopicRulePayload": {
          "AwsIotSqlVersion": "2016-03-23",
          "Sql": "SELECT * FROM 'dt/readings'",
          "Actions": [],
          "ErrorAction": {"Sqs": {"QueueUrl": {"Ref": "Queue"}, "RoleArn": "arn:aws:iam::123456789012:role/r"}}
        }
      }
    }
  }
}
```

Compliant:

```json
{
  "Resources": {
    "Key": {
      "Type": "AWS::KMS::Key",
      "Properties": {
        "KeyPolicy": {
          "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "kms:*", "Resource": "*"}
          ]
        }
      }
    },
    "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"KmsMasterKeyId": {"Fn::GetAtt": ["Key", "Arn"]}}},
    "Rule": {
      "Type": "AWS::IoT::TopicRule",
      "Properties": {
        "TopicRulePayload": {
          "AwsIotSqlVersion": "2016-03-23",
          "Sql": "SELECT * FROM 'dt/readings'",
          "Actions": [],
          "ErrorAction": {"Sqs": {"QueueUrl": {"Ref": "Queue"}, "RoleArn": "arn:aws:iam::123456789012:role/r"}}
        }
      }
    }
  }
}
```

### Limits

Judged are keys whose target and rule stand in the same template. A key without a policy has the one that AWS KMS gives
it, which admits the account. Of the conditions only `kms:ViaService` is considered; Deny statements are not.
"""

import itertools
from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.facts.rule_actions import TARGETS
from iot_posture.template import (
    Node,
    Resource,
    RuleAction,
    StatementView,
    admits,
    key_of,
    key_resource,
    read_document,
    statements,
    writers,
)


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look at the key's policy for each rule action whose target is encrypted with it."""
    document = resource.properties.get("KeyPolicy")
    policy = statements(read_document(document))
    for target in resource.template.resources(*TARGETS) if document.present else ():
        actions, place = writers(target), key_of(target)
        key = key_resource(target, place) if actions and place is not None else None
        if key is not None and key.logical_id == resource.logical_id:
            outcomes = (found for action in actions for found in _judge_use(policy, document, action, target))
            yield from itertools.islice(outcomes, 1)


def _judge_use(policy: list[StatementView], document: Node, action: RuleAction, target: Resource) -> Iterator[Outcome]:
    service, lacking = TARGETS[target.type].service, []
    for name in TARGETS[target.type].key_actions:
        answers = [admits(statement, name, service, action) for statement in policy]
        if not any(answer is True for answer in answers):
            unsure = next((answer for answer in answers if isinstance(answer, Node)), None)
            if unsure is not None:
                yield Unresolved(unsure, f"whether rules may use this key through {service}")
                return
            lacking.append(name)
    if lacking:
        message = (
            f"{target.logical_id} is encrypted with this key, and its policy admits neither the account nor the role "
        )
        message += f"of the rule {action.rule.logical_id} for {' and '.join(lacking)} through {service}."
        fix = f"Add a statement for the account with {' and '.join(lacking)} and kms:ViaService for {service}."
        yield Violation(document, message, fix)


CHECK = Check(
    id="IOT409",
    name="key-policy-lacks-service",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::KMS::Key",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC10-BP01",
        "iot-lens:IOTREL13-BP01",
        "cra:Part I (2)(h)",
    ),
    references=(
        "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html",
        "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
        "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html",
    ),
)
