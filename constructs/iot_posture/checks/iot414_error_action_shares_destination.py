"""The error action of the topic rule writes to a target that the rule's own action writes to.

### Why it matters

An error action is for the time when an action fails. A queue that is full, a table that throttles or a key that is
disabled fails for both, so the message that was to be kept is lost with the reason why.

### How to fix it

Send errors to a target of another service, for example an SQS queue with a key of its own.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::TopicRule",
  "Properties": {
    "TopicRulePayload": {
      "AwsIotSqlVersion": "2016-03-23",
      "Sql": "SELECT * FROM 'dt/readings'",
      "Actions": [{"Firehose": {"DeliveryStreamName": "readings", "RoleArn": "arn:aws:iam::123456789012:role/r"}}],
      "ErrorAction": {"Firehose": {"DeliveryStreamName": "readings", "RoleArn": "arn:aws:iam::123456789012:role/r"}}
    }
  }
}
```

Compliant:

```json
{
  "Type": "AWS::IoT::TopicRule",
  "Properties": {
    "TopicRulePayload": {
      "AwsIotSqlVersion": "2016-03-23",
      "Sql": "SELECT * FROM 'dt/readings'",
      "Actions": [{"Firehose": {"DeliveryStreamName": "readings", "RoleArn": "arn:aws:iam::123456789012:role/r"}}],
      "ErrorAction": {
        "Sqs": {
          "QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/failed",
          "RoleArn": "arn:aws:iam::123456789012:role/r"
        }
      }
    }
  }
}
```

### Limits

Two targets are the same when they are one resource of the template, or of one type and written in the same way: the
actions DynamoDB and DynamoDBv2 both write to tables. Two targets of one service, under one key or one role, can fail
together as well, and are not reported.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Violation
from iot_posture.facts.rule_actions import RULE_ACTIONS
from iot_posture.template import Resource, RuleAction, rule_actions


def judge(resource: Resource) -> Iterator[Outcome]:
    """Compare the target of the error action with those of the actions. What cannot be read is left to IOT401."""
    actions = list(rule_actions(resource))
    for failed in (action for action in actions if action.on_error and action.target.text is not None):
        if any(_is_same(failed, action) for action in actions if not action.on_error):
            message = f"The error action writes to {failed.target.text}, as an action of the rule does, so both fail together."
            yield Violation(failed.target, message, "Send errors to a target of another service, such as an SQS queue.")


def _is_same(failed: RuleAction, action: RuleAction) -> bool:
    first, second = failed.target_resource, action.target_resource
    if first is not None and second is not None:
        return first.logical_id == second.logical_id
    facts = [RULE_ACTIONS.get(each.kind) for each in (failed, action)]
    kinds = [None if found is None else found.type for found in facts]
    same = kinds[0] == kinds[1] if kinds[0] else failed.kind == action.kind
    return same and failed.target.text == action.target.text


CHECK = Check(
    id="IOT414",
    name="error-action-shares-destination",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::TopicRule",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTREL13-BP01",
        "etsi:5.9-1",
        "cra:Part I (2)(h)",
    ),
    references=("https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html",),
)
