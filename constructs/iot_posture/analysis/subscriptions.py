"""What the filters that a document allows deliver, and whether its Denies stop that.

Sources, read 2026-11-22: docs.aws.amazon.com/iot/latest/developerguide/pub-sub-policy.html (filters are compared as
text) and docs.aws.amazon.com/iot-device-defender/latest/devguide/audit-chk-iot-misconfigured-policies.html.
"""

from collections.abc import Sequence

from iot_posture.analysis.coverage import Symbol, covers, overlaps
from iot_posture.analysis.places import Place, places
from iot_posture.policy.wildcards import Wildcard
from iot_posture.template import Resource, StatementView, Text


def gets_around(allowed: Place, denied: Place) -> bool:
    """Whether some filter that is allowed, and not denied, delivers topics that the Deny is about."""
    return not covers(denied.row, allowed.row) and overlaps(_delivered(allowed.row), _delivered(denied.row))


def _delivered(row: tuple[Symbol, ...]) -> tuple[Symbol, ...]:
    """The topics that filters deliver: an MQTT wildcard in a filter stands for any text."""
    return tuple(Wildcard.MANY if symbol in ("+", "#") else symbol for symbol in row)


def is_received(resource: Resource, found: Sequence[StatementView], topics: tuple[Symbol, ...]) -> bool:
    """Whether the document lets the topics through, or leaves that to another policy."""
    received = list(places(resource, found, "iot:Receive", "topic", "Allow"))
    return not received or any(
        place.unsure is not None
        or (not covers(place.row, topics) if place.statement.inverts_resources else overlaps(place.row, topics))
        for place in received
    )


def as_topics(filters: Text) -> Text:
    """The resource with `topic/` in place of `topicfilter/`."""
    parts = (part.replace(":topicfilter/", ":topic/") if isinstance(part, str) else part for part in filters.parts)
    return Text.of(*parts)


def has_same_condition(receive: StatementView, subscribe: StatementView) -> bool:
    """Whether a Deny of Receive holds wherever the Deny of Subscribe does."""
    condition = receive.node.get("Condition")
    return not condition.present or condition.value == subscribe.node.get("Condition").value
