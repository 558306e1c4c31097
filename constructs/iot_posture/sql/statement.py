"""What a statement of AWS IoT SQL says, as far as checks ask."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Statement:
    """What a statement selects from, and which functions it calls.

    Example:
        >>> from iot_posture.sql import parse
        >>> parse("SELECT *, topic(2) AS thing FROM 'dt/+/state' WHERE state.on = true").topic_filter
        'dt/+/state'
    """

    topic_filter: str | None
    """None without FROM: then only Basic Ingest can trigger the rule."""
    filtered: bool
    """Whether there is a WHERE clause."""
    functions: frozenset[str]
    """The names of the functions that it calls, in lower case."""
    unchanged: bool = False
    """Whether it selects `*` and nothing else, so that the message goes on as it came."""
