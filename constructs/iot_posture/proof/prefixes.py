"""Patterns by their literal beginnings: which of many can have a word in common with one."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from iot_posture.proof.patterns import Tokens, beginning


class Prefixes:
    """Patterns, found by what they begin with.

    Example:
        >>> from iot_posture.proof.patterns import Many
        >>> index = Prefixes([("a/", Many()), ("b/", Many()), ("a/b/", Many())])
        >>> sorted(tokens[0] for tokens in index.meeting(("a/b/c",)))
        ['a/', 'a/b/']
    """

    def __init__(self, patterns: Iterable[Tokens]) -> None:
        self._by_prefix: dict[str, list[Tokens]] = {}
        for tokens in patterns:
            self._by_prefix.setdefault(beginning(tokens), []).append(tokens)
        self._sorted = sorted(self._by_prefix)

    def meeting(self, tokens: Tokens) -> Iterator[Tokens]:
        """The patterns whose literal beginning does not contradict this one's."""
        prefix = beginning(tokens)
        for length in range(len(prefix)):
            yield from self._by_prefix.get(prefix[:length], ())
        at = bisect_left(self._sorted, prefix)
        while at < len(self._sorted) and self._sorted[at].startswith(prefix):
            yield from self._by_prefix[self._sorted[at]]
            at += 1
