"""Refinement and difference: what one set of policies allows that another does not.

For every way a device can come in and every action, what is allowed on one side is searched for something that the other
side does not surely allow: either none of its Allows takes it in, or one of its Denies may. Nothing found is a proof.
"""

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from iot_posture.policy.actions import ACTIONS, find_action
from iot_posture.policy.documents import PolicyDocument, Statement
from iot_posture.policy.errors import PolicyError, found
from iot_posture.proof.answers import Answer, Verdict, Witness
from iot_posture.proof.never import MADE_OF
from iot_posture.proof.policies import NamedPolicy, ReadyStatement
from iot_posture.proof.prefixes import Prefixes
from iot_posture.proof.quarry import Quarry
from iot_posture.proof.questions import DEFAULT_SECONDS, Policies, Situation, decide, named
from iot_posture.proof.rights import Right, Rights, Source
from iot_posture.proof.sentences import sentence
from iot_posture.proof.subscriptions import itself
from iot_posture.proof.ways import Way

_MOST_CHANGES = 200
_THING = "${iot:Connection.Thing.ThingName}"

Specification = Policies | Mapping[str, Sequence[str]]


def prove_refinement(
    policies: Policies,
    specification: Specification,
    *,
    exclusive: bool = False,
    seconds: float = DEFAULT_SECONDS,
    witnesses: int = 1,
) -> Answer:
    """Decide whether policies allow nothing beyond a specification, for every device.

    Args:
        policies: what the device has; several are attached together.
        specification: what it may have at most: policies, or for each action the resources, in which `{thing}` stands
            for the name of the device's own thing.
        exclusive: whether certificates are attached to things exclusively. Default: no, as on AWS.
        seconds: after which the question is undecided. Default: 2.
        witnesses: how many counterexamples are wanted. Default: 1.

    Raises:
        PolicyError: the specification names an action that no policy can grant.

    Example:
        >>> from iot_posture.policy import parse_policy
        >>> from iot_posture.proof import prove_refinement
        >>> policy = parse_policy('''{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iot:Publish",
        ...     "Resource": "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/*"}}''')
        >>> prove_refinement(policy, {"iot:Publish": ["topic/dt/{thing}/*"]}).verdict.value
        'proved'
        >>> print(prove_refinement(policy, {"iot:Publish": ["topic/dt/{thing}/state"]}).witness.sentence)
        thing `a` can publish to `dt/a/x`, through statement 1
    """
    limit = named(_documents(specification))
    return decide(
        "refinement",
        policies,
        _Beyond(limit).ask,
        beside=limit,
        describe=sentence,
        seconds=seconds,
        exclusive=exclusive,
        most=witnesses,
    )


