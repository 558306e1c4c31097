"""What a statement lets a device do: for one action, each of the resources it may be done on."""

from collections.abc import Iterator
from dataclasses import dataclass

from iot_posture.template.memo import remembered
from iot_posture.template.names import NamePattern, names_of
from iot_posture.template.nodes import Node
from iot_posture.template.policies import StatementView
from iot_posture.template.resource import Resource


@dataclass(frozen=True, slots=True)
class Reach:
    """One resource of an Allow statement, for one action.

    `names` is None when the template does not tell which names the resource stands for. `unsure` is the node that
    leaves open whether the statement allows this at all.
    """

    node: Node
    names: NamePattern | None
    unsure: Node | None = None


def reaches(resource: Resource, statement: StatementView, action: str, kind: str) -> Iterator[Reach]:
    """The resources of type `kind` on which a statement allows `action`."""
    return iter(_reaches(statement, resource, action, kind))


@remembered
def _reaches(statement: StatementView, resource: Resource, action: str, kind: str) -> tuple[Reach, ...]:
    return tuple(_found(resource, statement, action, kind))


def _found(resource: Resource, statement: StatementView, action: str, kind: str) -> Iterator[Reach]:
    if not statement.allows:
        return
    if statement.unknown is not None:
        yield Reach(statement.unknown, None, statement.unknown)
        return
    means = statement.means(action)
    if means is False:
        return
    effect = statement.node.get("Effect")
    unsure = means if isinstance(means, Node) else effect if effect.unknown_reason is not None else None
    named = [(node, names_of(resource, node, kind)) for node in statement.resources]
    if statement.inverts_resources:
        if NamePattern("*") not in [names for _, names in named]:
            yield Reach(statement.node.get("NotResource"), NamePattern("*"), unsure)
        return
    for node, names in named:
        if isinstance(names, Node):
            yield Reach(node, None, names if unsure is None else unsure)
        elif names is not None:
            yield Reach(node, names, unsure)
