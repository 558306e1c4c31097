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

from collections.abc import Iterator, Mapping
from functools import lru_cache

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.analysis.resource_form import resource_faults
from iot_posture.policy.actions import actions_matching
from iot_posture.template import (
    NamePattern,
    Node,
    Resource,
    StatementView,
    matches,
    names_of,
    policy_document,
    statements,
)


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for actions none of whose resources is of their type."""
    for statement in statements(policy_document(resource)):
        if statement.unknown is not None:
            yield Unresolved(statement.unknown, "whether its actions and resources belong together")
        elif not statement.inverts_actions and not statement.inverts_resources:
            places = [node for node, fault in resource_faults(resource, statement) if not isinstance(fault, str)]
            used = {kind for node in statement.actions for kind in _kinds(node.literal or "")} if places else ()
            named = {kind: [_names(resource, place, kind) for place in places] for kind in used}
            for node in statement.actions if places else ():
                yield from _judge_action(statement, node, places, named)


@lru_cache(maxsize=256)
def _kinds(action: str) -> tuple[str, ...]:
    """The resource types that an action is on; `*` for one that is on no resource."""
    return tuple(dict.fromkeys(kind for each in actions_matching(action) for kind in each.resource_types or ("*",)))


def _judge_action(
    statement: StatementView, node: Node, places: list[Node], named: Mapping[str, list[NamePattern | Node | None]]
) -> Iterator[Outcome]:
    if node.literal is None:
        yield Unresolved(node, "whether this action and the resources belong together")
        return
    kinds = _kinds(node.literal)
    found = [names for kind in kinds for names in named[kind] if names is not None]
    unclear = [names for names in found if isinstance(names, Node)]
    if kinds and len(unclear) == len(found):
        if unclear:
            yield Unresolved(unclear[0], f"whether this is a resource that {node.literal} uses")
            return
        actions = actions_matching(node.literal)
        name = actions[0].name if len(actions) == 1 else node.literal
        judged = " or ".join(kind if kind == "*" else f"{kind}/..." for kind in kinds)
        effect = statement.node.get("Effect").literal or "statement"
        shown = ", ".join(str(place.text) for place in places)
        message = f"{name} is only ever judged on {judged}, so this {effect} never matches: its resource is {shown}."
        form = " or ".join(kind if kind == "*" else f"arn:...:{kind}/..." for kind in kinds)
        yield Violation(node, message, f"Give {name} a resource of the form {form}, or take it out.")


def _names(resource: Resource, place: Node, kind: str) -> NamePattern | Node | None:
    if kind != "*":
        return names_of(resource, place, kind)
    if place.literal is None:
        return place
    return NamePattern("*") if matches(place.literal, "*") else None


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
