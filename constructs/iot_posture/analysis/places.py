"""The resources that statements of a document name for one action, as rows of symbols."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from iot_posture.analysis.coverage import Symbol, symbols
from iot_posture.policy.wildcards import Wildcard
from iot_posture.template import NamePattern, Node, Resource, StatementView, names_of, with_known_arns


@dataclass(frozen=True, slots=True)
class Place:
    """A resource of a statement, for one action; `unsure` leaves open what it stands for, or whether it counts.

    `names` is what follows the type, such as `client/` or `topic/`.
    """

    statement: StatementView
    node: Node
    row: tuple[Symbol, ...]
    names: str
    unsure: Node | None


def places(resource: Resource, found: Sequence[StatementView], action: str, kind: str, effect: str) -> Iterator[Place]:
    """Where statements of this effect, or of one that only deployment knows, name resources of a type for an action.

    What `NotResource` lists comes too; `Place.statement` tells.
    """
    for statement in found:
        written = statement.node.get("Effect")
        means = False if statement.unknown is not None else statement.means(action)
        if means is False or written.literal not in (effect, None):
            continue
        unsure = means if isinstance(means, Node) else written if written.unknown_reason is not None else None
        for node in statement.resources:
            names = names_of(resource, node, kind)
            if isinstance(names, NamePattern) and node.text is not None:
                yield Place(statement, node, symbols(with_known_arns(resource, node.text)), names.masked, unsure)
            elif isinstance(names, Node):
                yield Place(statement, node, (Wildcard.MANY,), "*", node)
