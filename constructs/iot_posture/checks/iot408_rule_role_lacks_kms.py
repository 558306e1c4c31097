"""The role of a topic rule may not use the key that its target is encrypted with.

### Why it matters

A target under a customer-managed key takes a message only from a caller that may use the key. A role without these
rights deploys well, and then each message of the rule fails and is lost, or fills the error queue.

### How to fix it

Allow the role the AWS KMS actions that the message names, on that key, with a condition on `kms:ViaService`.

### Examples

Non-compliant:

```json
{
  "Resources": {
    "Key": {"Type": "AWS::KMS::Key"},
    "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"KmsMasterKeyId": {"Fn::GetAtt": ["Key", "Arn"]}}},
    "Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": []}}},
    "Policy": {
      "Type": "AWS::IAM::RolePolicy",
      "Properties": {
        "PolicyName": "write",
        "RoleName": {"Ref": "Role"},
        "PolicyDocument": {
          "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": {"Fn::GetAtt": ["Queue", "Arn"]}}]
        }
      }
    },
    "Rule": {
      "Type": "AWS::IoT::TopicRule",
      "Properties": {
        "TopicRulePayload": {
          "AwsIotSqlVersion": "2016-03-23",
          "Sql": "SELECT * FROM 'dt/readings'",
          "Actions": [],
          "ErrorAction": {"Sqs": {"QueueUrl": {"Ref": "Queue"}, "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]}}}
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
    "Key": {"Type": "AWS::KMS::Key"},
    "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"KmsMasterKeyId": {"Fn::GetAtt": ["Key", "Arn"]}}},
    "Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": []}}},
    "Policy": {
      "Type": "AWS::IAM::RolePolicy",
      "Properties": {
        "PolicyName": "write",
        "RoleName": {"Ref": "Role"},
        "PolicyDocument": {
          "Statement": [
            {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": {"Fn::GetAtt": ["Queue", "Arn"]}},
            {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": {"Fn::GetAtt": ["Key", "Arn"]}}
          ]
        }
      }
    },
    "Rule": {
      "Type": "AWS::IoT::TopicRule",
      "Properties": {
        "TopicRulePayload": {
          "AwsIotSqlVersion": "2016-03-23",
          "Sql": "SELECT * FROM 'dt/readings'",
          "Actions": [],
          "ErrorAction": {"Sqs": {"QueueUrl": {"Ref": "Queue"}, "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]}}}
        }
      }
    }
  }
}
```

### Limits

Judged are S3, SQS, SNS, Kinesis, DynamoDB and CloudWatch Logs, where rule, role and target stand in one template. A
role with a policy outside of the template is not reported. Conditions and Deny statements are not considered.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.facts.rule_actions import TARGETS
from iot_posture.template import (
    Resource,
    RuleAction,
    key_of,
    key_resource,
    permissions_of,
    referred,
    rule_actions,
    unknown_node,
)


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look at what the roles of the rule's actions may do with the keys of their targets."""
    for action in rule_actions(resource):
        if not action.kind:
            yield Unresolved(action.settings, "whether its role may use the key of its target")
        else:
            yield from _judge_action(action)


def _judge_action(action: RuleAction) -> Iterator[Outcome]:
    role, target = action.role, action.target_resource
    place = key_of(target) if target is not None else None
    if role is None or target is None or place is None:
        return
    key = key_resource(target, place)
    if key is not None and role.logical_id in referred(key):
        return
    permissions = permissions_of(role)
    where = action.settings.get("RoleArn")
    answers = {name: permissions.allow(name, key) for name in TARGETS[target.type].key_actions}
    lacking = [name for name, answer in answers.items() if answer is not True]
    unsure = next((answer for answer in answers.values() if isinstance(answer, str)), None)
    if not lacking or permissions.outside is not None:
        return
    if unsure is None and key is None and place.text and any(hole.target is None for hole in place.text.holes):
        unsure = f"the key of {target.logical_id} is known only at deployment"
    if unsure is not None:
        question = f"whether the role {role.logical_id} may use the key of {target.logical_id}"
        yield Unresolved(unknown_node(unsure, where.path), question)
    else:
        message = f"{target.logical_id} is encrypted with a customer-managed key, and the role {role.logical_id} lacks "
        message += f"{' and '.join(lacking)} on it, so the {action.kind} action fails."
        yield Violation(where, message, f"Allow the role {' and '.join(lacking)} on the key of {target.logical_id}.")


CHECK = Check(
    id="IOT408",
    name="rule-role-lacks-kms",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::TopicRule",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC10-BP01",
        "iot-lens:IOTREL13-BP01",
        "cra:Part I (2)(h)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/iot-create-role.html",
        "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
    ),
)
