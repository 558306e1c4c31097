"""A message chooses the resource that the topic rule writes to.

### Why it matters

A substitution template such as `${topic(2)}` in the name of a bucket, table, stream or function is filled in from the
message. Whoever may publish to the rule's topics then chooses the target, and the rule's role lends them its rights:
a confused deputy. Such a role also has to be wide enough for every target that could be named.

### How to fix it

Name one resource, and let the role reach only that one. Keep substitution templates for values that are data: an
object key, a partition key, an attribute. For several targets write several rules.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::TopicRule",
  "Properties": {
    "TopicRulePayload": {
      "AwsIotSqlVersion": "2016-03-23",
      "Sql": "SELECT * FROM 'dt/+/readings'",
      "Actions": [{"Firehose": {"DeliveryStreamName": "${topic(2)}", "RoleArn": "arn:aws:iam::123456789012:role/r"}}],
      "ErrorAction": {"Lambda": {"FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:failed"}}
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
      "Sql": "SELECT * FROM 'dt/+/readings'",
      "Actions": [{"Firehose": {"DeliveryStreamName": "readings", "RoleArn": "arn:aws:iam::123456789012:role/r"}}],
      "ErrorAction": {"Lambda": {"FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:failed"}}
    }
  }
}
```

### Limits

The topic of a Republish action is not judged: a template there is often meant, for an answer to the sender. Names
that are known only at deployment are not reported, because CloudFormation, not a message, fills them in.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import Node, Resource, rule_actions

NAME_FIELDS = {
    "CloudwatchAlarm": ("AlarmName", "RoleArn"),
    "CloudwatchLogs": ("LogGroupName", "RoleArn"),
    "CloudwatchMetric": ("MetricNamespace", "RoleArn"),
    "DynamoDB": ("TableName", "RoleArn"),
    "DynamoDBv2": ("PutItem.TableName", "RoleArn"),
    "Elasticsearch": ("Endpoint", "Index", "RoleArn"),
    "Firehose": ("DeliveryStreamName", "RoleArn"),
    "Http": ("Url", "ConfirmationUrl"),
    "InfluxDB": ("DestinationArn", "DatabaseName", "TableName", "RoleArn"),
    "Kafka": ("DestinationArn", "Topic"),
    "Kinesis": ("StreamName", "RoleArn"),
    "Lambda": ("FunctionArn",),
    "Location": ("TrackerName", "RoleArn"),
    "OpenSearch": ("Endpoint", "Index", "RoleArn"),
    "Republish": ("RoleArn",),
    "S3": ("BucketName", "RoleArn"),
    "Sns": ("TargetArn", "RoleArn"),
    "Sqs": ("QueueUrl", "RoleArn"),
    "StepFunctions": ("StateMachineName", "RoleArn"),
    "Timestream": ("DatabaseName", "TableName", "RoleArn"),
}
"""The fields of each rule action that name a resource. The property names are those of AWS::IoT::TopicRule."""


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for substitution templates in the names of the rule's targets."""
    for action in rule_actions(resource):
        if not action.kind:
            yield Unresolved(action.settings, "who chooses the target of this action")
        for field in NAME_FIELDS.get(action.kind, ()):
            yield from _judge_field(action.kind, action.settings.get(*field.split(".")))


def _judge_field(kind: str, name: Node) -> Iterator[Outcome]:
    text = name.text
    if text is None and name.unknown_reason is not None:
        yield Unresolved(name, "who chooses this target")
    elif text is not None and "${" in text.masked:
        message = f"The {kind} action writes to {text}, which the message chooses."
        yield Violation(name, message, "Name one resource, and let the rule's role reach only that one.")


CHECK = Check(
    id="IOT403",
    name="rule-target-chosen-by-message",
    severity=Severity.ERROR,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::TopicRule",), judge),
    page=__doc__,
    controls=(
        "nistir-8259a:Logical Access to Interfaces",
        "owasp:I3",
        "cra:Part I (2)(d)",
        "cra:Part I (2)(f)",
    ),
    references=("https://docs.aws.amazon.com/iot/latest/developerguide/iot-substitution-templates.html",),
)
