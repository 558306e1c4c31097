"""Intervals that have something to do with each other: two sides' values of one identity, and one side's same value.

Which pairs of tracks are inside intervals that opened at the same character is kept as the bits of an integer.
"""

import itertools
from collections.abc import Iterator, Sequence

from iot_posture.proof.patterns import Move, Track


class Pairs:
    """The pairs of some tracks. See `iot_posture.proof.search` for the rules, and why they are sound."""

    def __init__(self, tracks: Sequence[Track]) -> None:
        self._tracks = tracks
        self._pairs = tuple(self._paired())

    def _paired(self) -> Iterator[tuple[int, int]]:
        """Tracks whose intervals have something to do with each other."""
        for first, second in itertools.combinations(range(len(self._tracks)), 2):
            labels = {interval.label for interval in self._tracks[first].intervals}
            if any(interval.label in labels for interval in self._tracks[second].intervals):
                yield first, second

    def after(self, before: int, positions: tuple[int, ...], moves: tuple[Move | None, ...]) -> int | None:
        """Which pairs of tracks are inside intervals that opened together, or None when that breaks a rule."""
        together = 0
        for bit, (first, second) in enumerate(self._pairs):
            one, two = moves[first], moves[second]
            if before >> bit & 1:
                ends = (one is not None and one.closes is not None, two is not None and two.closes is not None)
                at, there = positions[first], positions[second]
                # Where only one of the words reads, the other interval may have the same content and close later.
                both = one is not None and two is not None
                if both and not self._may_close(first, at, second, there, *ends):
                    return None
                if not any(ends):
                    together |= 1 << bit
            opened = (one.opens if one is not None else None, two.opens if two is not None else None)
            if opened[0] is not None and opened[1] is not None and opened[0].label == opened[1].label:
                together |= 1 << bit
        return together

    def _may_close(self, first: int, at: int, second: int, there: int, closes: bool, closes_too: bool) -> bool:
        """Whether intervals that opened together may go on like this."""
        one, two = self._tracks[first].inside(at), self._tracks[second].inside(there)
        if one is None or two is None or not (closes or closes_too):
            return True
        if one.side is two.side:
            return closes == closes_too
        return not one.identity or (closes != closes_too and not one.fixed_length)

    def may_end(self, together: int, positions: tuple[int, ...]) -> bool:
        """Whether all intervals that are open together may close here."""
        return not any(
            together >> bit & 1 and not self._may_close(first, positions[first], second, positions[second], True, True)
            for bit, (first, second) in enumerate(self._pairs)
        )
