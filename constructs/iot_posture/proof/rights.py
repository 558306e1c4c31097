"""What policies give to a device that comes in one way: for each action, patterns of what it may be done on.

Everything is read so that nothing that could be allowed is missing: an Allow counts unless it can never apply, a Deny
only if it always does. Where the documents leave a reading open, the one that allows more is taken; what is found that
way is shown to the evaluator, which keeps to the pinned reading, and an answer that differs is undecided.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from iot_posture.policy.actions import find_action
from iot_posture.policy.arns import Arn
from iot_posture.policy.documents import Conditions, PolicyDocument, Statement
from iot_posture.policy.statements import PreparedCondition, PreparedStatement, prepare
from iot_posture.policy.templates import PolicyText, Template, Variable
from iot_posture.policy.uncertainties import UNCERTAINTIES, Reading
from iot_posture.policy.variables import key_of
from iot_posture.policy.wildcards import Pattern, Wildcard
from iot_posture.proof.patterns import Interval, Many, One, Token, Tokens
from iot_posture.proof.ways import CERTIFICATE_ID, CLIENT, THING_NAME, Way

DEFAULT_PLACE = Arn("aws", "iot", "us-east-1", "123456789012", "")
"""The account and region that are asked about when policies name none."""

_PINNED = Reading()
_OTHER = Reading(frozenset(uncertainty.id for uncertainty in UNCERTAINTIES))
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


@dataclass(frozen=True, slots=True)
class NamedPolicy:
    """A policy with its name and its statements made ready."""

    name: str
    document: PolicyDocument
    statements: tuple[PreparedStatement, ...]

    @classmethod
    def of(cls, name: str, document: PolicyDocument) -> "NamedPolicy":
        """Make the statements ready."""
        return cls(name, document, prepare(document))


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
        self._place = place
        self._across = across

    def allowed(self, action: str, kind: str) -> list[Right]:
        """What an action is allowed on, after `kind/`. Denies with `NotResource`, which narrow it, are counted in."""
        rights = list(self._allowed(action, kind))
        if not rights:
            return rights
        for alternatives in self._narrowed(action, kind):
            if len(rights) * len(alternatives) > _MOST_COMBINATIONS:
                continue
            rights = [
                Right((*right.patterns, also), right.source, right.excluded)
                for right, also in itertools.product(rights, alternatives)
            ]
        return rights

    def denied(self, action: str, kind: str) -> list[Tokens]:
        """What an action is denied on, whatever the request carries."""
        return [
            tokens
            for _, prepared in self._statements(action, "Deny")
            if not prepared.statement.not_resources
            for tokens in self._certain(prepared, kind)
        ]

    def denied_perhaps(self, action: str, kind: str) -> Iterator[tuple[Statement, PolicyDocument, list[Right]]]:
        """The Deny statements that can apply, with what they can deny."""
        documents = {policy.name: policy.document for policy in self._policies}
        for source, prepared in self._statements(action, "Deny", possible=True):
            yield prepared.statement, documents[source.policy], list(self._rights(source, prepared, kind))

    def certain(
        self, action: str, kind: str, conditions: Conditions
    ) -> tuple[list[Tokens], list[list[tuple[Tokens, ...]]]]:
        """What is allowed for sure to whoever meets these conditions.

        Returns:
            The patterns that are allowed; and for each Allow with `NotResource` the alternatives of what it may leave out.
        """
        allowed: list[Tokens] = []
        left_out: list[list[tuple[Tokens, ...]]] = []
        for source, prepared in self._statements(action, "Allow"):
            sure = all(_covers(prepared.actions, bool(prepared.statement.not_actions), action))
            if not sure or not self._met(prepared, action, conditions):
                continue
            if prepared.statement.not_resources:
                positive = PreparedStatement(
                    replace(prepared.statement, resources=prepared.statement.not_resources, not_resources=()),
                    prepared.actions,
                    prepared.resources,
                    (),
                )
                if any(
                    patterns_of(text.template, self._way, self._place, kind, True) is None
                    for text in prepared.resources
                ):
                    continue
                left_out.append([right.patterns for right in self._rights(source, positive, kind)])
            else:
                allowed += self._certain_one_by_one(prepared, kind)
        return allowed, left_out

    def _met(self, prepared: PreparedStatement, action: str, conditions: Conditions) -> bool:
        """Whether each condition holds for everybody, or is one of these."""
        return all(
            self._way.condition(condition, action, "Allow") or _stands_in(condition, conditions)
            for condition in prepared.conditions
        )

    def _certain_one_by_one(self, prepared: PreparedStatement, kind: str) -> Iterator[Tokens]:
        """What each resource of an Allow is surely about: one that has no value takes nothing from the others."""
        for text in prepared.resources:
            if len(_readings(text)) == 1:
                yield from patterns_of(text.template, self._way, self._place, kind, False) or ()

    def _allowed(self, action: str, kind: str) -> Iterator[Right]:
        for source, prepared in self._statements(action, "Allow"):
            yield from self._rights(source, prepared, kind)

    def _rights(self, source: Source, prepared: PreparedStatement, kind: str) -> Iterator[Right]:
        """All that a statement can be about."""
        statement = prepared.statement
        if statement.not_resources:
            excluded = self._certain(prepared, kind)
            yield Right((_ANYTHING,), Source(source.policy, source.statement, "NotResource"), tuple(excluded))
            return
        for text in prepared.resources:
            for template in _readings(text):
                for tokens in patterns_of(template, self._way, self._place, kind, self._across) or ():
                    yield Right((tokens,), Source(source.policy, source.statement, text.template.text))

    def _certain(self, prepared: PreparedStatement, kind: str) -> list[Tokens]:
        """What a statement's list is surely about; nothing when a variable in it has no value (U4, U5)."""
        found: list[Tokens] = []
        if len(prepared.resources) > 1 and any(map(_may_be_absent, prepared.resources)):
            return []
        for text in prepared.resources:
            tokens = None
            if len(_readings(text)) == 1:
                tokens = patterns_of(text.template, self._way, self._place, kind, False)
            if tokens is None:
                return []
            found += tokens
        return found

    def _narrowed(self, action: str, kind: str) -> Iterator[list[Tokens]]:
        """For each Deny with `NotResource`: the patterns of which one has to match."""
        for _, prepared in self._statements(action, "Deny"):
            if prepared.statement.not_resources:
                bound = [
                    (template, patterns_of(template, self._way, self._place, kind, True))
                    for text in prepared.resources
                    for template in _readings(text)
                ]
                if all(tokens is not None for _, tokens in bound):
                    yield [one for _, tokens in bound for one in tokens or ()]

    def _statements(
        self, action: str, effect: str, *, possible: bool = False
    ) -> Iterator[tuple[Source, PreparedStatement]]:
        for policy in self._policies:
            for number, prepared in enumerate(policy.statements, 1):
                if prepared.statement.effect == effect and self._applies(prepared, action, possible=possible):
                    yield Source(policy.name, number, ""), prepared

    def _applies(self, prepared: PreparedStatement, action: str, *, possible: bool) -> bool:
        """An Allow applies if it can; a Deny, unless `possible`, if it must."""
        covers = _covers(prepared.actions, bool(prepared.statement.not_actions), action)
        if prepared.statement.effect == "Allow" or possible:
            return any(covers) and False not in self._conditions(prepared, action)
        return all(covers) and all(self._conditions(prepared, action))

    def _conditions(self, prepared: PreparedStatement, action: str) -> list[bool | None]:
        effect = prepared.statement.effect
        return [self._way.condition(condition, action, effect) for condition in prepared.conditions]


