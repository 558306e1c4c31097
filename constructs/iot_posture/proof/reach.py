"""Reach: which topics one class of devices can write that another reads, from the policies alone."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from iot_posture.proof.beginnings import may_deliver, may_meet
from iot_posture.proof.budget import Budget, BudgetSpentError
from iot_posture.proof.patterns import Forbidden, Interval, Side, Tokens
from iot_posture.proof.policies import places
from iot_posture.proof.questions import DEFAULT_SECONDS, Policies, Situation, named, unique
from iot_posture.proof.rights import Right
from iot_posture.proof.search import Search
from iot_posture.proof.subscriptions import readings
from iot_posture.proof.ways import Way


@dataclass(frozen=True, slots=True)
class Flow:
    """Messages that can go from devices of one class to devices of another.

    Args:
        writer: the class that publishes.
        reader: the class that is delivered it.
        topic: what the writer may publish on, as its policy writes it.
        example: one such topic.
        itself: whether a device can reach the device of the same thing name.
        others: whether a device can reach another device.
    """

    writer: str
    reader: str
    topic: str
    example: str
    itself: bool
    others: bool

    def joined(self, other: "Flow") -> "Flow":
        """The same flow as it is in another account or region, or for a device that comes another way."""
        return replace(self, itself=self.itself or other.itself, others=self.others or other.others)

    @property
    def reach(self) -> str:
        """Whom a device reaches, in a word."""
        if self.itself and self.others:
            return "any"
        return "others" if self.others else "itself"


@dataclass(frozen=True, slots=True)
class FlowMatrix:
    """Who can write what, and who reads it.

    Args:
        classes: the names of the classes, in the order given.
        writes: for each class, the topics it may publish on.
        reads: for each class, the topics it can be delivered.
        flows: each pair of classes and topic between which messages can go.
        complete: whether the budget sufficed for all pairs.
    """

    classes: tuple[str, ...]
    writes: Mapping[str, tuple[str, ...]]
    reads: Mapping[str, tuple[str, ...]]
    flows: tuple[Flow, ...]
    complete: bool = True

    @property
    def topics(self) -> tuple[str, ...]:
        """All topics of the matrix, sorted."""
        return tuple(sorted({topic for topics in (*self.writes.values(), *self.reads.values()) for topic in topics}))

    def rows(self) -> list[tuple[str, ...]]:
        """The matrix: a header, then for each topic what each class may do: `write`, `read`, both, or nothing."""
        rows = [("topic", *self.classes)]
        for topic in self.topics:
            cells = []
            for name in self.classes:
                does = [word for word, of in (("write", self.writes), ("read", self.reads)) if topic in of[name]]
                cells.append("+".join(does) or "-")
            rows.append((topic, *cells))
        return rows


def flows(classes: Mapping[str, Policies], *, seconds: float = DEFAULT_SECONDS) -> FlowMatrix:
    """The flow matrix of a fleet: classes of devices by topics, with what can go from one class to another.

    For every pair, way to come in, account and region it is decided whether a topic can go from one to the other; where
    nothing is found, that is a proof. Services and rules, which read with rights of their own, are not in it.

    Args:
        classes: for each class, the policies that its devices have.
        seconds: for all of it. Default: 2.

    Example:
        >>> from iot_posture.policy import parse_policy
        >>> from iot_posture.proof import flows
        >>> arn, thing = "arn:aws:iot:us-east-1:123456789012:", "${iot:Connection.Thing.ThingName}"
        >>> sensor = parse_policy(f'''{{"Version": "2012-10-17", "Statement":
        ...     {{"Effect": "Allow", "Action": "iot:Publish", "Resource": "{arn}topic/dt/{thing}/t"}}}}''')
        >>> hub = parse_policy(f'''{{"Version": "2012-10-17", "Statement": [
        ...     {{"Effect": "Allow", "Action": "iot:Subscribe", "Resource": "{arn}topicfilter/dt/+/t"}},
        ...     {{"Effect": "Allow", "Action": "iot:Receive", "Resource": "{arn}topic/dt/*"}}]}}''')
        >>> matrix = flows({"sensor": sensor, "hub": hub})
        >>> [(flow.writer, flow.reader, flow.topic, flow.reach) for flow in matrix.flows]
        [('sensor', 'hub', 'dt/${iot:Connection.Thing.ThingName}/t', 'any')]
    """
    budget = Budget(seconds)
    listed = {name: named(policies) for name, policies in classes.items()}
    writes: dict[str, dict[str, None]] = {name: {} for name in listed}
    reads: dict[str, dict[str, None]] = {name: {} for name in listed}
    found: dict[tuple[str, str, str], Flow] = {}
    complete = True
    try:
        for place in places(itertools.chain.from_iterable(listed.values())):
            situations = {
                name: Situation(policies, place, budget, exclusive=False) for name, policies in listed.items()
            }
            writers = {name: list(_writes(situation)) for name, situation in situations.items()}
            readers = {name: list(_reads(situation, budget)) for name, situation in situations.items()}
            for name in listed:
                writes[name] |= dict.fromkeys(_text(writing.right) for writing in writers[name])
                reads[name] |= dict.fromkeys(_text(reading.receive) for reading in readers[name])
            for writer, reader in itertools.product(listed, listed):
                for flow in _between(writer, writers[writer], reader, readers[reader], budget):
                    key = (writer, reader, flow.topic)
                    found[key] = flow if key not in found else found[key].joined(flow)
    except BudgetSpentError:
        complete = False
    return FlowMatrix(
        tuple(listed),
        {name: tuple(topics) for name, topics in writes.items()},
        {name: tuple(topics) for name, topics in reads.items()},
        tuple(found.values()),
        complete,
    )


@dataclass(frozen=True, slots=True)
class _Writing:
    way: Way
    right: Right
    denied: tuple[Tokens, ...]


@dataclass(frozen=True, slots=True)
class _Delivery:
    way: Way
    receive: Right
    subscribe: Right
    not_received: tuple[Tokens, ...]
    not_subscribed: tuple[Tokens, ...]


def _writes(situation: Situation) -> Iterator[_Writing]:
    for way in situation.ways("MQTT", "HTTPS"):
        rights = situation.rights(way)
        denied = tuple(rights.denied("iot:Publish", "topic"))
        for right in unique(rights.allowed("iot:Publish", "topic")):
            yield _Writing(way, right, (*denied, *right.excluded))


def _reads(situation: Situation, budget: Budget) -> Iterator[_Delivery]:
    for reading in readings(situation):
        for subscribe in reading.subscribes:
            not_subscribed = (*reading.not_subscribed, *subscribe.excluded)
            delivery = _Delivery(reading.way, reading.receive, subscribe, reading.not_received, not_subscribed)
            if _example(None, delivery, Side.ACTOR, budget):
                yield delivery


def _between(
    writer: str, writings: Sequence[_Writing], reader: str, deliveries: Sequence[_Delivery], budget: Budget
) -> Iterator[Flow]:
    for writing in writings:
        itself, others = "", ""
        for delivery in deliveries:
            # Of a device that does not come as its own thing, nothing says which thing that is.
            if writing.way is Way.OWN and delivery.way is Way.OWN:
                itself = itself or _example(writing, delivery, Side.ACTOR, budget)
            others = others or _example(writing, delivery, Side.OWNER, budget)
        if itself or others:
            topic = _text(writing.right)
            yield Flow(writer, reader, topic, others or itself, bool(itself), bool(others))


def _example(writing: _Writing | None, delivery: _Delivery, side: Side, budget: Budget) -> str:
    """A topic that is written and read, by the same thing (`Side.ACTOR`) or by another, or an empty text."""
    receive, subscribe = _of(delivery.receive.patterns, side), _of(delivery.subscribe.patterns, side)
    topic = (*(writing.right.patterns if writing is not None else ()), *receive)
    budget.spend()
    if not may_meet(topic) or not may_deliver(subscribe, topic):
        return ""
    not_topic = (*(writing.denied if writing is not None else ()), *_of(delivery.not_received, side))
    # What another device is denied under its own name must not be taken for a denial under ours.
    kept = not_topic if side is Side.ACTOR else tuple(filter(_has_no_variable, not_topic))
    not_filter = (
        delivery.not_subscribed if side is Side.ACTOR else tuple(filter(_has_no_variable, delivery.not_subscribed))
    )
    for shared in (False, True):
        search = Search(
            topic,
            subscribe,
            not_topic=Forbidden(kept),
            not_filter=Forbidden(not_filter),
            shared=shared,
            budget=budget,
        )
        for found in search.run():
            return found.topic
    return ""


def _of(patterns: Iterable[Tokens], side: Side) -> tuple[Tokens, ...]:
    return tuple(
        tuple(replace(token, side=side) if isinstance(token, Interval) else token for token in tokens)
        for tokens in patterns
    )


def _has_no_variable(tokens: Tokens) -> bool:
    return not any(isinstance(token, Interval) for token in tokens)


def _text(right: Right) -> str:
    return right.source.resource.split(":", 5)[-1].partition("/")[2] or right.source.resource
