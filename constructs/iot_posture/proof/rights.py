"""What policies give to a device that comes in one way: for each action, patterns of what it may be done on.

Everything is read so that nothing that could be allowed is missing: an Allow counts unless it can never apply, a Deny
only if it always does. Where the documents leave a reading open, the one that allows more is taken; what is found that
way is shown to the evaluator, which keeps to the pinned reading, and an answer that differs is undecided.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from iot_posture.policy.arns import Arn
from iot_posture.policy.documents import Conditions, Effect
from iot_posture.policy.statements import PreparedCondition
from iot_posture.proof.patterns import Many, Tokens
from iot_posture.proof.policies import NamedPolicy, ReadyStatement
from iot_posture.proof.ways import Way

_MOST_COMBINATIONS = 256
_ANYTHING: Tokens = (Many(),)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a right is given: the policy, the number of the statement in it, from 1, and the resource as written."""

    policy: str
    statement: int
    resource: str

    def __str__(self) -> str:
        return f"statement {self.statement} of {self.policy}" if self.policy else f"statement {self.statement}"


@dataclass(frozen=True, slots=True)
class Right:
    """One thing that is allowed: on what all of `patterns` match and none of `excluded`."""

    patterns: tuple[Tokens, ...]
    source: Source
    excluded: tuple[Tokens, ...] = ()

    @property
    def key(self) -> tuple[tuple[Tokens, ...], tuple[Tokens, ...]]:
        """What it allows, wherever it is given."""
        return self.patterns, self.excluded


