"""Where a search stands, how it came there, and what it found on the way."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from iot_posture.proof.delivery import Mode
from iot_posture.proof.patterns import Interval, Move, Side


@dataclass(frozen=True, slots=True)
class Found:
    """Words that were found, and the values of the variables in them, by side and label; the first when several."""

    topic: str
    filter: str
    values: dict[tuple[Side, str], str]


class State(NamedTuple):
    """Where everything is; equal states have equal futures."""

    mode: Mode
    positions: tuple[int, ...]
    together: int
    live: tuple[int, int]
    waiting: tuple[int, int]
    slashes: int


class Arrival(NamedTuple):
    """How a state was reached first."""

    before: State | None
    topic: str
    filter: str
    moves: tuple[Move | None, ...]


def found_at(
    state: State, arrivals: Mapping[State, Arrival], tracks: int, on_topic: int, unread: Mapping[tuple[Side, str], str]
) -> Found:
    """The words that lead to a state, and what the intervals of the tracks read on the way, or else have `unread`."""
    path: list[Arrival] = []
    at: State | None = state
    while at is not None:
        path.append(arrivals[at])
        at = arrivals[at].before
    path.reverse()
    values: dict[tuple[Side, str], str] = {}
    for number in range(tracks):
        word = "topic" if number < on_topic else "filter"
        open_: Interval | None = None
        content = ""
        for arrival in path:
            move = arrival.moves[number] if arrival.moves else None
            if move is None:
                continue
            if move.closes is not None and open_ is not None:
                values.setdefault((open_.side, open_.label), content)
                open_ = None
            if move.opens is not None:
                open_, content = move.opens, ""
            if open_ is not None:
                content += getattr(arrival, word)
        if open_ is not None:
            values.setdefault((open_.side, open_.label), content)
    topic, topic_filter = "".join(one.topic for one in path), "".join(one.filter for one in path)
    return Found(topic, topic_filter, {**unread, **values})
