"""Two messages can get the same object key, and the later one replaces the earlier.

### Why it matters

The key of an object is made from a substitution template such as `${topic()}/${timestamp()}`. Two messages of one
topic in the same millisecond get the same key, and so do all messages of a topic when the key has no time in it. What
was stored first is gone, nothing reports it, and a device that chooses its topic or payload can aim at it.

### How to fix it

Add `${newuuid()}` to the key, for example
`readings/${clientid()}/${parse_time("yyyy/MM/dd", timestamp())}/${newuuid()}.json`.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::TopicRule",
  "Properties": {
    "TopicRulePayload": {
      "AwsIotSqlVersion": "2016-03-23",
      "Sql": "SELECT * FROM 'dt/+/readings'",
      "Actions": [
        {
          "S3": {
            "BucketName": "fleet",
            "Key": "${topic()}/${timestamp()}",
            "RoleArn": "arn:aws:iam::123456789012:role/archive"
          }
        }
      ],
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
      "Actions": [
        {
          "S3": {
            "BucketName": "fleet",
            "Key": "${topic()}/${newuuid()}",
            "RoleArn": "arn:aws:iam::123456789012:role/archive"
          }
        }
      ],
      "ErrorAction": {"Lambda": {"FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:failed"}}
    }
  }
}
```

### Limits

Only `newuuid()` and `traceid()` count as unique: a number that the payload brings can repeat. A versioned bucket keeps
what is replaced, and is reported all the same, because readers get the last version. Where the key is meant to hold
only the last message of a device, acknowledge the finding.
"""

import re
from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import Resource, rule_actions

_UNIQUE = re.compile(r"\b(newuuid|traceid)\s*\(", re.IGNORECASE)


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look at the keys of the rule's S3 actions."""
    for action in rule_actions(resource):
        key = action.settings.get("Key")
        text = key.text
        if action.kind not in {"S3", ""} or (not key.present and action.kind):
            continue
        open_parts = text.holes if text is not None and "${" not in text.masked else ()
        if text is None or any(hole.target is None and not hole.name.startswith("AWS::") for hole in open_parts):
            yield Unresolved(key, "whether each message gets an object key of its own")
        elif not _UNIQUE.search(text.masked):
            message = f"Two messages can get the same object key from {text}, and the later one replaces the earlier."
            yield Violation(key, message, "Add ${newuuid()} to the key.")


CHECK = Check(
    id="IOT406",
    name="object-key-can-collide",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::TopicRule",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTREL13-BP01",
        "cra:Part I (2)(f)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/s3-rule-action.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/iot-substitution-templates.html",
    ),
)
