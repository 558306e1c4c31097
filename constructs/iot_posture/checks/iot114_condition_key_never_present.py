"""The statement has a condition on a key that its requests never carry.

### Why it matters

A condition on a missing key is decided by its operator alone. A positive one, such as `StringEquals`, never holds: an
Allow grants nothing, and a Deny stops nobody. A negated one, `...IfExists` and `ForAllValues` always hold: the limit
that the statement seems to have is none.

### How to fix it

Use a key that AWS IoT documents for the action: `iot:LastWillTopic` and `iot:ConnectAttributes` come with
`iot:Connect` alone, `iot:Topic` with `iot:SendDirectMessage`. Keys of IAM users and roles, such as
`aws:PrincipalTag`, do not exist for devices.

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
      "Condition": {"StringEquals": {"iot:Connection.Thing.Name": "pump7"}}
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
      "Condition": {"StringEquals": {"iot:Connection.Thing.ThingName": "pump7"}}
    }
  ]
}
```

### Limits

Keys of identity providers, such as `cognito-identity.amazonaws.com:aud`, and keys of `greengrass:` actions are not
judged. Whether `iot:Connection.Thing.IsAttached` is there over HTTPS is not settled, so protocols are left out.
"""

import difflib
from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.policy.action_use import Use, use_of
from iot_posture.policy.actions import ACTIONS, actions_matching
from iot_posture.policy.variables import VARIABLES, is_known, key_of
from iot_posture.template import MARK, Node, Resource, StatementView, policy_document, statements

_OF_ONE_ACTION = {key_of(key) for action in ACTIONS for key in action.condition_keys}
_NAMES = {variable.name.lower(): variable.name for variable in VARIABLES}


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for condition keys that no request of the statement's actions has."""
    for statement in statements(policy_document(resource)):
        condition = statement.node.get("Condition")
        if statement.unknown is not None or condition.unknown_reason is not None:
            yield Unresolved(statement.unknown or condition, "whether requests carry its condition keys")
            continue
        for operator, keys in condition.members():
            for key, values in keys.members():
                yield from _judge(statement, operator, key, values)


def _judge(statement: StatementView, operator: str, key: str, values: Node) -> Iterator[Outcome]:
    if MARK in key or ":" not in key or key.lower().startswith("cognito-identity.amazonaws.com:"):
        return
    name = key_of(key)
    names = [action.literal for action in statement.actions]
    if statement.inverts_actions or any(action is not None and _is_foreign(action) for action in names):
        return
    actions = [found for action in names if action is not None for found in actions_matching(action)]
    if name in _OF_ONE_ACTION:
        bearers = [action for action in ACTIONS if name in map(key_of, action.condition_keys)]
        if {*bearers} & {*actions}:
            return
        if None in names:
            unknown = next(action for action in statement.actions if action.literal is None)
            yield Unresolved(unknown, f"whether this action carries {key}")
        elif actions:
            only = " and ".join(action.name for action in bearers)
            yield Violation(values, f"{key} comes with {only} only, so {_result(operator)}.", f"Move it to {only}.")
    elif not is_known(name):
        close = difflib.get_close_matches(name, _NAMES, 1, 0.75)
        fix = f"Write {_NAMES[close[0]]}." if close else "Use a key that AWS IoT documents, or take the condition out."
        message = f"AWS IoT documents no condition key {key} for what devices do, so {_result(operator)}."
        yield Violation(values, message, fix)


def _result(operator: str) -> str:
    """What becomes of a condition whose key is missing."""
    quantifier, _, base = operator.lower().rpartition(":")
    if base == "null":
        return "the condition has one answer for every request"
    holds = quantifier == "forallvalues" or base.endswith("ifexists") or (quantifier == "" and "not" in base)
    return "the condition always holds" if holds else "the condition never holds"


def _is_foreign(action: str) -> bool:
    return use_of(action) is not Use.DEVICE or not actions_matching(action)


CHECK = Check(
    id="IOT114",
    name="condition-key-never-present",
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
        "https://docs.aws.amazon.com/iot/latest/developerguide/basic-policy-variables.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/thing-policy-variables.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/connect-policy.html",
        "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiot.html",
    ),
)
