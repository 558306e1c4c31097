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

An action is judged only when none of the statement's resources is of its type: a statement that lists `topic/` and
`topicfilter/` for Publish and Subscribe together is not reported. `NotAction` and `NotResource` are not judged.
Resources that no action of AWS IoT can be on are left to IOT105.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.analysis.resource_form import resource_fault
from iot_posture.policy.actions import Action, actions_matching
from iot_posture.template import Node, Resource, StatementView, names_of, policy_document, statements


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for actions none of whose resources is of their type."""
    for statement in statements(policy_document(resource)):
        if statement.unknown is not None:
            yield Unresolved(statement.unknown, "whether its actions and resources belong together")
        elif not statement.inverts_actions and not statement.inverts_resources:
            faults = [(place, resource_fault(resource, statement, place)) for place in statement.resources]
            sound = [place for place, fault in faults if not isinstance(fault, str)]
            for node in statement.actions if sound else ():
                yield from _judge_action(resource, statement, node, sound)


def _judge_action(resource: Resource, statement: StatementView, node: Node, places: list[Node]) -> Iterator[Outcome]:
    if node.literal is None:
        yield Unresolved(node, "whether this action and the resources belong together")
        return
    unclear: list[Node] = []
    actions = actions_matching(node.literal)
    for place in places:
        named = [_is_on(resource, place, action) for action in actions]
        if True in named:
            return
        unclear += [found for found in named if isinstance(found, Node)]
    if unclear:
        yield Unresolved(unclear[0], f"whether this is a resource that {node.literal} uses")
    elif actions:
        kinds = " or ".join(dict.fromkeys(f"{kind}/..." for action in actions for kind in action.resource_types or "*"))
        kinds = kinds.replace("*/...", "*")
        effect = statement.node.get("Effect").literal or "statement"
        name = actions[0].name if len(actions) == 1 else node.literal
        shown = ", ".join(str(place.text) for place in places)
        message = f"{name} is only ever judged on {kinds}, so this {effect} never matches: its resource is {shown}."
        fix = f"Give {name} a resource of the form arn:...:{kinds}, or take it out."
        yield Violation(node, message, fix.replace("arn:...:*", "*"))


def _is_on(resource: Resource, place: Node, action: Action) -> bool | Node:
    """Whether a resource can be one that the action is on, or the node when the template does not tell."""
    if not action.resource_types:
        if place.literal is None:
            return place
        return place.literal != "" and place.literal.strip("*") == ""
    for kind in action.resource_types:
        names = names_of(resource, place, kind)
        if names is not None:
            return names if isinstance(names, Node) else True
    return False


CHECK = Check(
    id="IOT102",
    name="action-never-matches-resource",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Policy",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC04-BP01",
        "nistir-8259a:Logical Access to Interfaces",
    ),
    references=("https://docs.aws.amazon.com/iot/latest/developerguide/iot-action-resources.html",),
)
