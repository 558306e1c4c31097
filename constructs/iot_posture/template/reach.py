"""What a statement lets a device do: for one action, each of the resources it may be done on."""

from collections.abc import Iterator
from dataclasses import dataclass

from iot_posture.template.memo import remembered
from iot_posture.template.names import NamePattern, names_of
from iot_posture.template.nodes import Node
from iot_posture.template.policies import StatementView
from iot_posture.template.resource import Resource

_EVERYTHING = NamePattern("*")
_AUDITED = {
    "client": ("iot:Connect",),
    "topic": ("iot:Publish",),
    "topicfilter": ("iot:Subscribe",),
    "thing": ("iot:UpdateThingShadow", "iotjobsdata:UpdateJobExecution"),
}
_THINGS = "$aws/things/"


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
    return iter(_reaches(statement, resource, action, kind) if statement.means(action) is not False else ())


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
        if _EVERYTHING not in [names for _, names in named]:
            yield Reach(statement.node.get("NotResource"), _EVERYTHING, unsure)
        return
    for node, names in named:
        if isinstance(names, Node):
            yield Reach(node, None, names if unsure is None else unsure)
        elif names is not None:
            yield Reach(node, names, unsure)


def overly_permissive(resource: Resource, statement: StatementView) -> bool:
    """Whether Device Defender calls what the statement allows too broad: any client, all things, or topics of all.

    Source: docs.aws.amazon.com/iot-device-defender/latest/devguide/audit-chk-iot-policy-permissive.html, read
    2026-11-22.
    """
    for kind, actions in _AUDITED.items():
        for action in actions:
            for reach in reaches(resource, statement, action, kind):
                if reach.names is not None and reach.unsure is None and is_audited(reach.names, kind):
                    return True
    return False


def is_audited(names: NamePattern, kind: str) -> bool:
    """Whether Device Defender calls these names too broad for the actions that it looks at on this type."""
    if kind == "client":
        return names.masked in ("*", "${iot:ClientId}")
    prefix = names.unbounded_prefix(mqtt=kind == "topicfilter")
    if prefix is None or kind == "thing":
        return prefix == ""
    return _THINGS.startswith(prefix) or prefix.startswith(_THINGS)
