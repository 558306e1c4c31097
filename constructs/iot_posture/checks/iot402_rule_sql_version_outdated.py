"""The topic rule does not use the current version of the rule SQL.

### Why it matters

A rule without `AwsIotSqlVersion` runs on the dialect of 2015-10-08, where nested objects, arrays and decoding work
differently; `beta` may change at any time. A filter in WHERE can then let messages through that it was written to
hold back.

### How to fix it

Set `AwsIotSqlVersion` to `2016-03-23`, and test the statement with it.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::TopicRule",
  "Properties": {
    "TopicRulePayload": {
      "Sql": "SELECT * FROM 'dt/readings'",
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
      "Sql": "SELECT * FROM 'dt/readings'",
      "Actions": [],
      "ErrorAction": {"Lambda": {"FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:failed"}}
    }
  }
}
```

### Limits

The SQL statement itself is not parsed.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import Resource

CURRENT = "2016-03-23"


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look at the version of the rule's SQL."""
    version = resource.properties.get("TopicRulePayload", "AwsIotSqlVersion")
    if version.unknown_reason is not None:
        yield Unresolved(version, "which version of the rule SQL this is")
    elif version.literal != CURRENT:
        said = f"is {version.literal}" if version.literal else "is not set, which means 2015-10-08"
        yield Violation(
            version, f"The version of the rule SQL {said}; the current one is {CURRENT}.", f'Write "{CURRENT}".'
        )


CHECK = Check(
    id="IOT402",
    name="rule-sql-version-outdated",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::TopicRule",), judge),
    page=__doc__,
    controls=("iot-lens:IOTREL13-BP01",),
    references=("https://docs.aws.amazon.com/iot/latest/developerguide/iot-rule-sql-version.html",),
)
