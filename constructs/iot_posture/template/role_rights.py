"""Which rights of an IAM statement are more than a device needs, as the audit of Device Defender judges them.

Sources: see `iot_posture.facts.device_rights`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from iot_posture.facts.control_plane import CONTROL_PLANE_ACTIONS
from iot_posture.facts.device_rights import DATA_PLANE, THING_READS, THING_WRITES
from iot_posture.template.attachment import demands_attachment
from iot_posture.template.names import NamePattern
from iot_posture.template.nodes import Node
from iot_posture.template.policies import StatementView
from iot_posture.template.reach import Reach, reaches
from iot_posture.template.resource import Resource
from iot_posture.template.values import MARK
from iot_posture.template.wildcards import matches

_THINGS = "$aws/things/"
_ADMINISTRATION = {f"iot:{name}".lower(): name for name in sorted(CONTROL_PLANE_ACTIONS)}


@dataclass(frozen=True, slots=True)
class BroadRight:
    """One right that is too broad: `said` states it; `unsure` is the node that leaves open whether it is given."""

    where: Node
    said: str
    unsure: Node | None = None


def broad_rights(resource: Resource, statement: StatementView, *, reads_own_thing: bool) -> Iterator[BroadRight]:
    """What a statement gives of AWS IoT beyond the holder's own thing.

    Args:
        resource: in which the statement stands.
        statement: of an IAM policy.
        reads_own_thing: whether the holder may read the registry's data of the things that the statement names.
    """
    if not statement.allows:
        return
    effect = statement.node.get("Effect")
    unsure = effect if effect.unknown_reason is not None else None
    if statement.inverts_actions:
        if not any(_covers_iot(node.literal or "") for node in statement.actions):
            beyond = "NotAction in an Allow statement allows every action of AWS IoT that it does not list"
            yield BroadRight(statement.node.get("NotAction"), beyond, unsure)
        return
    managed: list[str] = []
    for node in statement.actions:
        action = node.literal
        if action is None:
            if _may_be_of_iot(node):
                yield BroadRight(node, "", node)
            continue
        said = _managing(action, reads_own_thing=reads_own_thing)
        if said is not None:
            managed.append(action.lower())
            yield BroadRight(node, said, unsure)
        elif any(matches(action.lower(), f"iot:{name}".lower()) for name in THING_READS):
            yield from _any_thing(resource, statement, action)
    open_actions = [
        (action, kind)
        for kind, actions in DATA_PLANE.items()
        for action in actions
        if not any(matches(done, action.lower()) for done in managed)
        and any(_may_mean(node, action) for node in statement.actions)
    ]
    yield from _data_plane(resource, statement, open_actions)


def _may_be_of_iot(node: Node) -> bool:
    """Whether an entry of `Action` that is partly unknown may turn out to be an action of AWS IoT."""
    known = "" if node.text is None else node.text.masked.partition(MARK)[0].lower()
    return "iot:".startswith(known) or known.startswith("iot:") or "*" in known


def _may_mean(node: Node, action: str) -> bool:
    """Whether an entry of `Action` is, or may turn out to be, about an action."""
    return node.text is None or matches(node.text.masked.replace(MARK, "*").lower(), action.lower())


def _covers_iot(action: str) -> bool:
    return action.lower().rstrip("*") in ("", "iot:") and action.endswith("*")


def _managing(action: str, *, reads_own_thing: bool) -> str | None:
    if _covers_iot(action):
        return f"{action} allows every action of AWS IoT"
    allowed = THING_READS if reads_own_thing else frozenset[str]()
    named = [name for name in _administration(action.lower()) if name not in allowed]
    if not named:
        return None
    if len(named) > 1:
        return f"{action} covers the administration of AWS IoT, such as iot:{named[0]}"
    if named[0] in THING_READS:
        return f"{action} reads the registry"
    return f"{action} belongs to the administration of {'things' if named[0] in THING_WRITES else 'AWS IoT'}"


def _administration(action: str) -> list[str]:
    if "*" not in action and "?" not in action:
        return [_ADMINISTRATION[action]] if action in _ADMINISTRATION else []
    return [name for known, name in _ADMINISTRATION.items() if matches(action, known)]


def _any_thing(resource: Resource, statement: StatementView, action: str) -> Iterator[BroadRight]:
    # One of the actions that the pattern names stands for all: they are judged on the same resources.
    read = next(name for name in sorted(THING_READS) if matches(action.lower(), f"iot:{name}".lower()))
    for reach in reaches(resource, statement, f"iot:{read}", "thing"):
        if reach.names is None:
            yield BroadRight(reach.node, "", reach.node)
        elif reach.names.unbounded_prefix() == "":
            yield BroadRight(reach.node, f"{action} reads the registry's data of every thing", reach.unsure)


def _data_plane(resource: Resource, statement: StatementView, actions: list[tuple[str, str]]) -> Iterator[BroadRight]:
    found: dict[str, tuple[Reach, list[str]]] = {}
    for action, kind in actions:
        for reach in reaches(resource, statement, action, kind):
            if reach.names is None or _reaches_others(reach.names, kind, statement):
                found.setdefault(reach.node.dotted, (reach, []))[1].append(action)
    for reach, named in found.values():
        unsure = reach.node if reach.names is None else reach.unsure
        on = reach.node.text or "all but the listed resources"
        yield BroadRight(reach.node, f"{', '.join(named)} on {on} reaches every other device", unsure)


def _reaches_others(names: NamePattern, kind: str, statement: StatementView) -> bool:
    if kind == "client":
        chosen = names.masked == "*" or names.masked.lower() == "${iot:clientid}"
        return chosen and not demands_attachment(statement)
    prefix = names.unbounded_prefix(mqtt=kind == "topicfilter")
    if prefix is None:
        return False
    return prefix == "" or (kind != "thing" and (_THINGS.startswith(prefix) or prefix == _THINGS))
