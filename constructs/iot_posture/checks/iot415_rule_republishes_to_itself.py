"""The topic rule republishes to a topic that it selects from.

### Why it matters

Each message that the rule republishes triggers the rule again. One message of one device becomes an endless stream,
which is billed, throttles the account's other rules, and floods whoever subscribes.

### How to fix it

Republish to a topic that the rule's filter does not match, outside of the part of the topics that devices write to.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IoT::TopicRule",
  "Properties": {
    "TopicRulePayload": {
      "AwsIotSqlVersion": "2016-03-23",
      "Sql": "SELECT * FROM 'dt/+/readings/#'",
      "Actions": [{"Republish": {"Topic": "dt/${topic(2)}/readings/checked", "RoleArn": "arn:aws:iam::123456789012:role/r"}}],
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
      "Sql": "SELECT * FROM 'dt/+/readings/#'",
      "Actions": [{"Republish": {"Topic": "checked/${topic(2)}/readings", "RoleArn": "arn:aws:iam::123456789012:role/r"}}],
      "ErrorAction": {"Lambda": {"FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:failed"}}
    }
  }
}
```

### Limits

Judged is a rule on its own. A WHERE clause may break the loop, unless the rule selects `*` alone and the clause asks for
nothing but the payload: then what was republished meets it again. Two rules that feed each other are not seen. Of
substitution templates, `topic()` and `topic(n)` are filled in from the filter; others count as one level.
"""

import re
from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.facts.sql_functions import CONTEXT_FUNCTIONS
from iot_posture.policy.mqtt import filter_matches
from iot_posture.sql import SqlError, parse
from iot_posture.template import MARK, Resource, Text, rule_actions

_TEMPLATE = re.compile(r"\$\{(?:\s*topic\(\s*(?P<level>\d*)\s*\)\s*|[^}]*)\}")


def judge(resource: Resource) -> Iterator[Outcome]:
    """Compare the topics of the rule's Republish actions with its topic filter."""
    sql = resource.properties.get("TopicRulePayload", "Sql").text
    numbers: dict[str, int] = {}
    selected = _filter_of(_numbered(sql, numbers)) if sql is not None else ""
    for action in rule_actions(resource):
        topic = action.settings.get("Topic")
        if not action.kind:
            yield Unresolved(action.settings, "whether the rule republishes to itself")
        elif action.kind == "Republish" and selected and topic.text is not None:
            written = _numbered(topic.text, numbers)
            published = _filled(written.removeprefix("$") if written.startswith("$$") else written, selected)
            if filter_matches(selected, published):
                message = (
                    f"The rule republishes to {topic.text}, which it selects from, so each message triggers it again."
                )
                yield Violation(topic, message, "Republish to a topic that the rule's topic filter does not match.")


def _numbered(text: Text, numbers: dict[str, int]) -> str:
    """A text in which the same unknown part is the same number."""
    return "".join(
        part if isinstance(part, str) else f"{MARK}{numbers.setdefault(part.name, len(numbers))}" for part in text.parts
    )


def _filter_of(sql: str) -> str:
    try:
        statement = parse(sql)
    except SqlError:
        return ""
    breaks = statement.filtered and not (statement.unchanged and statement.functions.isdisjoint(CONTEXT_FUNCTIONS))
    return "" if breaks else statement.topic_filter or ""


def _filled(topic: str, selected: str) -> str:
    """The topic that the rule republishes to, for a message that it selects."""
    levels = ["x" if level in {"+", "#"} else level for level in selected.split("/")]

    def value(found: re.Match[str]) -> str:
        if found["level"] is None:
            return "x"
        if found["level"] == "":
            return "/".join(levels)
        number = int(found["level"][:3])
        return levels[number - 1] if 0 < number <= len(levels) else "x"

    return _TEMPLATE.sub(value, topic)


CHECK = Check(
    id="IOT415",
    name="rule-republishes-to-itself",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::TopicRule",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTREL13-BP01",
        "cra:Part I (2)(h)",
    ),
    references=("https://docs.aws.amazon.com/iot/latest/developerguide/republish-rule-action.html",),
)
