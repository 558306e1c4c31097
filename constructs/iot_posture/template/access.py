"""What a policy lets a device do, resource by resource, after what the same document always denies.

Source: https://docs.aws.amazon.com/iot/latest/developerguide/iot-policies.html (a Deny wins), read 2026-11-22.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from iot_posture.template.memo import remembered
from iot_posture.template.names import NamePattern, names_of
from iot_posture.template.nodes import Node
from iot_posture.template.policies import StatementView, is_any_action, policy_document, statements
from iot_posture.template.reach import reaches
from iot_posture.template.resource import Resource
from iot_posture.template.values import Hole


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


def accesses(resource: Resource, kind: str, actions: Sequence[str], *, any_action: bool = False) -> Iterator[Access]:
    """What the policy allows of these actions, resource by resource, after what it always denies.

    Statements with NotAction or NotResource are left out, and those that allow any action unless asked for: each is a
    finding of its own. So is a statement that cannot be read at all. Filters of shared subscriptions come without
    their group.
    """
    policy = _read_policy(resource)
    if policy.actions is not None and policy.actions.isdisjoint(map(str.lower, actions)):
        return iter(())
    return iter(_accesses(resource, kind, tuple(actions), any_action))


@remembered
def _accesses(resource: Resource, kind: str, actions: tuple[str, ...], any_action: bool) -> list[Access]:
    policy = _read_policy(resource)
    found: list[Access] = []
    for allow in policy.allows:
        if any_action or policy.takes_most or not allow.allows_any_action:
            found += _of_statement(resource, policy, allow, kind, actions)
    return found


def grants_any_action(resource: Resource, statement: StatementView) -> bool:
    """Whether the statement allows every action of AWS IoT, and no Deny beside it leaves a few only."""
    return statement.allows_any_action and not _read_policy(resource).takes_most


@dataclass(frozen=True, slots=True)
class _Policy:
    allows: Sequence[StatementView]
    denies: Sequence[StatementView]
    own: "_Own"
    takes_most: bool
    actions: frozenset[str] | None
    """All that it allows, in lower case; None where a wildcard, or what is not known, leaves no such list."""


_Own = Collection[tuple[str | Hole, ...]]


@remembered
def _read_policy(resource: Resource) -> _Policy:
    document = statements(policy_document(resource))
    views = [view for view in document if view.unknown is None]
    allows = [view for view in views if view.allows and not view.inverts_actions and not view.inverts_resources]
    denies = [view for view in views if view.denies_always]
    own = _own_names(resource, document)
    return _Policy(allows, denies, own, _takes_most(denies), _actions(allows))


def _actions(allows: Sequence[StatementView]) -> frozenset[str] | None:
    named = [node.literal for allow in allows for node in allow.actions]
    if any(name is None or "*" in name or "?" in name for name in named):
        return None
    return frozenset(name.lower() for name in named if name is not None)


def _own_names(resource: Resource, document: Sequence[StatementView]) -> set[tuple[str | Hole, ...]]:
    """Names that stand for one device: of the things in the template, and the only client ID that may connect."""
    things = (thing.properties.get("ThingName").text for thing in resource.template.resources("AWS::IoT::Thing"))
    own = {text.parts for text in things if text is not None}
    nodes = [reach.node for view in document for reach in reaches(resource, view, "iot:Connect", "client")]
    text = nodes[0].text if len(nodes) == 1 else None
    name = [] if text is None else text.split(":client/")[1:]
    if len(name) == 1 and not NamePattern(name[0].masked).has_wildcard and "${" not in name[0].masked:
        own.add(name[0].parts)
    return {parts for parts in own if parts}


def _of_statement(
    resource: Resource, policy: _Policy, statement: StatementView, kind: str, actions: Sequence[str]
) -> Iterator[Access]:
    meant = [(action, statement.means(action)) for action in actions]
    sure = [action for action, means in meant if means is True]
    asked = sure or [action for action, means in meant if means is not False]
    if not asked:
        return
    effect = statement.node.get("Effect")
    doubt = None if sure else next((means for _, means in meant if isinstance(means, Node)), None)
    unsure = effect if effect.unknown_reason is not None else doubt
    for node in statement.resources:
        names = names_of(resource, node, kind, policy.own)
        if names is None:
            continue
        if isinstance(names, Node):
            yield Access(statement, node, None, tuple(asked), unsure or names)
        elif not policy.denies and kind != "topicfilter":
            yield Access(statement, node, names, tuple(asked), unsure)
        else:
            left: dict[str, list[str]] = {}
            for action in asked:
                for kept in _after(resource, policy, action, kind, names):
                    left.setdefault(kept.masked, []).append(action)
            for masked, allowed in left.items():
                inner = _unshared(masked) if kind == "topicfilter" else masked
                yield Access(statement, node, NamePattern(inner), tuple(allowed), unsure)


def _after(resource: Resource, policy: _Policy, action: str, kind: str, names: NamePattern) -> list[NamePattern]:
    left = [names]
    for deny in policy.denies:
        if deny.means(action) is not True:
            continue
        listed = [names_of(resource, node, kind, policy.own) for node in deny.resources]
        known = [each for each in listed if isinstance(each, NamePattern)]
        if not deny.inverts_resources:
            left = [each for each in left if not any(pattern.covers(each) for pattern in known)]
        elif not any(isinstance(each, Node) for each in listed):
            left = [kept for each in left for kept in _spared(each, known)]
    return list(dict.fromkeys(left)) if policy.denies else left


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
