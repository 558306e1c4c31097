"""Many patterns as one compiled matcher: a decision costs one look-up or one regular expression for all of them.

Patterns are merged into a tree of their common beginnings, so that a text is compared with each beginning once. What
follows the first wildcard is matched with atomic groups: after `*`, the first place where the next text fits is as
good as any later one, so nothing is ever tried twice, and no pattern can make matching exponential.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from iot_posture.policy.wildcards import Pattern, Wildcard

Matcher = Callable[[str], object]
"""Truthy when the text is matched."""

_LONGEST_PIECE = 64
"""Characters between two `*` up to which a regular expression searches fast; longer ones are left to the plain
matcher."""

_DEEPEST = 40
"""Forks of the tree inside one another, below what Python's regular expressions take."""

_Tail = tuple[str | Wildcard, ...]


def any_of(patterns: Iterable[Pattern]) -> Matcher:
    """A matcher for texts that any of the patterns covers.

    Example:
        >>> match = any_of([Pattern.of("topic/a/*"), Pattern.of("topic/b")])
        >>> [bool(match(text)) for text in ("topic/a/1", "topic/b", "topic/c")]
        [True, True, False]
    """
    wanted = list(dict.fromkeys(patterns))
    if any(pattern.parts and set(pattern.parts) == {Wildcard.MANY} for pattern in wanted):
        return lambda text: True  # noqa: ARG005 - every text
    literals = frozenset(pattern.literal for pattern in wanted if pattern.literal is not None)
    globs = [pattern for pattern in wanted if pattern.literal is None]
    slow = [pattern for pattern in globs if _longest_piece(pattern) > _LONGEST_PIECE]
    fast = [_split(pattern) for pattern in globs if _longest_piece(pattern) <= _LONGEST_PIECE]
    matchers: list[Matcher] = [literals.__contains__] if literals else []
    if fast:
        # The text is matched from its start and each branch ends with its own end mark, where it needs one.
        matchers.append(re.compile(_tree(fast, 0), re.DOTALL).match)
    matchers += [pattern.matches for pattern in slow]
    return _first_of(matchers)


def _first_of(matchers: Sequence[Matcher]) -> Matcher:
    match matchers:
        case []:
            return lambda text: False  # noqa: ARG005 - no text
        case [only]:
            return only
        case [first, second]:
            return lambda text: first(text) or second(text)
    return lambda text: any(matcher(text) for matcher in matchers)


def _longest_piece(pattern: Pattern) -> int:
    """The longest run without `*` that a matcher has to search for: whatever follows the first `*`."""
    longest, length, searching = 0, 0, False
    for part in pattern.parts:
        if part is Wildcard.MANY:
            searching, length = True, 0
        elif searching:
            length += len(part) if isinstance(part, str) else 1
            longest = max(longest, length)
    return longest


def _split(pattern: Pattern) -> tuple[str, _Tail]:
    """A pattern as its literal beginning and the rest."""
    if pattern.parts and isinstance(pattern.parts[0], str):
        return pattern.parts[0], pattern.parts[1:]
    return "", pattern.parts


def _tree(patterns: list[tuple[str, _Tail]], depth: int) -> str:
    """A regular expression for any of the patterns, their common beginning written once."""
    common = _common_beginning([beginning for beginning, _ in patterns])
    rest = [(beginning[len(common) :], tail) for beginning, tail in patterns]
    branches = [_regex(tail) for beginning, tail in rest if not beginning]
    forks: dict[str, list[tuple[str, _Tail]]] = {}
    for beginning, tail in rest:
        if beginning:
            forks.setdefault(beginning[0], []).append((beginning, tail))
    for fork in forks.values():
        if len(fork) > 1 and depth < _DEEPEST:
            branches.append(_tree(fork, depth + 1))
        else:
            branches += [re.escape(beginning) + _regex(tail) for beginning, tail in fork]
    body = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    return re.escape(common) + body


def _common_beginning(texts: list[str]) -> str:
    first, last = min(texts), max(texts)
    length = next((index for index, character in enumerate(first) if last[index] != character), len(first))
    return first[:length]


def _regex(tail: _Tail) -> str:
    """A regular expression for what follows the literal beginning, up to the end of the text."""
    pieces = [""]
    for part in tail:
        if part is Wildcard.MANY:
            pieces.append("")
        else:
            pieces[-1] += re.escape(part) if isinstance(part, str) else "."
    first, *searched = pieces
    if not searched:
        return first + r"\Z"
    *middle, last = searched
    found = "".join(f"(?>.*?{piece})" for piece in middle if piece)
    return first + found + (rf".*{last}\Z" if last else "")
