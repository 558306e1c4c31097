"""Whether the Denies of a document take away everything that one of its Allows grants."""

from collections.abc import Sequence
from dataclasses import dataclass

from iot_posture.analysis.coverage import Symbol, covers, symbols
from iot_posture.policy.actions import Action, actions_matching
from iot_posture.template import Node, Resource, StatementView, Text, names_of

_Row = tuple[Symbol, ...]


@dataclass(frozen=True, slots=True)
class Denial:
    """The actions and resources of an unconditional Deny."""

    actions: list[_Row]
    resources: list[_Row]


def denials(found: Sequence[StatementView]) -> list[Denial]:
    """What the unconditional Denies among these statements take away for certain.

    Parts that are known only at deployment count as text of their own, and what a branch of a condition adds counts
    for nothing; so does a Deny with NotAction or NotResource.
    """
    return [
        Denial(
            [symbols(Text.of(node.literal.lower())) for node in statement.actions if node.literal is not None],
            [symbols(node.text) for node in statement.resources if node.text is not None],
        )
        for statement in found
        if statement.unknown is None
        and statement.node.get("Effect").literal == "Deny"
        and not (statement.inverts_actions or statement.inverts_resources or statement.node.get("Condition").present)
        and not depends(statement)
    ]


def is_denied(resource: Resource, statement: StatementView, denied: Sequence[Denial]) -> bool:
    """Whether the denials cover each action of an Allow on each resource that the action may be on."""
    if statement.inverts_actions or statement.inverts_resources or statement.node.get("Effect").literal != "Allow":
        return False
    pairs = False
    for node in statement.actions:
        actions = actions_matching(node.literal or "")
        written = symbols(Text.of((node.literal or str(node.text)).lower()))
        places = [row for denial in denied if _covered(denial.actions, written) for row in denial.resources]
        for place in statement.resources:
            if actions and not any(_may_be_on(resource, place, action) for action in actions):
                continue
            pairs = True
            if place.text is None or not places or not _covered(places, symbols(place.text)):
                return False
    return pairs


def _covered(outer: Sequence[_Row], inner: _Row) -> bool:
    return any(covers(row, inner) for row in outer)


def _may_be_on(resource: Resource, place: Node, action: Action) -> bool:
    kinds = action.resource_types
    return not kinds or any(names_of(resource, place, kind) is not None for kind in kinds)


def depends(statement: StatementView) -> bool:
    """Whether a condition of the template decides on a part of the statement."""
    parts = [statement.node.get("Effect"), *statement.actions, *statement.resources]
    return any("Fn::If" in part.path for part in parts)