def _stands_in(condition: PreparedCondition, conditions: Conditions) -> bool:
    written = conditions.get(condition.written, {}).get(condition.key)
    values = (written,) if isinstance(written, str) else tuple(written or ())
    return written is not None and values == tuple(text.template.text for text in condition.values)


@lru_cache(maxsize=4096)
def _covers(actions: tuple[Pattern, ...], negated: bool, action: str) -> tuple[bool, bool]:
    """Whether a statement's actions take in an action: as pinned, and as `NotAction` could be read otherwise (U7)."""
    named = any(pattern.matches(action.lower()) for pattern in actions)
    return (not named, False) if negated else (named, named)


@lru_cache(maxsize=8192)
def _readings(text: PolicyText) -> tuple[Template, ...]:
    """The text under the pinned reading, and under the other where that differs (U7, U13)."""
    return tuple(dict.fromkeys((text.under(_PINNED), text.under(_OTHER))))


@lru_cache(maxsize=8192)
def _may_be_absent(text: PolicyText) -> bool:
    """Whether a variable in the text is one that some devices have no value for."""
    return any(
        key_of(variable.name) not in (THING_NAME, CLIENT, CERTIFICATE_ID) for variable in text.template.variables
    )


@lru_cache(maxsize=8192)
def patterns_of(template: Template, way: Way, place: Arn, kind: str, across: bool) -> tuple[Tokens, ...] | None:
    """The patterns of what may follow `kind/` in the ARN of a request; None when a variable has no value."""
    if template.before_resource():
        return None
    tokens: list[Token] = []
    for part in template.parts:
        token = _token(part, way)
        if token is None:
            return None
        tokens.append(token)
    pattern = joined(tokens)
    segments = _segments(pattern)
    if segments is None or across:
        return tuple(after(pattern, f"{place.sibling('')}{kind}/"))
    wanted = ("arn", place.partition, place.service, place.region, place.account)
    if not all(_glob(segment).matches(text) for segment, text in zip(segments[:5], wanted, strict=True)):
        return ()
    return tuple(after(segments[5], f"{kind}/"))


