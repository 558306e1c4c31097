"""Isolation: no device can act as another, write or read what belongs to another, or touch its shadow and jobs."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from iot_posture.policy.actions import JOB_ACTIONS, SHADOW_ACTIONS
from iot_posture.proof.answers import Answer, Verdict
from iot_posture.proof.beginnings import may_deliver, may_meet
from iot_posture.proof.characters import CLIENT_ID, THING_RESOURCE, TOPIC, CharacterClass
from iot_posture.proof.owners import (
    CLIENTS,
    JOBS,
    RESERVED_TO_PUBLISH,
    RESERVED_TO_READ,
    SHADOWS,
    Owned,
    by_basic_ingest,
    declared,
    inferred,
)
from iot_posture.proof.owners import shared as owned_by_nobody
from iot_posture.proof.patterns import Interval, Many, Tokens, beginning
from iot_posture.proof.quarry import Quarry
from iot_posture.proof.questions import DEFAULT_SECONDS, Policies, Situation, decide, named, unique
from iot_posture.proof.rights import Source
from iot_posture.proof.sentences import sentence
from iot_posture.proof.subscriptions import itself, readings
from iot_posture.proof.ways import CERTIFICATE_ID, THING_NAME, Way


def prove_isolation(
    policies: Policies,
    *,
    owned: Sequence[str] | None = None,
    shared: Sequence[str] = (),
    exclusive: bool = False,
    seconds: float = DEFAULT_SECONDS,
    witnesses: int = 1,
    leaving_out: Callable[[str, str], bool] | None = None,
) -> Answer:
    """Decide whether devices under these policies are kept apart, for all things and all topics.

    No device may, for any other device, publish on a topic that is the other's, be delivered or fetch what is published
    there, read or write its shadow, act on its jobs, or connect as it.

    Args:
        policies: what every device has; several are attached together.
        owned: topic templates, such as `dt/{thing}/temperature` or `cmd/{thing}/#`. Default: what the policies
            themselves imply, by the identity variables that stand in their topics. Reserved topics
            (`$aws/things/{thing}/...`) are owned always.
        shared: topics that belong to nobody, such as `news/#`. Default: none.
        exclusive: whether certificates are attached to things exclusively. Default: no, as on AWS.
        seconds: after which the question is undecided. Default: 2.
        witnesses: how many counterexamples are wanted. Default: 1.
        leaving_out: tells, of an action and a resource of a statement, whether the question is not about them; a
            subscription and what it receives are left out together only. Default: nothing is.

    Raises:
        PolicyError: a template names no owner, or a shared topic names one.

    Example:
        >>> from iot_posture.policy import parse_policy
        >>> from iot_posture.proof import prove_isolation
        >>> policy = parse_policy('''{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iot:Publish",
        ...     "Resource": "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}*"}}''')
        >>> answer = prove_isolation(policy)
        >>> answer.verdict.value
        'refuted'
        >>> print(answer.witness.sentence)
        thing `a` can publish to `dt/ab`, which belongs to `ab`, through statement 1
    """
    listed = named(policies)
    given = owned is not None
    owners = [declared(template) for template in owned] if owned is not None else inferred(listed)
    free = tuple(map(owned_by_nobody, shared))
    question = _Isolation(owners, free, strict=not given, leaving_out=leaving_out or _nothing)
    answer = decide(
        "isolation",
        listed,
        question.ask,
        describe=sentence,
        seconds=seconds,
        exclusive=exclusive,
        most=witnesses,
        assumptions=_assumptions(owners, given=given),
    )
    answer = replace(answer, unowned=tuple(question.unowned))
    if answer.verdict is Verdict.PROVED and question.unowned:
        shown = ", ".join(list(dict.fromkeys(source.resource for _, source in question.unowned))[:3])
        return replace(
            answer,
            verdict=Verdict.UNDECIDED,
            reason=f"nothing tells whose the topics under {shown} are: no variable of the device stands in them. "
            "Next: name the topics that devices own, or declare these shared",
        )
    return answer


def _nothing(_action: str, _resource: str) -> bool:
    return False


@dataclass(slots=True)
class _Isolation:
    """The questions that isolation comes down to.

    Args:
        owners: the topics that devices own.
        free: the topics that belong to nobody.
        strict: whether a wildcard on topics that nobody is known to own leaves the answer open.
        leaving_out: whether a right, by its action and resource, is not asked about.
    """

    owners: Sequence[Owned]
    free: tuple[Tokens, ...]
    strict: bool
    leaving_out: Callable[[str, str], bool]
    unowned: dict[tuple[str, Source], None] = field(default_factory=dict)

    def ask(self, situation: Situation) -> Iterator[Quarry]:
        yield from self._connect(situation)
        yield from self._publish(situation)
        yield from self._read(situation)
        yield from self._fetch(situation)
        for actions, owners in ((SHADOW_ACTIONS, SHADOWS), (JOB_ACTIONS, JOBS)):
            for action in actions:
                yield from self._alone(situation, action, "thing", owners, (Way.HTTPS,), of=THING_RESOURCE)

    def _connect(self, situation: Situation) -> Iterator[Quarry]:
        ways = [way for way in situation.mqtt_ways if way is not Way.OWN]
        yield from self._alone(situation, "iot:Connect", "client", CLIENTS, ways, of=CLIENT_ID)

    def _publish(self, situation: Situation) -> Iterator[Quarry]:
        ingested = [by_basic_ingest(owner) for owner in self.owners if not beginning(owner.tokens).startswith("$")]
        owners = [*self.owners, *ingested, *RESERVED_TO_PUBLISH]
        ways = situation.ways("MQTT", "HTTPS")
        yield from self._alone(situation, "iot:Publish", "topic", owners, ways)
        self._note("iot:Publish", self._unowned(situation, "iot:Publish", "topic"))

    def _fetch(self, situation: Situation) -> Iterator[Quarry]:
        yield from self._alone(situation, "iot:GetRetainedMessage", "topic", self.owners, (Way.HTTPS,))

    def _alone(
        self,
        situation: Situation,
        action: str,
        kind: str,
        owners: Sequence[Owned],
        ways: Sequence[Way],
        of: CharacterClass = TOPIC,
    ) -> Iterator[Quarry]:
        """One action on something of another's."""
        if not any(policy.about(action, "Allow") for policy in situation.policies):
            return
        seen: set[object] = set()
        for way in ways:
            rights = situation.rights(way)
            allowed = rights.allowed(action, kind)
            denied = rights.denied(action, kind) + (self.free if kind == "topic" else ()) if allowed else ()
            for right in unique(allowed):
                if (right.key, denied) in seen or self.leaving_out(action, right.source.resource):
                    continue
                seen.add((right.key, denied))
                for owner in owners:
                    situation.hunter.budget.spend()
                    if not may_meet((*right.patterns, owner.tokens)):
                        continue
                    yield from _each_example(
                        Quarry(
                            way,
                            (*right.patterns, *itself(way, action), owner.tokens),
                            lambda topic, _filter: ((action, kind, topic),),
                            (right.source,),
                            owned=owner,
                            not_topic=(*denied, *right.excluded),
                            of=of,
                        ),
                        situation,
                    )

    def _read(self, situation: Situation) -> Iterator[Quarry]:
        """A subscription that is delivered something of another's."""
        owners = [*self.owners, *RESERVED_TO_READ]
        seen: set[object] = set()
        for reading in readings(situation):
            receive, asked = reading.receive, reading.subscribes
            if self.leaving_out("iot:Receive", receive.source.resource):
                asked = [one for one in asked if not self.leaving_out("iot:Subscribe", one.source.resource)]
            for owner in owners:
                situation.hunter.budget.spend()
                topic = (*receive.patterns, owner.tokens)
                if not asked or not may_meet(topic):
                    continue
                received = reading.of(owner.tokens, owner, self.free)
                # Where Receive alone keeps devices apart, no subscription has to be looked at.
                if not situation.hunter.exists(received):
                    continue
                for subscribe in asked:
                    key = (topic, subscribe.key, reading.not_received, reading.not_subscribed)
                    if key not in seen and may_deliver(subscribe.patterns, topic):
                        seen.add(key)
                        yield from _each_example(reading.by(subscribe, received), situation)
        filters = list(self._unowned(situation, "iot:Subscribe", "topicfilter"))
        topics = list(self._unowned(situation, "iot:Receive", "topic"))
        if filters and topics:
            self._note("iot:Receive", topics)
            self._note("iot:Subscribe", filters)

    def _note(self, action: str, sources: Iterable[Source]) -> None:
        for source in sources:
            if not self.leaving_out(action, source.resource):
                self.unowned.setdefault((action, source))

    def _unowned(self, situation: Situation, action: str, kind: str) -> Iterator[Source]:
        """Rights with a wildcard where neither a variable nor a declaration tells whose the topics are."""
        for right in situation.rights(Way.OWN).allowed(action, kind) if self.strict else ():
            tokens = right.patterns[0]
            wild = any(isinstance(token, Many) for token in tokens)
            bound = any(isinstance(token, Interval) for one in right.patterns for token in one)
            if wild and not bound and not beginning(tokens).startswith("$") and tokens not in self.free:
                yield right.source


def _each_example(quarry: Quarry, situation: Situation) -> Iterator[Quarry]:
    """A question; where its answer is no proof, a narrower one may come first, for it makes a plainer witness."""
    if quarry.owned is not None and quarry.owned.examples:
        if not situation.hunter.exists(quarry):
            return
        narrowed = (replace(quarry, topic=(*quarry.topic[:-1], tokens)) for tokens in quarry.owned.examples)
        yield from itertools.islice(filter(situation.hunter.exists, narrowed), 1)
    yield quarry


def _assumptions(owners: Sequence[Owned], *, given: bool) -> tuple[str, ...]:
    if given:
        return ("devices own the topics that were named, and the reserved topics of their things",)
    if not owners:
        return ("devices own the reserved topics of their things alone: the policies use no variable of a device",)
    texts = sorted({owner.text for owner in owners})
    shown = ", ".join(texts[:5]) + (f" and {len(texts) - 5} more" if len(texts) > 5 else "")
    own = f"devices own the topics in which their own name stands in these policies: {shown}"
    issued = sorted({owner.identity for owner in owners} - {THING_NAME, CERTIFICATE_ID})
    return (own, *(f"no two devices have the same value of {identity}" for identity in issued))
