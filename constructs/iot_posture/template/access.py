"""What a policy lets a device do, resource by resource, after what the same document always denies.

Source: https://docs.aws.amazon.com/iot/latest/developerguide/iot-policies.html (a Deny wins), read 2026-11-22.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from iot_posture.template.names import NamePattern, names_of
from iot_posture.template.nodes import Node
from iot_posture.template.policies import StatementView, is_any_action, policy_document, statements
from iot_posture.template.reach import reaches
from iot_posture.template.template import Resource
from iot_posture.template.values import MARK, Hole, Text


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
    document = statements(policy_document(resource))
    own = _own_names(resource, document)
    denies = [view for view in document if view.unknown is None and view.denies_always]
    for statement in document:
        if not statement.allows or statement.unknown is not None:
            continue
        if statement.inverts_actions or statement.inverts_resources:
            continue
        if statement.allows_any_action and not any_action and not _takes_most(denies):
            continue
        yield from _of_statement(_Policy(resource, denies, own), statement, kind, actions)


def grants_any_action(resource: Resource, statement: StatementView) -> bool:
    """Whether the statement allows every action of AWS IoT, and no Deny beside it leaves a few only."""
    return statement.allows_any_action and not _takes_most(
        [view for view in statements(policy_document(resource)) if view.unknown is None and view.denies_always]
    )


@dataclass(frozen=True, slots=True)
class _Policy:
    resource: Resource
    denies: Sequence[StatementView]
    own: Collection[tuple[str | Hole, ...]]

    def names(self, node: Node, kind: str) -> NamePattern | Node | None:
        return names_of(self.resource, node, kind, self.own)


def _own_names(resource: Resource, document: Sequence[StatementView]) -> set[tuple[str | Hole, ...]]:
    """Names that stand for one device: of the things in the template, and the only client ID that may connect."""
    things = (thing.properties.get("ThingName").text for thing in resource.template.resources("AWS::IoT::Thing"))
    own = {text.parts for text in things if text is not None}
    nodes = [reach.node for view in document for reach in reaches(resource, view, "iot:Connect", "client")]
    texts = [node.text for node in nodes]
    if len(nodes) == 1 and texts[0] is not None and ":client/" in texts[0].masked:
        masked = texts[0].masked
        name = masked.partition(":client/")[2]
        if not NamePattern(name).has_wildcard and "${" not in name:
            holes = iter(texts[0].holes[masked.count(MARK) - name.count(MARK) :])
            pieces = [next(holes) if piece == MARK else piece for piece in re.split(f"({MARK})", name)]
            own.add(Text.of(*pieces).parts)
    return {parts for parts in own if parts}


def _of_statement(policy: _Policy, statement: StatementView, kind: str, actions: Sequence[str]) -> Iterator[Access]:
    meant = {action: statement.means(action) for action in actions}
    sure = [action for action, means in meant.items() if means is True]
    doubt = next((means for means in meant.values() if isinstance(means, Node)), None)
    asked = sure or [action for action, means in meant.items() if means is not False]
    effect = statement.node.get("Effect")
    unsure = effect if effect.unknown_reason is not None else None if sure else doubt
    for node in statement.resources if asked else ():
        names = policy.names(node, kind)
        if isinstance(names, Node):
            yield Access(statement, node, None, tuple(asked), unsure or names)
        elif names is not None:
            left: dict[str, list[str]] = {}
            for action in asked:
                for kept in _after(policy, action, kind, names):
                    left.setdefault(kept.masked, []).append(action)
            for masked, allowed in left.items():
                inner = _unshared(masked) if kind == "topicfilter" else masked
                yield Access(statement, node, NamePattern(inner), tuple(allowed), unsure)


def _after(policy: _Policy, action: str, kind: str, names: NamePattern) -> list[NamePattern]:
    left = [names]
    for deny in policy.denies:
        if deny.means(action) is not True:
            continue
        listed = [policy.names(node, kind) for node in deny.resources]
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
