"""Requests that hang together: a filter and what it delivers, a connection and its client ID."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from iot_posture.proof.owners import Owned
from iot_posture.proof.patterns import Many, Tokens
from iot_posture.proof.quarry import Quarry
from iot_posture.proof.questions import Situation, unique
from iot_posture.proof.rights import Right
from iot_posture.proof.ways import CLIENT, Way

_NEVER_SENT: Tokens = ("$aws/rules/", Many())
"""Basic Ingest topics, which no subscription is sent."""


def itself(way: Way, action: str) -> tuple[Tokens, ...]:
    """The client ID of a request to connect is that of the connection."""
    client = way.stands_for(CLIENT) if action == "iot:Connect" else None
    return () if client is None else ((client,),)


@dataclass(frozen=True, slots=True)
class Reading:
    """One right to receive, with all the rights to subscribe that may bring something.

    Args:
        way: how the device comes.
        receive: the right to receive.
        subscribes: the rights to subscribe, each once.
        not_received: what may not be received.
        not_subscribed: the filters that may not be subscribed to.
    """

    way: Way
    receive: Right
    subscribes: Sequence[Right]
    not_received: tuple[Tokens, ...]
    not_subscribed: tuple[Tokens, ...]

    def of(self, wanted: Tokens, owned: Owned | None = None, free: tuple[Tokens, ...] = ()) -> Quarry:
        """What is received of the topics that are wanted, and not free, whatever brings it."""
        return Quarry(
            self.way,
            (*self.receive.patterns, wanted),
            lambda topic, _filter: (("iot:Receive", "topic", topic),),
            (self.receive.source,),
            owned=owned,
            not_topic=(*self.not_received, *free),
        )

    def by(self, subscribe: Right, received: Quarry) -> Quarry:
        """What is received, if a filter that is allowed delivers it."""
        return replace(
            received,
            requests=lambda topic, topic_filter: (
                ("iot:Subscribe", "topicfilter", topic_filter),
                ("iot:Receive", "topic", topic),
            ),
            sources=(subscribe.source, *received.sources),
            filter=subscribe.patterns,
            not_topic=(*received.not_topic, _NEVER_SENT),
            not_filter=(*self.not_subscribed, *subscribe.excluded),
        )


def readings(situation: Situation) -> Iterator[Reading]:
    """All that the policies let devices receive, in each way to connect."""
    for way in situation.mqtt_ways:
        rights = situation.rights(way)
        receives = rights.allowed("iot:Receive", "topic")
        subscribes = list(unique(rights.allowed("iot:Subscribe", "topicfilter"))) if receives else []
        if subscribes:
            denied = rights.denied("iot:Receive", "topic")
            not_subscribed = rights.denied("iot:Subscribe", "topicfilter")
            for receive in unique(receives):
                yield Reading(way, receive, subscribes, (*denied, *receive.excluded), not_subscribed)
