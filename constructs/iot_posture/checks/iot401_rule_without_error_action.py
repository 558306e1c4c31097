"""The topic rule has no error action.

### Why it matters

When an action of the rule fails (a permission is missing, a key is disabled, the target throttles), AWS IoT retries
and then drops the message. With an error action the message and the reason go to a second place, where they can be
seen, alarmed on and replayed.

### How to fix it

Add `ErrorAction` with a target of another service than the rule's own actions use, for example an encrypted SQS
queue, and an alarm on the metric `ErrorActionFailure`.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::TopicRule",
  "Properties": {
    "TopicRulePayload": {
      "AwsIotSqlVersion": "2016-03-23",
      "Sql": "SELECT * FROM 'dt/readings'",
      "Actions": [{"Lambda": {"FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:readings"}}]
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
      "Actions": [{"Lambda": {"FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:readings"}}],
      "ErrorAction": {
        "Sqs": {
          "QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/failed-readings",
          "RoleArn": "arn:aws:iam::123456789012:role/failed-readings"
        }
      }
    }
  }
}
```

### Limits

An error action is not called when the SQL itself fails: that needs an alarm on the metric `ParseError`. Whether the
error action's role and target work is not judged.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import Resource

_FIX = "Add ErrorAction to TopicRulePayload, for example an SQS queue, with an alarm on the metric ErrorActionFailure."


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for the error action of the rule."""
    error_action = resource.properties.get("TopicRulePayload", "ErrorAction")
    if error_action.unknown_reason is not None:
        yield Unresolved(error_action, "whether the rule has an error action")
    elif not error_action.present or not list(error_action.members()):
        yield Violation(error_action, "The rule has no error action, so a message whose action fails is lost.", _FIX)


CHECK = Check(
    id="IOT401",
    name="rule-without-error-action",
    severity=Severity.ERROR,
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
