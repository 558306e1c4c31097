"""The statement has no effect.

### Why it matters

A statement that changes nothing is read as if it did. An Allow below a Deny looks like a right that the device has; a
shadow action with the thing's name looks bound, and is never granted, because over HTTPS there is no MQTT connection
that would give the variable a value. Every policy has 2,048 characters, and these are wasted.

### How to fix it

Take the statement out, or narrow the Deny that covers it. For shadows over MQTT allow Publish, Subscribe and Receive
on `$aws/things/${iot:Connection.Thing.ThingName}/shadow/...`; for the HTTPS API use a certificate variable, such as
`thing/${iot:Certificate.Subject.CommonName}`, when your own CA issues the certificates.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:GetThingShadow",
      "Resource": "arn:aws:iot:us-east-1:123456789012:thing/${iot:Connection.Thing.ThingName}"
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
      "Action": "iot:GetThingShadow",
      "Resource": "arn:aws:iot:us-east-1:123456789012:thing/${iot:Certificate.Subject.CommonName}"
    }
  ]
}
```

### Limits

Only what holds for certain is reported: an Allow whose every action and resource one unconditional Deny of the same
document covers, variables that no request of the actions has, and a repetition of an earlier statement. Parts that are
known only at deployment count as text of their own. What a branch of a condition adds is not taken to cover or to
repeat anything. Deny with NotAction or NotResource, and other policies, are not considered.
"""

from collections.abc import Iterator, Sequence

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.analysis.coverage import Symbol, covers, symbols
from iot_posture.analysis.variable_uses import variable_uses
from iot_posture.policy.actions import Action, actions_matching
from iot_posture.policy.documents import LANGUAGE_VERSION
from iot_posture.policy.variables import key_of
from iot_posture.template import Node, Resource, StatementView, Text, names_of, policy_document, statements

_BY_CREDENTIAL_PROVIDER = "iot:AssumeRoleWithCertificate"
_OF_MQTT = ("iot:connection.thing.", "iot:clientid")
_FIX = (
    "Use the MQTT topics of shadows and jobs, or a certificate variable such as ${iot:Certificate.Subject.CommonName}."
)
_Row = tuple[Symbol, ...]


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look for statements that change no decision."""
    document = policy_document(resource)
    live = document.get("Version").literal == LANGUAGE_VERSION
    found = statements(document)
    seen: dict[object, StatementView] = {}
    for statement in found:
        if statement.unknown is not None:
            yield Unresolved(statement.unknown, "whether this statement has an effect")
            continue
        first = None if _depends(statement) else seen.setdefault(_content(statement), statement)
        if first is not None and first is not statement:
            message = f"This statement has no effect: it repeats {_place(first, found)}."
            yield Violation(statement.node, message, "Take it out.")
        elif live and (dead := _never_has_value(statement)):
            yield Violation(statement.node, f"This statement has no effect: {dead}.", _FIX)
        elif statement.allows and _is_covered(resource, statement, found):
            message = "This Allow has no effect: a Deny of the same policy covers everything it allows."
            yield Violation(statement.node, message, "Take it out, or narrow the Deny.")


def _content(statement: StatementView) -> object:
    """What a statement says, whatever the order and the case in which it does not matter."""
    texts = [frozenset(_written(node) for node in nodes) for nodes in (statement.actions, statement.resources)]
    effect, condition = statement.node.get("Effect"), statement.node.get("Condition")
    inverted = (statement.inverts_actions, statement.inverts_resources)
    return (str(effect.text), inverted, frozenset(text.lower() for text in texts[0]), texts[1], repr(condition.value))


def _written(node: Node) -> str:
    return f"<{node.path}>" if node.text is None else str(node.text)


def _depends(statement: StatementView) -> bool:
    """Whether a condition of the template decides on a part of the statement."""
    parts = [statement.node.get("Effect"), *statement.actions, *statement.resources]
    return any("Fn::If" in part.path for part in parts)


def _place(statement: StatementView, found: Sequence[StatementView]) -> str:
    return f"statement {found.index(statement) + 1} of the policy"


def _never_has_value(statement: StatementView) -> str:
    """Which variables no request of the statement's actions has, when each of its resources hangs on one."""
    actions = [found for node in statement.actions for found in actions_matching(node.literal or "")]
    if statement.inverts_actions or statement.inverts_resources or not actions:
        return ""
    if any("MQTT" in action.protocols or action.name == _BY_CREDENTIAL_PROVIDER for action in actions):
        return ""
    if any(node.literal is None or not actions_matching(node.literal) for node in statement.actions):
        return ""
    dead = {
        id(use.node): use.written
        for use in variable_uses(statement)
        if use.variable.default is None and key_of(use.variable.name).startswith(_OF_MQTT)
    }
    if any(id(node) not in dead for node in statement.resources):
        return ""
    names = ", ".join(dict.fromkeys(action.name for action in actions))
    return f"{names} is asked for over HTTPS, where {next(iter(dead.values()))} has no value"


def _is_covered(resource: Resource, statement: StatementView, found: Sequence[StatementView]) -> bool:
    if statement.inverts_actions or statement.inverts_resources or statement.node.get("Effect").literal != "Allow":
        return False
    denied = [rows for other in found if (rows := _denied(other)) is not None]
    pairs = list(_pairs(resource, statement)) if denied else []
    return bool(pairs) and all(
        any(
            any(covers(outer, action) for outer in actions) and any(covers(outer, place) for outer in places)
            for actions, places in denied
        )
        for action, place in pairs
    )


def _denied(statement: StatementView) -> tuple[list[_Row], list[_Row]] | None:
    """The actions and resources of an unconditional Deny."""
    if statement.unknown is not None or statement.node.get("Effect").literal != "Deny" or _depends(statement):
        return None
    if statement.inverts_actions or statement.inverts_resources or statement.node.get("Condition").present:
        return None
    return (
        [symbols(Text.of(node.literal.lower())) for node in statement.actions if node.literal is not None],
        [symbols(node.text) for node in statement.resources if node.text is not None],
    )


def _pairs(resource: Resource, statement: StatementView) -> Iterator[tuple[_Row, _Row]]:
    """Each action that the statement allows, with each resource that the action may be on."""
    for node in statement.actions:
        actions = actions_matching(node.literal or "")
        written = symbols(Text.of((node.literal or str(node.text)).lower()))
        for place in statement.resources:
            if place.text is None:
                yield written, (" ",)  # nothing covers what cannot be read
            elif not actions or any(_may_be_on(resource, place, action) for action in actions):
                yield written, symbols(place.text)


def _may_be_on(resource: Resource, place: Node, action: Action) -> bool:
    kinds = action.resource_types
    return not kinds or any(names_of(resource, place, kind) is not None for kind in kinds)


CHECK = Check(
    id="IOT108",
    name="statement-without-effect",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Policy",), judge),
    page=__doc__,
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/iot-policies.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/thing-policy-variables.html",
    ),
)
