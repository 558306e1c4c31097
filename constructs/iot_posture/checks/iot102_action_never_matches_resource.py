"""The statement names an action with resources that this action never uses.

### Why it matters

Each action of an AWS IoT policy is judged on one type of resource: Subscribe on `topicfilter/`, Publish and Receive
on `topic/`, Connect on `client/`. With another type the statement never matches. An Allow then grants nothing, and
the device fails in ways that are hard to see; a Deny protects nothing although it looks as if it did.

### How to fix it

Give the action a resource of its own type. A device that subscribes needs both `iot:Subscribe` on `topicfilter/...`
and `iot:Receive` on `topic/...`.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Subscribe",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topic/cmd/${iot:Connection.Thing.ThingName}/*"
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
      "Action": "iot:Subscribe",
      "Resource": "arn:aws:iot:us-east-1:123456789012:topicfilter/cmd/${iot:Connection.Thing.ThingName}/*"
    }
  ]
}
```

### Limits

Only actions that are written out are judged, and only when none of the statement's resources is of their type: a
statement that lists `topic/` and `topicfilter/` for Publish and Subscribe together is not reported. `NotAction` and
`NotResource` are not judged.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import Node, Resource, StatementView, names_of, policy_document, statements

RESOURCE_TYPES = {
    "iot:Connect": "client",
    "iot:DeleteConnection": "client",
    "iot:SendDirectMessage": "client",
    "iot:Publish": "topic",
    "iot:Receive": "topic",
    "iot:RetainPublish": "topic",
    "iot:GetRetainedMessage": "topic",
    "iot:Subscribe": "topicfilter",
    "iot:GetThingShadow": "thing",
    "iot:UpdateThingShadow": "thing",
    "iot:DeleteThingShadow": "thing",
    "iot:AssumeRoleWithCertificate": "rolealias",
}
"""The type of resource on which each action is judged."""
_ACTIONS = {action.lower(): action for action in RESOURCE_TYPES}


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for actions none of whose resources is of their type."""
    for statement in statements(policy_document(resource)):
        if statement.unknown is not None:
            yield Unresolved(statement.unknown, "whether its actions and resources belong together")
        elif not statement.inverts_actions and not statement.inverts_resources and statement.resources:
            for node in statement.actions:
                action = _ACTIONS.get((node.literal or "").lower())
                if node.literal is None:
                    yield Unresolved(node, "whether this action and the resources belong together")
                elif action is not None:
                    yield from _judge_action(resource, statement, node, action)


def _judge_action(resource: Resource, statement: StatementView, node: Node, action: str) -> Iterator[Outcome]:
    kind = RESOURCE_TYPES[action]
    found = [(place, names_of(resource, place, kind)) for place in statement.resources]
    unclear = [place for place, names in found if isinstance(names, Node)]
    if all(names is None for _, names in found):
        effect = statement.node.get("Effect").literal or "statement"
        shown = ", ".join(str(place.text) for place, _ in found)
        message = (
            f"{action} is only ever judged on {kind}/..., so this {effect} never matches: its resource is {shown}."
        )
        yield Violation(node, message, f"Give {action} a resource of the form arn:...:{kind}/..., or take it out.")
    elif len(unclear) == len([names for _, names in found if names is not None]):
        yield Unresolved(unclear[0], f"whether this is a resource that {action} uses")


CHECK = Check(
    id="IOT102",
    name="action-never-matches-resource",
    severity=Severity.ERROR,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Policy",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC04-BP01",
        "nistir-8259a:Logical Access to Interfaces",
    ),
    references=("https://docs.aws.amazon.com/iot/latest/developerguide/iot-action-resources.html",),
)
