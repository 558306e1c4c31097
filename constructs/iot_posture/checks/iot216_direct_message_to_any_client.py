"""The policy lets a device send direct messages to any client, on any topic.

### Why it matters

A direct message goes to one client without a subscription of its own, is not seen by topic rules, and is not held back
by the sender's Publish rights. A stolen device that may address every client can give commands to the whole fleet.

### How to fix it

Name the clients, or add the condition `iot:Topic` with the topics that devices send to one another. Better, let a back
end send.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:SendDirectMessage",
      "Resource": "arn:aws:iot:us-east-1:123456789012:client/*"
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
      "Action": "iot:SendDirectMessage",
      "Resource": "arn:aws:iot:us-east-1:123456789012:client/*",
      "Condition": {"StringEquals": {"iot:Topic": "neighbours/hello"}}
    }
  ]
}
```

### Limits

A condition on `iot:Topic` that holds for some topics only is taken as meant. A Deny counts when it stands in the same
document, has no condition, and takes away the whole resource or everything but the listed clients.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, broad
from iot_posture.template import Resource, StatementView, accesses

_QUESTION = "whether this lets a device send direct messages to any client"
_FIX = "Name the clients, or add the condition StringEquals iot:Topic with the topics of such messages."


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for SendDirectMessage on client IDs with a wildcard, and without a condition on the topic."""
    for access in accesses(resource, "client", ("iot:SendDirectMessage",)):
        if access.names is not None and access.names.unbounded_prefix() is None:
            continue
        condition = access.statement.node.get("Condition")
        if condition.unknown_reason is not None:
            yield Unresolved(condition, _QUESTION)
        elif not _names_topics(access.statement):
            message = f"{access.named} is not limited to some topics."
            yield broad(access, _QUESTION, message, _FIX)


def _names_topics(statement: StatementView) -> bool:
    return any(
        key == "iot:topic"
        and operator.rpartition(":")[2] in ("stringequals", "stringequalsignorecase", "stringlike")
        and not any((value.literal or "").strip("*?") == "" for value in values.elements() if value.literal is not None)
        for operator, key, values in statement.conditions()
    )


CHECK = Check(
    id="IOT216",
    name="direct-message-to-any-client",
    severity=Severity.ERROR,
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
        "https://docs.aws.amazon.com/iot/latest/developerguide/direct-messaging.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/direct-messaging-policy-examples.html",
    ),
)
