"""Whether the Denies of a document take away everything that one of its Allows grants."""

from collections.abc import Iterator, Sequence

from iot_posture.analysis.coverage import Symbol, covers, symbols
from iot_posture.policy.actions import Action, actions_matching
from iot_posture.template import Node, Resource, StatementView, Text, names_of

_Row = tuple[Symbol, ...]


def is_denied(resource: Resource, statement: StatementView, found: Sequence[StatementView]) -> bool:
    """Whether unconditional Denies among these statements cover each action and resource of an Allow.

    Parts that are known only at deployment count as text of their own, and what a branch of a condition adds counts
    for nothing.
    """
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
    if statement.unknown is not None or statement.node.get("Effect").literal != "Deny" or depends(statement):
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


def depends(statement: StatementView) -> bool:
    """Whether a condition of the template decides on a part of the statement."""
    parts = [statement.node.get("Effect"), *statement.actions, *statement.resources]
    return any("Fn::If" in part.path for part in parts)
