"""Requests that hang together: a filter and what it delivers, a connection and its client ID."""

from collections.abc import Sequence
from dataclasses import replace

from iot_posture.proof.patterns import Many, Tokens
from iot_posture.proof.quarry import Quarry
from iot_posture.proof.rights import Right
from iot_posture.proof.ways import CLIENT, Way

_INGESTED: Tokens = ("$aws/rules/", Many())
"""Basic Ingest topics, which no subscription is sent."""


def itself(way: Way, action: str) -> tuple[Tokens, ...]:
    """The client ID of a request to connect is that of the connection."""
    client = way.stands_for(CLIENT) if action == "iot:Connect" else None
    return () if client is None else ((client,),)


def delivered(reached: Quarry, subscribe: Right, not_subscribed: tuple[Tokens, ...]) -> Quarry:
    """What is received, if a filter that is allowed delivers it."""
    return replace(
        reached,
        requests=lambda topic, topic_filter: (
            ("iot:Subscribe", "topicfilter", topic_filter),
            ("iot:Receive", "topic", topic),
        ),
        sources=(subscribe.source, *reached.sources),
        filter=subscribe.patterns,
        not_topic=(*reached.not_topic, _INGESTED),
        not_filter=(*not_subscribed, *subscribe.excluded),
    )


def may_meet(patterns: Sequence[Tokens], owner: Tokens) -> bool:
    """Whether literal beginnings leave it possible that one topic matches all of them; cheap, and never wrongly no."""
    start = owner[0] if owner and isinstance(owner[0], str) else ""
    for tokens in patterns:
        other = tokens[0] if tokens and isinstance(tokens[0], str) else ""
        if not (start.startswith(other) if len(other) < len(start) else other.startswith(start)):
            return False
    return True


def may_deliver(filters: Sequence[Tokens], topics: Sequence[Tokens]) -> bool:
    """The same for a filter and what it delivers: up to the first level that is `+` or `#`, a filter is the topic."""
    for tokens in filters:
        start = tokens[0] if tokens and isinstance(tokens[0], str) else ""
        if start.startswith("$share"):
            continue
        for wildcard in "+#":
            start = start.partition(wildcard)[0]
        if start and not start.startswith("$share"[: len(start)]) and not may_meet(topics, (start,)):
            return False
    return True
