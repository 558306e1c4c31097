"""Topics and topic filters as AWS IoT matches them: not what a policy decides, but what a subscription delivers.

Sources, read 2026-11-22: docs.aws.amazon.com/iot/latest/developerguide/topics.html (filters, `#` without its parent
level), mqtt.html (retained messages, shared subscriptions), reserved-topics.html, and
docs.aws.amazon.com/general/latest/gr/iot-core.html (limits).
"""

from iot_posture.policy.errors import PolicyError, found
from iot_posture.policy.limits import MAX_TOPIC_BYTES, MAX_TOPIC_SLASHES


def unshared(topic_filter: str) -> str:
    """The filter inside a shared subscription, `$share/<group>/<filter>`; any other text as it is.

    Example:
        >>> unshared("$share/workers/dt/+")
        'dt/+'
    """
    parts = topic_filter.split("/", 2)
    return parts[2] if len(parts) == 3 and parts[0] == "$share" else topic_filter


def is_reserved(topic: str) -> bool:
    """Whether a topic belongs to AWS. Only the operations that AWS documents for it are permitted there."""
    return topic.startswith("$")


def basic_ingest_rule(topic: str) -> str | None:
    """The topic rule that a Basic Ingest topic, `$aws/rules/<rule>/...`, goes to. Nobody can subscribe to such topics.

    Example:
        >>> basic_ingest_rule("$aws/rules/Store/dt/pump7")
        'Store'
    """
    parts = topic.split("/", 3)
    return parts[2] if len(parts) > 2 and [part.lower() for part in parts[:2]] == ["$aws", "rules"] else None


def counted(topic: str) -> str:
    """What of a topic counts for its limits: of a Basic Ingest topic, what the rule sees."""
    return topic.split("/", 3)[-1] if basic_ingest_rule(topic) is not None else topic


def check_topic(topic: str) -> None:
    """Refuse a topic that nothing can be published to.

    Raises:
        PolicyError: empty, with `+`, `#` or NUL, over 256 bytes, or with more than 7 slashes.
    """
    _check_size(topic, "topic")
    if wrong := next((character for character in "+#\0" if character in topic), None):
        raise PolicyError(
            f"found {found(wrong)} in the topic {found(topic)}; a topic has no wildcards. Next: name one topic"
        )


def check_filter(topic_filter: str) -> None:
    """Refuse a topic filter that no subscription can have.

    Raises:
        PolicyError: empty, over 256 bytes, more than 7 slashes, `#` before the end, or `+` or `#` beside other text
            in its level.
    """
    inner = unshared(topic_filter)
    _check_size(inner, "topic filter")
    levels = inner.split("/")
    for number, level in enumerate(levels, 1):
        if len(level) > 1 and ("+" in level or "#" in level):
            raise PolicyError(
                f"found the level {found(level)} in {found(topic_filter)}; + and # stand alone in their level"
            )
        if level == "#" and number < len(levels):
            raise PolicyError(
                f"found # in level {number} of {len(levels)} of {found(topic_filter)}; # is only allowed at the end"
            )


def filter_matches(topic_filter: str, topic: str) -> bool:
    """Whether a subscription with this filter is sent messages on this topic, policies aside.

    Unlike the OASIS standard says, `sensor/#` does not match `sensor` on AWS IoT. Wildcards in the first level do
    not match topics that begin with `$`.

    Example:
        >>> filter_matches("sensor/#", "sensor/1/t"), filter_matches("sensor/#", "sensor")
        (True, False)
        >>> filter_matches("#", "$aws/events/presence/connected/pump7")
        False
        >>> filter_matches("$share/workers/sensor/+", "sensor/1")
        True
    """
    if basic_ingest_rule(topic) is not None:
        return False
    wanted, levels = unshared(topic_filter).split("/"), topic.split("/")
    if topic.startswith("$") and wanted[0] in {"+", "#"}:
        return False
    if wanted[-1] == "#":
        wanted.pop()
        if len(levels) <= len(wanted):
            return False
        levels = levels[: len(wanted)]
    return len(wanted) == len(levels) and all(want in {"+", level} for want, level in zip(wanted, levels, strict=True))


def receives_retained(topic_filter: str) -> bool:
    """Whether a new subscription is sent the retained message: only without wildcards, and not when shared.

    Sources: https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html (wildcards); MQTT 5, 4.8.2 (shared).
    """
    return not any(level in {"+", "#"} for level in topic_filter.split("/")) and unshared(topic_filter) == topic_filter


def _check_size(text: str, kind: str) -> None:
    rest = counted(text)
    size, slashes = len(rest.encode("utf-8", "surrogatepass")), rest.count("/")
    if not text:
        raise PolicyError(f"found an empty {kind}, expected 1 to {MAX_TOPIC_BYTES} bytes")
    if size > MAX_TOPIC_BYTES:
        raise PolicyError(f"found a {kind} of {size} bytes, at most {MAX_TOPIC_BYTES} are allowed")
    if slashes > MAX_TOPIC_SLASHES:
        raise PolicyError(
            f"found {slashes} slashes in the {kind} {found(text)}, at most {MAX_TOPIC_SLASHES} are allowed"
        )
