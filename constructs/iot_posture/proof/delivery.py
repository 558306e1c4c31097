"""How a filter and the topic that it delivers are read together: which of the two reads a character, and when.

Source: https://docs.aws.amazon.com/iot/latest/developerguide/topics.html, read 2026-11-22; see `iot_posture.policy.mqtt`,
which decides the same for two given texts.
"""

from enum import IntEnum
from typing import NamedTuple

from iot_posture.proof.characters import ANY, LEVEL, TOPIC, CharacterClass

SHARED = "$share/"


class Mode(IntEnum):
    """How far a filter has come in delivering the topic. `BEGIN` and `ALONE`: there is no filter."""

    BEGIN = 0
    ALONE = 1
    FIRST = 2
    LEVEL = 3
    COPY = 4
    PLUS = 5
    HASH = 6
    GROUP = 7
    FIRST_PLUS = 8
    FIRST_HASH = 9


class Step(NamedTuple):
    """One step of both words: which of them read a character, of which class, and in which mode they then are."""

    filter: bool
    topic: bool
    of: CharacterClass
    character: str | None
    to: Mode


_NO_DOLLAR = CharacterClass(None, TOPIC.excluded | {"$"})
_NO_DOLLAR_LEVEL = CharacterClass(None, LEVEL.excluded | {"$"})


def _levels(first: bool) -> tuple[Step, ...]:
    return (
        Step(True, True, LEVEL, None, Mode.COPY),
        Step(True, True, ANY, "/", Mode.LEVEL),
        Step(True, False, ANY, "+", Mode.FIRST_PLUS if first else Mode.PLUS),
        Step(True, False, ANY, "#", Mode.FIRST_HASH if first else Mode.HASH),
    )


STEPS: dict[Mode, tuple[Step, ...]] = {
    Mode.BEGIN: (Step(False, True, ANY, None, Mode.ALONE),),
    Mode.ALONE: (Step(False, True, ANY, None, Mode.ALONE),),
    Mode.FIRST: _levels(True),
    Mode.LEVEL: _levels(False),
    Mode.COPY: (Step(True, True, LEVEL, None, Mode.COPY), Step(True, True, ANY, "/", Mode.LEVEL)),
    Mode.PLUS: (Step(False, True, LEVEL, None, Mode.PLUS), Step(True, True, ANY, "/", Mode.LEVEL)),
    Mode.HASH: (Step(False, True, TOPIC, None, Mode.HASH),),
    Mode.GROUP: (Step(True, False, LEVEL, None, Mode.GROUP), Step(True, False, ANY, "/", Mode.FIRST)),
    Mode.FIRST_PLUS: (
        Step(False, True, _NO_DOLLAR_LEVEL, None, Mode.PLUS),
        Step(True, True, ANY, "/", Mode.LEVEL),
    ),
    Mode.FIRST_HASH: (Step(False, True, _NO_DOLLAR, None, Mode.HASH),),
}
MAY_END = frozenset({Mode.ALONE, Mode.LEVEL, Mode.COPY, Mode.PLUS, Mode.HASH})