def _token(part: str | Wildcard | Variable, way: Way) -> Token | None:
    match part:
        case str():
            return part
        case Wildcard.MANY:
            return Many()
        case Wildcard.ONE:
            return One()
        case Variable(name, default):
            value = way.stands_for(name)
            return default if value is None else value
    raise AssertionError(part)


def joined(tokens: Iterable[Token]) -> Tokens:
    """Tokens with neighbouring texts made one, and neighbouring `*` too."""
    merged: list[Token] = []
    for token in tokens:
        if isinstance(token, str) and merged and isinstance(merged[-1], str):
            merged[-1] += token
        elif token != "" and not (isinstance(token, Many) and merged and merged[-1] == token):
            merged.append(token)
    return tuple(merged)


def _segments(pattern: Tokens) -> list[Tokens] | None:
    """The six parts of an ARN, if five colons stand in its text."""
    parts: list[list[Token]] = [[]]
    for token in pattern:
        pieces = token.split(":", 6 - len(parts)) if isinstance(token, str) and len(parts) < 6 else [token]
        parts[-1].append(pieces[0])
        parts += [[piece] for piece in pieces[1:]]
    return [joined(part) for part in parts] if len(parts) == 6 else None


def _glob(tokens: Tokens) -> Pattern:
    return Pattern(
        tuple(
            one if isinstance(one, str) else Wildcard.MANY if isinstance(one, Many) else Wildcard.ONE for one in tokens
        )
    )


def after(pattern: Tokens, text: str) -> list[Tokens]:
    """What is left of a pattern once it has read a text: one pattern for each way to read it."""
    if pattern and isinstance(pattern[0], str) and pattern[0].startswith(text):
        return [joined((pattern[0][len(text) :], *pattern[1:]))]
    reached = {pattern: None}
    for character in text:
        reached = {left: None for tokens in reached for left in _after_one(tokens, character)}
    return list(reached)


def _after_one(tokens: Tokens, character: str) -> Iterator[Tokens]:
    if not tokens:
        return
    first, *rest = tokens
    match first:
        case str():
            if first.startswith(character):
                yield joined((first[1:], *rest))
        case One(of):
            if character in of:
                yield joined(rest)
        case Many(of):
            if character in of:
                yield tokens
            yield from _after_one(tuple(rest), character)
        case Interval(of=of):
            if character in of:
                yield joined((Many(of), *rest))


def places(policies: Iterable[NamedPolicy]) -> list[Arn]:
    """The accounts and regions that policies name, at most four, or the default one."""
    found: dict[Arn, None] = {}
    for policy in policies:
        for prepared in policy.statements:
            for text in prepared.resources:
                parts = text.template.text.split(":", 5)
                if len(parts) == 6 and not any(set(part) & set("*?$") for part in parts[:5]) and parts[2] == "iot":
                    found[Arn(parts[1], parts[2], parts[3], parts[4], "")] = None
    return list(found)[:4] or [DEFAULT_PLACE]


def has_open_segments(policies: Iterable[NamedPolicy]) -> bool:
    """Whether a resource has a wildcard in its region or account, where a `*` might reach across colons."""
    return any(
        len(parts := text.template.text.split(":", 5)) == 6 and any(set(part) & set("*?") for part in parts[:5])
        for policy in policies
        for prepared in policy.statements
        for text in prepared.resources
    )


def kind_of(action: str) -> str:
    """What stands before the slash in the resources of an action."""
    known = find_action(action)
    return known.resource_types[0] if known is not None and known.resource_types else ""