class Rights:
    """What policies that are attached together give.

    Args:
        policies: all that are attached.
        way: how the device comes.
        place: the account and region that requests are in.
        across: whether a `*` in the region or account of an ARN may reach across colons into what follows.
    """

    def __init__(self, policies: Sequence[NamedPolicy], way: Way, place: Arn, *, across: bool = False) -> None:
        self._policies = policies
        self._way = way
        self._place = str(place.sibling(""))
        self._across = across
        self._allowed: dict[tuple[str, str], list[Right]] = {}
        self._denied: dict[tuple[str, str], tuple[Tokens, ...]] = {}

    def allowed(self, action: str, kind: str) -> list[Right]:
        """What an action is allowed on, after `kind/`. Denies with `NotResource`, which narrow it, are counted in."""
        known = self._allowed.get((action, kind))
        if known is None:
            known = self._allowed[action, kind] = self._all_allowed(action, kind)
        return known

    def _all_allowed(self, action: str, kind: str) -> list[Right]:
        rights = [
            right
            for policy, statement in self._statements(action, "Allow")
            for right in self._rights(policy, statement, kind)
        ]
        if action == "iot:ListNamedShadowsForThing":
            # It is judged on `*` as well (U11), and `*` is not the thing that is left out.
            rights = [replace(right, excluded=()) for right in rights]
        for alternatives in self._narrowed(action, kind) if rights else ():
            if len(rights) * len(alternatives) <= _MOST_COMBINATIONS:
                rights = [
                    Right((*right.patterns, also), right.source, right.excluded)
                    for right, also in itertools.product(rights, alternatives)
                ]
        return rights

    def denied(self, action: str, kind: str) -> tuple[Tokens, ...]:
        """What an action is denied on, whatever the request carries."""
        known = self._denied.get((action, kind))
        if known is None:
            known = self._denied[action, kind] = tuple(
                tokens
                for _, statement in self._statements(action, "Deny")
                if not statement.statement.not_resources
                for tokens in self._certain(statement, kind)
            )
        return known

    def denied_perhaps(self, action: str, kind: str) -> Iterator[tuple[NamedPolicy, ReadyStatement, list[Right]]]:
        """The Deny statements that can apply, with what they can deny."""
        for policy, statement in self._statements(action, "Deny", possible=True):
            yield policy, statement, list(self._rights(policy, statement, kind))

    def certain(
        self, action: str, kind: str, conditions: Conditions
    ) -> tuple[list[Tokens], list[list[tuple[Tokens, ...]]]]:
        """What is allowed for sure to whoever meets these conditions.

        Returns:
            The patterns that are allowed; and for each Allow with `NotResource` the alternatives of what it may leave out.
        """
        allowed: list[Tokens] = []
        left_out: list[list[tuple[Tokens, ...]]] = []
        for _, statement in self._statements(action, "Allow"):
            if not all(statement.covers(action)) or not self._met(statement, action, conditions):
                continue
            if not statement.statement.not_resources:
                # A resource that has no value for its variable takes nothing from the others.
                for resource in statement.resources:
                    allowed += resource.certain(self._way, self._place, kind) or ()
                continue
            # Without a value for one of its variables, it allows nothing at all.
            absent = any(resource.may_be_absent for resource in statement.resources)
            listed = None if absent else self._listed(statement, kind)
            if listed is not None:
                left_out.append([(tokens,) for tokens in listed])
        return allowed, left_out

    def _met(self, statement: ReadyStatement, action: str, conditions: Conditions) -> bool:
        """Whether each condition holds for everybody, or is one of these."""
        return all(
            self._way.condition(condition, action, "Allow") or _stands_in(condition, conditions)
            for condition in statement.conditions
        )

    def _rights(self, policy: NamedPolicy, statement: ReadyStatement, kind: str) -> Iterator[Right]:
        """All that a statement can be about."""
        if statement.statement.not_resources:
            source = Source(policy.name, statement.number, "NotResource")
            yield Right((_ANYTHING,), source, tuple(self._certain(statement, kind)))
            return
        for resource in statement.resources:
            for patterns in resource.patterns(self._way, self._place, kind, across=self._across):
                for tokens in patterns or ():
                    yield Right((tokens,), Source(policy.name, statement.number, resource.text))

    def _certain(self, statement: ReadyStatement, kind: str) -> list[Tokens]:
        """What a statement's list is surely about; nothing when a variable in it may have no value (U4, U5)."""
        found: list[Tokens] = []
        alone = len(statement.resources) == 1 and not statement.statement.not_resources
        if not alone and any(resource.may_be_absent for resource in statement.resources):
            return found
        for resource in statement.resources:
            patterns = resource.certain(self._way, self._place, kind)
            if patterns is None:
                return []
            found += patterns
        return found

    def _listed(self, statement: ReadyStatement, kind: str) -> list[Tokens] | None:
        """All that a statement's list can be about, or None when a variable in it has no value."""
        found: list[Tokens] = []
        for resource in statement.resources:
            for patterns in resource.patterns(self._way, self._place, kind, across=True):
                if patterns is None:
                    return None
                found += patterns
        return found

    def _narrowed(self, action: str, kind: str) -> Iterator[list[Tokens]]:
        """For each Deny with `NotResource`: the patterns of which one has to match."""
        for _, statement in self._statements(action, "Deny"):
            listed = self._listed(statement, kind) if statement.statement.not_resources else None
            if listed is not None:
                yield listed

    def _statements(
        self, action: str, effect: Effect, *, possible: bool = False
    ) -> Iterator[tuple[NamedPolicy, ReadyStatement]]:
        """The statements that apply: an Allow if it can; a Deny, unless `possible`, if it must."""
        for policy in self._policies:
            for statement in policy.about(action, effect):
                holds = [self._way.condition(condition, action, effect) for condition in statement.conditions]
                applies = (
                    False not in holds
                    if effect == "Allow" or possible
                    else all(holds) and all(statement.covers(action))
                )
                if applies:
                    yield policy, statement


def _stands_in(condition: PreparedCondition, conditions: Conditions) -> bool:
    written = conditions.get(condition.written, {}).get(condition.key)
    values = (written,) if isinstance(written, str) else tuple(written or ())
    return written is not None and values == tuple(text.template.text for text in condition.values)
