"""What the statements of a policy let a device do, after what the same document always denies.

Source: https://docs.aws.amazon.com/iot/latest/developerguide/iot-policies.html (a Deny wins), read 2026-11-22.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from iot_posture.template.names import NamePattern, names_of
from iot_posture.template.nodes import Node
from iot_posture.template.policies import StatementView, is_any_action, policy_document, statements
from iot_posture.template.template import Resource

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


@dataclass(frozen=True, slots=True)
class Access:
    """One resource of an Allow statement, with those of the asked actions that it allows there."""

    statement: StatementView
    node: Node
    names: NamePattern | None
    actions: tuple[str, ...]
    unsure: Node | None

    @property
    def named(self) -> str:
        """The actions and the resource, for messages."""
        return f"{', '.join(self.actions)} on {self.node.text}"


def reaches(resource: Resource, statement: StatementView, action: str, kind: str) -> Iterator[Reach]:
    """The resources of type `kind` on which a statement allows `action`."""
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


def accesses(resource: Resource, kind: str, actions: Sequence[str], *, any_action: bool = False) -> Iterator[Access]:
    """What the policy allows of these actions, resource by resource, after what it always denies.

    Statements with NotAction or NotResource are left out, and those that allow any action unless asked for: each is a
    finding of its own. So is a statement that cannot be read at all. Filters of shared subscriptions come without
    their group.
    """
    document = statements(policy_document(resource))
    denies = [view for view in document if view.unknown is None and view.denies_always]
    for statement in document:
        if not statement.allows or statement.unknown is not None:
            continue
        if statement.inverts_actions or statement.inverts_resources:
            continue
        if statement.allows_any_action and not any_action and not _takes_most(denies):
            continue
        yield from _of_statement(resource, statement, kind, actions, denies)


def grants_any_action(resource: Resource, statement: StatementView) -> bool:
    """Whether the statement allows every action of AWS IoT, and no Deny beside it leaves a few only."""
    return statement.allows_any_action and not _takes_most(
        [view for view in statements(policy_document(resource)) if view.unknown is None and view.denies_always]
    )


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


def _of_statement(
    resource: Resource, statement: StatementView, kind: str, actions: Sequence[str], denies: Sequence[StatementView]
) -> Iterator[Access]:
    meant = {action: statement.means(action) for action in actions}
    sure = [action for action, means in meant.items() if means is True]
    doubt = next((means for means in meant.values() if isinstance(means, Node)), None)
    asked = sure or [action for action, means in meant.items() if means is not False]
    effect = statement.node.get("Effect")
    unsure = effect if effect.unknown_reason is not None else None if sure else doubt
    for node in statement.resources if asked else ():
        names = names_of(resource, node, kind)
        if isinstance(names, Node):
            yield Access(statement, node, None, tuple(asked), unsure or names)
        elif names is not None:
            left: dict[str, list[str]] = {}
            for action in asked:
                for kept in _after(denies, resource, action, kind, names):
                    left.setdefault(kept.masked, []).append(action)
            for masked, allowed in left.items():
                inner = _unshared(masked) if kind == "topicfilter" else masked
                yield Access(statement, node, NamePattern(inner), tuple(allowed), unsure)


def _after(
    denies: Sequence[StatementView], resource: Resource, action: str, kind: str, names: NamePattern
) -> list[NamePattern]:
    left = [names]
    for deny in denies:
        if deny.means(action) is not True:
            continue
        listed = [names_of(resource, node, kind) for node in deny.resources]
        known = [each for each in listed if isinstance(each, NamePattern)]
        if not deny.inverts_resources:
            left = [each for each in left if not any(pattern.covers(each) for pattern in known)]
        elif not any(isinstance(each, Node) for each in listed):
            left = [kept for each in left for kept in _spared(each, known)]
    return list(dict.fromkeys(left))


def _spared(names: NamePattern, listed: Sequence[NamePattern]) -> list[NamePattern]:
    """What is left of the names when everything but the listed is denied; all of them where that is hard to tell."""
    if any(pattern.covers(names) for pattern in listed):
        return [names]
    inside = [pattern for pattern in listed if names.covers(pattern)]
    return inside if len(inside) == len(listed) else [names]


def _takes_most(denies: Sequence[StatementView]) -> bool:
    for deny in denies:
        everywhere = not deny.inverts_resources and "*" in [node.literal for node in deny.resources]
        if everywhere and deny.allows_any_action:
            return True
        named = all(node.literal is not None and not is_any_action(node) for node in deny.actions)
        if everywhere and deny.inverts_actions and named:
            return True
    return False


def _unshared(masked: str) -> str:
    if not masked.startswith("$share/"):
        return masked
    _, _, inner = masked.split("/", 1)[1].partition("/")
    return inner or "*"
