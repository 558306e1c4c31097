"""The policy allows every action of AWS IoT.

### Why it matters

A device that holds `iot:*` or `*` can do whatever AWS IoT offers to devices: connect as any other device, publish to
its topics, read its messages, change its shadow. It also gets every action that AWS adds later. One stolen device is
then a stolen fleet.

### How to fix it

Name the actions that the device uses, each in a statement with the resources it may use them on: `iot:Connect` on its
own client ID, `iot:Publish` and `iot:Receive` on its own `topic/`, `iot:Subscribe` on its own `topicfilter/`.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "iot:*", "Resource": "arn:aws:iot:us-east-1:123456789012:topic/readings"}
  ]
}
```

Compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "iot:Publish", "Resource": "arn:aws:iot:us-east-1:123456789012:topic/readings"}
  ]
}
```

### Limits

A Deny in the same document counts when it always takes away everything, or everything but named actions, on `*`.
Denies of other policies are not seen. A pattern for several actions, such as `iot:Get*`, is not reported. What such a
statement reaches is not reported again by the checks of connections, topics, shadows and jobs.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import (
    Resource,
    StatementView,
    grants_any_action,
    is_any_action,
    overly_permissive,
    policy_document,
    statements,
)

_FIX = "Name the actions that the device uses, for example iot:Connect, iot:Publish, iot:Subscribe and iot:Receive."


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for wildcards that cover all actions of AWS IoT."""
    for statement in statements(policy_document(resource)):
        if not statement.allows:
            continue
        if statement.unknown is not None:
            yield Unresolved(statement.unknown, "whether this allows every action")
        elif not statement.inverts_actions:
            yield from _judge_actions(resource, statement)


def _judge_actions(resource: Resource, statement: StatementView) -> Iterator[Outcome]:
    any_action = grants_any_action(resource, statement)
    effect = statement.node.get("Effect")
    for action in statement.actions:
        if action.literal is None:
            yield Unresolved(action, "whether this action is a wildcard")
        elif any_action and is_any_action(action):
            message = f"The action {action.literal} allows everything that AWS IoT offers to devices."
            if effect.unknown_reason is not None:
                yield Unresolved(effect, "whether this allows every action")
            else:
                yield Violation(action, message, _FIX, device_defender=overly_permissive(resource, statement))


CHECK = Check(
    id="IOT201",
    name="policy-allows-any-action",
    severity=Severity.ERROR,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Policy",), judge),
    page=__doc__,
    device_defender="IOT_POLICY_OVERLY_PERMISSIVE_CHECK",
    controls=(
        "iot-lens:IOTSEC04-BP01",
        "nistir-8259a:Logical Access to Interfaces",
        "owasp:I3",
        "cra:Part I (2)(d)",
        "cra:Part I (2)(j)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/iot-policy-actions.html",
        "https://docs.aws.amazon.com/iot-device-defender/latest/devguide/audit-chk-iot-policy-permissive.html",
    ),
)
