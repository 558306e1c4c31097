"""The topic rule selects the messages of every topic.

### Why it matters

A rule on `#` runs for each message of each device, whoever wrote the topic. A device that may publish anywhere at all
then feeds whatever stands behind the rule, messages that were never meant to leave the broker are stored, and each
message costs an evaluation. What was published by another action of the same rule comes back as well.

### How to fix it

Select the topics that the rule is for, such as `dt/+/readings`. A WHERE clause does not help: the rule still runs for
each message, and only its actions are held back.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::TopicRule",
  "Properties": {
    "TopicRulePayload": {
      "AwsIotSqlVersion": "2016-03-23",
      "Sql": "SELECT * FROM '#'",
      "Actions": [{"Lambda": {"FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:readings"}}],
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
      "Actions": [{"Lambda": {"FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:readings"}}],
      "ErrorAction": {"Lambda": {"FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:failed"}}
    }
  }
}
```

### Limits

Every topic means that no level is fixed: `#`, `+/#` and the like. A filter such as `dt/#` is not judged. SQL that
cannot be read is left to IOT404.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.sql import SqlError, parse
from iot_posture.template import MARK, Resource


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look at the topic filter of the rule's SQL."""
    sql = resource.properties.get("TopicRulePayload", "Sql")
    if sql.text is None or sql.text.whole_hole is not None:
        if sql.present:
            yield Unresolved(sql, "which topics this rule selects")
        return
    try:
        levels = (parse(sql.text.masked).topic_filter or "").split("/")
    except SqlError:
        return
    if levels[-1] == "#" and set(levels) <= {"#", "+"}:
        message = f"The rule selects from '{'/'.join(levels)}', which is every topic that does not begin with $."
        yield Violation(sql, message, "Name the topics that the rule is for after FROM, such as 'dt/+/readings'.")
    elif levels == [MARK] and all(hole.target is None for hole in sql.text.holes):
        yield Unresolved(sql, "which topics this rule selects")


CHECK = Check(
    id="IOT405",
    name="rule-selects-every-topic",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::TopicRule",), judge),
    page=__doc__,
    controls=(
        "owasp:I6",
        "cra:Part I (2)(g)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-from.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/topics.html",
    ),
)
