"""The role of a topic rule allows more than the rule's actions need.

### Why it matters

What a device publishes decides when a rule acts, and often on what. A role with `s3:*`, or with `dynamodb:PutItem` on
every table, turns a mistake in the rule, or a second rule that somebody attaches to the role, into access to data that
has nothing to do with it.

### How to fix it

Allow the one action that the rule action needs, on the one resource that it writes to.

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
        "PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]}
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

Reported are wildcards for all actions of a service, all resources for what the rule action does, and rights to read or
delete what is stored. Rule, role and policy have to stand in one template. A statement with a condition may name all
resources. Managed policies of AWS are not read. Deny statements are not considered.
"""

import re
from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.facts.rule_actions import ON_NO_RESOURCE, RULE_ACTIONS
from iot_posture.template import (
    POLICY_TYPES,
    Resource,
    RuleAction,
    StatementView,
    matches,
    read_document,
    role_users,
    roles_of,
    statements,
)

_EVERYTHING = re.compile(r"(?:[a-zA-Z-]+[/:])?\*(?:[:/]\*)*")
_TAKES_AWAY = re.compile(r"\w+:(delete|purge|remove|getobject|getitem|getrecords|batchget|scan|query|receive)")


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look at the statements of a role that a rule's action uses."""
    uses = [action for role in roles_of(resource) for action in role_users(role)]
    if not uses:
        return
    policies = resource.properties.get("Policies").elements() if resource.type == "AWS::IAM::Role" else None
    for policy in [resource.properties] if policies is None else policies:
        for statement in statements(read_document(policy.get("PolicyDocument"))):
            yield from _judge_statement(statement, uses)


def _judge_statement(statement: StatementView, uses: list[RuleAction]) -> Iterator[Outcome]:
    if statement.unknown is not None:
        yield Unresolved(statement.unknown, "whether this role allows more than its rule actions need")
        return
    if not statement.allows:
        return
    facts = [RULE_ACTIONS[use.kind] for use in uses if use.kind in RULE_ACTIONS]
    needed = sorted({name for fact in facts for name in (*fact.permissions, *fact.also)})
    reads = any("get_dynamodb" in str(use.rule.properties.get("TopicRulePayload", "Sql").text).lower() for use in uses)
    user = f"the rule {uses[0].rule.logical_id}"
    fix = (
        f"Allow {', '.join(needed) or 'what the rule action needs'} only, on the one resource that the rule writes to."
    )
    if statement.inverts_actions:
        message = f"The role of {user} allows all actions but a few; {user} needs {', '.join(needed)}."
        yield Violation(statement.node.get("NotAction"), message, fix)
        return
    used = False
    for node in statement.actions:
        pattern = (node.literal or "").lower()
        if node.literal is None:
            yield Unresolved(node, "whether this is more than the rule actions need")
        elif pattern == "*" or pattern.endswith(":*") or _is_idle(pattern, [*needed, *(["dynamodb:GetItem"] * reads)]):
            yield Violation(node, f"The role of {user} allows {node.text}; {user} needs {', '.join(needed)}.", fix)
        else:
            used = used or any(matches(pattern, name.lower()) for name in needed if name not in ON_NO_RESOURCE)
    if used and not statement.node.get("Condition").present:
        for node in statement.resources:
            if node.text is not None and _is_everything(node.text.masked):
                message = f"The role of {user} names the resource {node.text}, and {user} writes to one."
                yield Violation(node, message, fix)


def _is_everything(arn: str) -> bool:
    name = arn.split(":", 5)[-1]
    return _EVERYTHING.fullmatch(name.partition("/")[0] if ":s3:" in arn else name) is not None


def _is_idle(pattern: str, needed: list[str]) -> bool:
    return bool(_TAKES_AWAY.match(pattern)) and not any(matches(pattern, name.lower()) for name in needed)


CHECK = Check(
    id="IOT407",
    name="rule-role-too-broad",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IAM::Role", *POLICY_TYPES), judge),
    page=__doc__,
    controls=(
        "nistir-8259a:Logical Access to Interfaces",
        "owasp:I3",
        "cra:Part I (2)(d)",
        "cra:Part I (2)(j)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/iot-create-role.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    ),
)
