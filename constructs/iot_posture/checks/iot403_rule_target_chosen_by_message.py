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

The topic of a Republish action is reported when it is a reserved one, such as a shadow's, and the payload stands in it:
the broker vouches for `topic()`, `clientid()` and `principal()`, and for nothing in the payload. On other topics a
template is often meant, for an answer to the sender. Names that are known only at deployment are not reported, because
CloudFormation, not a message, fills them in.
"""

import re
from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.facts.sql_functions import CAST_TYPES, SQL_FUNCTIONS
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


_TEMPLATE = re.compile(r"\$\{([^{}]*)\}")
_TEXT = re.compile(r"'[^']*'|\"[^\"]*\"")
_WORD = re.compile(r"[A-Za-z_]\w*")
_KEYWORDS = frozenset(("and", "as", "case", "else", "end", "false", "in", "not", "null", "or", "then", "true", "when"))
_NOT_PAYLOAD = SQL_FUNCTIONS | CAST_TYPES | _KEYWORDS


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for substitution templates in the names of the rule's targets."""
    for action in rule_actions(resource):
        if not action.kind:
            yield Unresolved(action.settings, "who chooses the target of this action")
        if action.kind == "Republish":
            yield from _judge_topic(action.settings.get("Topic"))
        for field in NAME_FIELDS.get(action.kind, ()):
            yield from _judge_field(action.kind, action.settings.get(*field.split(".")))


def _judge_field(kind: str, name: Node) -> Iterator[Outcome]:
    text = name.text
    if text is None and name.unknown_reason is not None:
        yield Unresolved(name, "who chooses this target")
    elif text is not None and "${" in text.masked:
        message = f"The {kind} action writes to {text}, which the message chooses."
        yield Violation(name, message, "Name one resource, and let the rule's role reach only that one.")


def _judge_topic(topic: Node) -> Iterator[Outcome]:
    written = "" if topic.text is None else topic.text.masked
    if not written.startswith("$$aws/"):
        return
    for template in _TEMPLATE.findall(written):
        words = _WORD.findall(_TEXT.sub("", template))
        if any(word.lower() not in _NOT_PAYLOAD for word in words):
            message = f"The rule republishes to the reserved topic {topic.text}, in which ${{{template}}} comes from the payload."
            fix = "Take the name from topic() or clientid(), which the broker vouches for."
            yield Violation(topic, message, fix)
            return


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
