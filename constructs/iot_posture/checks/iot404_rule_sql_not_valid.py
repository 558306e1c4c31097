"""The SQL of the topic rule cannot be read.

### Why it matters

AWS IoT refuses a rule whose SQL it cannot read, and the deployment fails late. A topic filter that is no topic filter,
such as `dt/a#`, never matches a message: the rule is there, and nothing of what it was written for happens.

### How to fix it

Mend the statement at the character that the message names. AWS IoT SQL has SET, SELECT, FROM and WHERE, with one topic
filter in single quotes; what other dialects have beyond that (LIKE, JOIN, ORDER BY, comments) it has not.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::TopicRule",
  "Properties": {
    "TopicRulePayload": {
      "AwsIotSqlVersion": "2016-03-23",
      "Sql": "SELECT * FROM 'dt/+/readings' WHERE kind LIKE 'temp%'",
      "Actions": [],
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
      "Sql": "SELECT * FROM 'dt/+/readings' WHERE startswith(kind, 'temp')",
      "Actions": [],
      "ErrorAction": {"Lambda": {"FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:failed"}}
    }
  }
}
```

### Limits

The types and numbers of a function's arguments are not judged: AWS IoT takes any, and a wrong one gives `Undefined`.
Functions that AWS has added since the date in `iot_posture/facts/sql_functions.py` are reported as unknown. A rule
without FROM is accepted, because Basic Ingest can trigger it. Substitution templates of the actions are not read.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.policy.errors import PolicyError
from iot_posture.policy.mqtt import check_filter
from iot_posture.sql import SqlError, parse
from iot_posture.template import MARK, Resource


def judge(resource: Resource) -> Iterator[Outcome]:
    """Read the rule's SQL, and its topic filter."""
    sql = resource.properties.get("TopicRulePayload", "Sql")
    if not sql.present:
        return
    if sql.text is None or sql.text.whole_hole is not None:
        yield Unresolved(sql, "whether AWS IoT can read the SQL of this rule")
        return
    try:
        topic_filter = parse(sql.text.masked).topic_filter
    except SqlError as error:
        if error.certain:
            yield Violation(sql, f"AWS IoT cannot read the SQL of this rule: {error}.", "Mend the statement there.")
        else:
            yield Unresolved(sql, "whether AWS IoT can read the SQL of this rule")
        return
    try:
        if topic_filter is not None:
            check_filter(topic_filter.replace(MARK, "x"))
    except PolicyError as error:
        message = f"The rule selects from a topic filter that no message can match: {error}."
        yield Violation(sql, message, "Write a topic filter in which + and # stand alone in their level, # at the end.")


CHECK = Check(
    id="IOT404",
    name="rule-sql-not-valid",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::TopicRule",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTREL13-BP01",
        "cra:Part I (2)(h)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-reference.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-functions.html",
    ),
)
