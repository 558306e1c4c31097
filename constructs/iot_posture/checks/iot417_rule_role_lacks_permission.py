"""The role of a topic rule may not do what the rule's action does.

### Why it matters

CloudFormation does not compare a rule with its role. A role without `sqs:SendMessage` on the queue, or with
`s3:PutObject` on a bucket where it needs the objects in it, deploys well, and then each message of the rule fails.

### How to fix it

Allow the role the action that the message names, on the target of the rule action. For S3 the resource is
`<bucket ARN>/<prefix>/*`.

### Examples

Non-compliant:

```json
{
  "Resources": {
    "Queue": {"Type": "AWS::SQS::Queue"},
    "Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": []}}},
    "Policy": {
      "Type": "AWS::IAM::RolePolicy",
      "Properties": {
        "PolicyName": "write",
        "RoleName": {"Ref": "Role"},
        "PolicyDocument": {
          "Statement": [{"Effect": "Allow", "Action": "sqs:GetQueueUrl", "Resource": {"Fn::GetAtt": ["Queue", "Arn"]}}]
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
    "Queue": {"Type": "AWS::SQS::Queue"},
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

### Limits

Rule and role have to stand in one template. A role with a policy outside of the template is not reported, nor one that
the target's own policy names. Conditions and Deny statements are not considered.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.facts.rule_actions import RULE_ACTIONS, ActionFacts
from iot_posture.template import (
    Permissions,
    Resource,
    RuleAction,
    permissions_of,
    referred,
    rule_actions,
    unknown_node,
)

_RESOURCE_POLICIES = (
    "AWS::S3::BucketPolicy",
    "AWS::SQS::QueuePolicy",
    "AWS::SNS::TopicPolicy",
    "AWS::Kinesis::ResourcePolicy",
)
_OTHER_WRITES = {"UPDATE": "dynamodb:UpdateItem", "DELETE": "dynamodb:DeleteItem"}


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look at what the roles of the rule's actions may do with their targets."""
    for action in rule_actions(resource):
        if not action.kind:
            yield Unresolved(action.settings, "whether its role may do what the action does")
        else:
            yield from _judge_action(action)


def _judge_action(action: RuleAction) -> Iterator[Outcome]:
    facts, role = RULE_ACTIONS.get(action.kind), action.role
    if facts is None or role is None:
        return
    policies = role.template.resources(*_RESOURCE_POLICIES)
    if any(role.logical_id in referred(policy) for policy in policies):
        return
    permissions, target, where = permissions_of(role), action.target_resource, action.settings.get("RoleArn")
    if permissions.outside is not None:
        return
    answers = {name: _allowed(permissions, name, action) for name in _needed(action, facts)}
    lacking = " and ".join(name for name, answer in answers.items() if answer is False)
    unsure = {name: answer for name, answer in answers.items() if isinstance(answer, str)}
    shown = target.logical_id if target is not None else "its bucket" if action.kind == "S3" else "its target"
    shown = f"the objects in {shown}" if action.kind == "S3" else shown
    if lacking:
        message = (
            f"The {action.kind} action needs {lacking} on {shown}, and the role {role.logical_id} does not allow it."
        )
        yield Violation(where, message, f"Allow {lacking} on {shown} in a policy of the role {role.logical_id}.")
    for name, reason in list(unsure.items())[:1]:
        question = f"whether the role {role.logical_id} allows {name} on {shown}"
        yield Unresolved(unknown_node(reason, where.path), question)


def _needed(action: RuleAction, facts: ActionFacts) -> tuple[str, ...]:
    operation = (action.settings.get("Operation").literal or "").upper()
    return (_OTHER_WRITES[operation],) if operation in _OTHER_WRITES else facts.permissions


def _allowed(permissions: Permissions, name: str, action: RuleAction) -> bool | str:
    answer, batch = permissions.allow(name, action.target_resource), action.settings.get("BatchMode")
    batched = batch.present and (batch.literal or "true").lower() == "true"
    if answer is not True and name == "firehose:PutRecord" and batched:
        return permissions.allow("firehose:PutRecordBatch", action.target_resource)
    return answer


CHECK = Check(
    id="IOT417",
    name="rule-role-lacks-permission",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::TopicRule",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTREL13-BP01",
        "cra:Part I (2)(h)",
    ),
    references=("https://docs.aws.amazon.com/iot/latest/developerguide/iot-create-role.html",),
)
