"""Policies made ready for questions: their statements by action, their resources as patterns."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from iot_posture.policy.arns import Arn
from iot_posture.policy.documents import PolicyDocument, Statement
from iot_posture.policy.statements import PreparedCondition, prepare
from iot_posture.policy.wildcards import Pattern
from iot_posture.proof.resources import DEFAULT_PLACE, Resource


class ReadyStatement:
    """One statement, with its number in the policy, from 1."""

    __slots__ = ("_names", "_wild", "conditions", "number", "resources", "statement")

    def __init__(
        self,
        number: int,
        statement: Statement,
        actions: tuple[Pattern, ...],
        resources: tuple[Resource, ...],
        conditions: tuple[PreparedCondition, ...],
    ) -> None:
        self.number = number
        self.statement = statement
        self.resources = resources
        self.conditions = conditions
        self._names = frozenset(action.literal for action in actions if action.literal is not None)
        self._wild = tuple(action for action in actions if action.literal is None)

    @property
    def names(self) -> frozenset[str] | None:
        """The actions it is about, in lower case; None when wildcards or `NotAction` leave no such list."""
        return None if self._wild or self.statement.not_actions else self._names

    def covers(self, action: str) -> tuple[bool, bool]:
        """Whether its actions take in this one: as pinned, and as `NotAction` could be read otherwise (U7)."""
        lower = action.lower()
        named = lower in self._names or (bool(self._wild) and any(pattern.matches(lower) for pattern in self._wild))
        return (not named, False) if self.statement.not_actions else (named, named)


@dataclass(frozen=True, slots=True)
class NamedPolicy:
    """A policy with its name and its statements made ready."""

    name: str
    document: PolicyDocument
    statements: tuple[ReadyStatement, ...] = field(repr=False, compare=False)
    _named: Mapping[str, Sequence[ReadyStatement]] | None = field(repr=False, compare=False)
    """By action in lower case, the statements that name it; None where some statement does not name its actions."""
    _about: dict[tuple[str, str], list[ReadyStatement]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, name: str, document: PolicyDocument) -> "NamedPolicy":
        """Make the statements ready.

        Raises:
            PolicyError: a condition operator of a hand-made document does not exist.
        """
        statements = tuple(
            ReadyStatement(
                number,
                prepared.statement,
                prepared.actions,
                tuple(map(Resource, prepared.resources)),
                prepared.conditions,
            )
            for number, prepared in enumerate(prepare(document), 1)
        )
        named: dict[str, list[ReadyStatement]] = {}
        for statement in statements:
            for action in statement.names or ():
                named.setdefault(action, []).append(statement)
        lists_all = all(statement.names is not None for statement in statements)
        return cls(name, document, statements, named if lists_all else None)

    def about(self, action: str, effect: str) -> list[ReadyStatement]:
        """The statements of an effect whose actions can take in this one."""
        known = self._about.get((action, effect))
        if known is None:
            known = self._about[action, effect] = [
                statement
                for statement in (self.statements if self._named is None else self._named.get(action.lower(), ()))
                if statement.statement.effect == effect and any(statement.covers(action))
            ]
        return known


def resources(policies: Iterable[NamedPolicy]) -> Iterator[Resource]:
    """All resources that policies name."""
    return (resource for policy in policies for statement in policy.statements for resource in statement.resources)


def places(policies: Iterable[NamedPolicy]) -> list[Arn]:
    """The accounts and regions that policies name, or the default one; and where wildcards stand for them, others too."""
    heads = dict.fromkeys(resource.head for resource in resources(policies))
    named = dict.fromkeys(head.place for head in heads if head.place is not None)
    found = dict.fromkeys(named or (DEFAULT_PLACE,))
    others = dict.fromkeys(head.elsewhere for head in heads if head.elsewhere is not None)
    for region, account in itertools.product((*found, *others), (*found, *others)) if others else ():
        found[Arn(region.partition, region.service, region.region, account.account, "")] = None
    return list(found)