@dataclass(frozen=True, slots=True)
class Change:
    """Something that one side allows and the other does not.

    Args:
        actions: that it is about.
        pattern: what it is allowed on, as the policy writes it; the other side may allow a part of it.
        source: where it is allowed.
        witness: one request of it.
    """

    actions: tuple[str, ...]
    pattern: str
    source: Source
    witness: Witness

    def __str__(self) -> str:
        return f"{', '.join(self.actions)} on {self.pattern}, for example {self.witness.topic!r} ({self.source})"


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes for devices between two versions.

    Args:
        gained: what the new version allows and the old one did not.
        lost: what the old version allowed and the new one does not.
        doubts: what could not be decided.
        elapsed_ms: how long it took.
    """

    gained: tuple[Change, ...]
    lost: tuple[Change, ...]
    doubts: tuple[str, ...]
    elapsed_ms: float

    @property
    def verdict(self) -> Verdict:
        """PROVED when both allow the same, REFUTED when they do not."""
        if self.gained or self.lost:
            return Verdict.REFUTED
        return Verdict.UNDECIDED if self.doubts else Verdict.PROVED


def difference(
    old: Policies, new: Policies, *, exclusive: bool = False, seconds: float = DEFAULT_SECONDS
) -> Difference:
    """What a new version of policies allows that the old one did not, and the reverse.

    Args:
        old: the policies of a device as they were.
        new: as they will be.
        exclusive: whether certificates are attached to things exclusively. Default: no, as on AWS.
        seconds: for each direction. Default: 2.

    Example:
        >>> from iot_posture.policy import parse_policy
        >>> from iot_posture.proof import difference
        >>> text = '''{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iot:Publish",
        ...     "Resource": "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/state"}}'''
        >>> changes = difference(parse_policy(text), parse_policy(text.replace("/state", "/*")))
        >>> [str(change) for change in changes.gained], changes.lost
        (["iot:Publish on topic/dt/${iot:Connection.Thing.ThingName}/*, for example 'dt/a/x' (statement 1)"], ())
    """
    gained, of_new = _changes(new, old, exclusive, seconds)
    lost, of_old = _changes(old, new, exclusive, seconds)
    doubts = dict.fromkeys((*_doubts(of_new), *_doubts(of_old)))
    return Difference(gained, lost, tuple(doubts), of_new.elapsed_ms + of_old.elapsed_ms)


def _changes(
    policies: Policies, others: Policies, exclusive: bool, seconds: float
) -> tuple[tuple[Change, ...], Answer]:
    answer = prove_refinement(policies, others, exclusive=exclusive, seconds=seconds, witnesses=_MOST_CHANGES)
    found_at: dict[Source, list[Witness]] = {}
    for witness in answer.witnesses:
        found_at.setdefault(witness.sources[-1], []).append(witness)
    changes = []
    for source, witnesses in found_at.items():
        actions = dict.fromkeys(witness.requests[-1].action for witness in witnesses)
        pattern = source.resource.split(":", 5)[-1]
        changes.append(Change(tuple(actions), pattern, source, witnesses[0]))
    return tuple(changes), answer


def _doubts(answer: Answer) -> tuple[str, ...]:
    return (answer.reason,) if answer.reason else answer.notes


class _Beyond:
    """Looks for what policies allow beyond a specification."""

    def __init__(self, specification: Sequence[NamedPolicy]) -> None:
        self._policies = tuple(specification)
        self._meanings = {_meaning(policy, ready) for policy in specification for ready in policy.statements}

    def ask(self, situation: Situation) -> Iterator[Quarry]:
        for action in ACTIONS:
            for way in situation.ways(*action.protocols) if action.resource_types else ():
                yield from self._about(situation, way, action.name, action.resource_types[0])

    def _about(self, situation: Situation, way: Way, action: str, kind: str) -> Iterator[Quarry]:
        rights = situation.rights(way).allowed(action, kind)
        if not rights:
            return
        most = Rights(self._policies, way, situation.place)
        denied = situation.rights(way).denied(action, kind)
        mine = _statements(situation.policies)
        shapes = {_meaning(*policy_and_statement) for policy_and_statement in mine.values()}
        narrower = [
            narrow
            for policy, ready, narrow in most.denied_perhaps(action, kind)
            if _meaning(policy, ready) not in shapes
        ]
        certain: dict[str, _Certain] = {}
        for right in rights:
            policy, ready = mine[right.source.policy, right.source.statement]
            quarry = Quarry(
                way,
                (*right.patterns, *itself(way, action)),
                lambda topic, _filter: ((action, kind, topic),),
                (right.source,),
                not_topic=(*denied, *right.excluded),
                of=MADE_OF.get(kind, MADE_OF[""]),
                must_fail=self._policies,
            )
            if _meaning(policy, ready) not in self._meanings:
                conditions = json.dumps(ready.statement.conditions, sort_keys=True, default=list)
                if conditions not in certain:
                    certain[conditions] = _Certain(most, action, kind, ready.statement)
                yield from certain[conditions].beyond(quarry, right)
            for deny in itertools.chain.from_iterable(narrower):
                yield quarry.within(deny.patterns, deny.excluded)


class _Certain:
    """What a specification surely allows to whoever meets the conditions of a statement."""

    def __init__(self, most: Rights, action: str, kind: str, like: Statement) -> None:
        self._patterns, self._complements = most.certain(action, kind, like.conditions)
        self._known = set(self._patterns)
        self._prefixes = Prefixes(self._patterns)

    def beyond(self, quarry: Quarry, right: Right) -> Iterator[Quarry]:
        """What is outside all that is surely allowed."""
        if right.patterns[0] in self._known:
            return
        near = tuple(self._prefixes.meeting(right.patterns[0]))
        for outside in itertools.product(*self._complements):
            yield quarry.within(itertools.chain.from_iterable(outside), near)


def _statements(policies: Sequence[NamedPolicy]) -> dict[tuple[str, int], tuple[NamedPolicy, ReadyStatement]]:
    return {(policy.name, ready.number): (policy, ready) for policy in policies for ready in policy.statements}


def _meaning(policy: NamedPolicy, ready: ReadyStatement) -> object:
    """What a statement says, however it is written."""
    statement = ready.statement
    return (
        policy.document.version,
        statement.effect,
        frozenset(action.lower() for action in statement.actions),
        frozenset(statement.resources),
        frozenset(statement.not_actions),
        frozenset(statement.not_resources),
        json.dumps(statement.conditions, sort_keys=True, default=list),
    )


def _documents(specification: Specification) -> Policies:
    if not isinstance(specification, Mapping):
        return specification
    statements = []
    for name, resources in specification.items():
        known = find_action(name)
        if known is None:
            raise PolicyError(f"found the action {found(name)} in the specification, which no AWS IoT policy can grant")
        arns = tuple(f"arn:*:iot:*:*:{resource.replace('{thing}', _THING)}" for resource in resources)
        statements.append(Statement("Allow", (known.name,), arns))
    return PolicyDocument(tuple(statements))
