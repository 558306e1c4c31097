"""The policy allows what a ForAllValues condition is meant to limit when the key is missing.

### Why it matters

`ForAllValues` holds when every value of the request is listed, and so it holds when the request has no value at all.
A certificate without an organization meets `ForAllValues:StringEquals` on `iot:Certificate.Subject.Organization.List`
whatever the list says. IAM advises against ForAllValues in Allow statements for this reason.

### How to fix it

Demand the key as well: add `"Null": {"<key>": "false"}` to the same statement. Or use `ForAnyValue`, when one listed
value is enough.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Publish",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/dt",
      "Condition": {"ForAllValues:StringEquals": {"iot:Certificate.Subject.Organization.List": ["Example Corp"]}}
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
      "Action": "iot:Publish",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/dt",
      "Condition": {
        "ForAllValues:StringEquals": {"iot:Certificate.Subject.Organization.List": ["Example Corp"]},
        "Null": {"iot:Certificate.Subject.Organization.List": "false"}
      }
    }
  ]
}
```

### Limits

`iot:ConnectAttributes` is not reported: a connection without attributes asks for less, and AWS shows ForAllValues for
that. Negated operators hold without a value in any form, so they are not reported either. Another condition of the
statement that only holds when the key is there counts as demanding it.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.policy.variables import indexed, key_of
from iot_posture.template import Node, Resource, StatementView, policy_document, statements

_FOR_ALL = "forallvalues:"
_MAY_BE_EMPTY = "iot:connectattributes"


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for ForAllValues in Allow statements that do not demand the key."""
    for statement in statements(policy_document(resource)):
        condition = statement.node.get("Condition")
        if statement.unknown is not None:
            yield Unresolved(statement.unknown, "whether a condition holds when its key is missing")
        elif statement.allows and condition.unknown_reason is not None:
            yield Unresolved(condition, "whether a condition holds when its key is missing")
        elif statement.allows:
            yield from _judge(statement, condition)


def _judge(statement: StatementView, condition: Node) -> Iterator[Outcome]:
    demanded = {_attribute(key) for operator, key, values in statement.conditions() if _demands(operator, values)}
    for operator, keys in condition.members():
        if not operator.lower().startswith(_FOR_ALL) or "not" in operator.lower():
            continue
        for key, values in keys.members():
            if _attribute(key) in demanded or key_of(key) == _MAY_BE_EMPTY:
                continue
            effect = statement.node.get("Effect")
            if effect.unknown_reason is not None:
                yield Unresolved(effect, f"whether this allows what has no {key}")
            else:
                message = f"{operator} on {key} also holds when the request has no {key}, and then this is allowed."
                yield Violation(values, message, f'Add "Null": {{"{key}": "false"}} to the same Condition.')


def _demands(operator: str, values: Node) -> bool:
    """Whether a condition holds only when its key is there."""
    if operator == "null":
        return [(value.literal or "").lower() for value in values.elements()] == ["false"]
    return not operator.startswith(_FOR_ALL) and not operator.endswith("ifexists") and "not" not in operator


def _attribute(key: str) -> str:
    """The key without what tells one value of an attribute from all of them."""
    name = key_of(key)
    index = indexed(name)
    return index[0] if index else name.removesuffix(".list")


CHECK = Check(
    id="IOT111",
    name="for-all-values-without-null",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Policy",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC04-BP01",
        "nistir-8259a:Logical Access to Interfaces",
        "cra:Part I (2)(d)",
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/cert-policy-variables.html",
    ),
)
