"""The policy lets a device choose the topic of its last will.

### Why it matters

The last will is published by AWS IoT after the connection is lost, at a time when nobody looks at the device any more.
A policy that allows it without naming its topic leaves the device every topic that it may publish to, also when the
policy grows later.

### How to fix it

Add `iot:LastWillTopic` to the condition, with the ARN of the device's own topic. Test that the connection lasts: users
report that connections which demand this key are closed after some minutes. If the device has no last will, take
`LastWill` out of `iot:ConnectAttributes`.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Connect",
      "Resource": "arn:aws:iot:us-east-1:123456789012:client/${iot:Connection.Thing.ThingName}",
      "Condition": {"ForAnyValue:StringEquals": {"iot:ConnectAttributes": ["LastWill"]}}
    }
  ]
}
```

Compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Connect",
      "Resource": "arn:aws:iot:us-east-1:123456789012:client/${iot:Connection.Thing.ThingName}",
      "Condition": {
        "ForAnyValue:StringEquals": {"iot:ConnectAttributes": ["LastWill"]},
        "ArnEquals": {
          "iot:LastWillTopic": "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/state"
        }
      }
    }
  ]
}
```

### Limits

Only a condition that names `LastWill` is judged: a plain Connect admits a last will as well. Nothing is reported where
the same document allows Publish, and only on topics without a wildcard that reaches other devices, because AWS IoT
publishes the last will with these rights.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import (
    NamePattern,
    Node,
    Resource,
    StatementView,
    accesses,
    matches,
    names_of,
    policy_document,
    statements,
)

_QUESTION = "which topic the last will may go to"
_FIX = "Add the condition ArnEquals iot:LastWillTopic with the device's own topic, or take LastWill out."


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for conditions that admit a last will, and for the topic that they demand."""
    for statement in statements(policy_document(resource)):
        if statement.unknown is None and statement.allows and statement.means("iot:Connect") is not False:
            for values in () if _publishes_its_own(resource) else _conditions(statement, "iot:connectattributes"):
                effect = statement.node.get("Effect")
                for outcome in _judge_attributes(resource, statement, values):
                    known = effect.unknown_reason is None
                    yield outcome if known else Unresolved(effect, "whether this admits a last will")


def _judge_attributes(resource: Resource, statement: StatementView, attributes: Node) -> Iterator[Outcome]:
    values = attributes.elements()
    topics = [topic for found in _conditions(statement, "iot:lastwilltopic") for topic in found.elements()]
    unclear = next((value for value in values if value.literal is None), None)
    if not any(matches(value.literal or "", "LastWill") for value in values):
        if unclear is not None and not topics:
            yield Unresolved(unclear, "whether this admits a last will")
        return
    if not topics:
        yield Violation(attributes, "The condition admits LastWill, and names no topic for it.", _FIX)
    for topic in topics:
        names = names_of(resource, topic, "topic")
        if isinstance(names, Node):
            yield Unresolved(topic, _QUESTION)
        elif isinstance(names, NamePattern) and names.unbounded_prefix() is not None:
            message = f"The last will may go to {topic.text}, which covers the topics of other devices."
            yield Violation(topic, message, _FIX)


def _publishes_its_own(resource: Resource) -> bool:
    found = list(accesses(resource, "topic", ("iot:Publish",)))
    return bool(found) and all(access.names is not None and access.names.unbounded_prefix() is None for access in found)


def _conditions(statement: StatementView, wanted: str) -> Iterator[Node]:
    return (values for operator, key, values in statement.conditions() if key == wanted and "not" not in operator)


CHECK = Check(
    id="IOT213",
    name="last-will-not-bound",
    severity=Severity.INFO,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Policy",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC04-BP01",
        "nistir-8259a:Logical Access to Interfaces",
        "owasp:I3",
        "cra:Part I (2)(d)",
        "cra:Part I (2)(f)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/connect-policy.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html",
    ),
)
