"""Patterns of literal text, `*` and `?`, matched in time that no pattern can make exponential.

`*` stands for any text, also none, and `?` for exactly one character. Both also stand for `/` and `:`, because a
policy knows nothing of topic levels; `+` and `#` are ordinary characters.

Source: https://docs.aws.amazon.com/iot/latest/developerguide/pub-sub-policy.html, read 2026-11-22.
"""

import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass


class Wildcard(enum.Enum):
    """What in a pattern is not text."""

    MANY = "*"
    ONE = "?"


_WILDCARD = re.compile(r"([*?])")
_WILDCARDS = {one.value: one for one in Wildcard}


@dataclass(frozen=True, slots=True)
class Pattern:
    """Literal text and wildcards, in order.

    Example:
        >>> pattern = Pattern.of("root/*/test/?")
        >>> pattern.matches("root/1/2/test/x"), pattern.matches("root/test/x")
        (True, False)
    """

    parts: tuple[str | Wildcard, ...]

    @classmethod
    def of(cls, text: str) -> "Pattern":
        """The pattern that a text without variables and escapes means."""
        return cls(parts_of(text))

    @property
    def literal(self) -> str | None:
        """The only text this pattern matches, or None when it has a wildcard."""
        texts = [part for part in self.parts if isinstance(part, str)]
        return "".join(texts) if len(texts) == len(self.parts) else None

    @property
    def text(self) -> str:
        """The pattern as a policy writes it, escapes undone."""
        return "".join(part if isinstance(part, str) else part.value for part in self.parts)

    def matches(self, text: str) -> bool:
        """Whether the pattern covers all of the text.

        A set of pattern positions, kept as the bits of one integer, moves along the text: the time is the length of
        the text times the length of the pattern, whatever they hold, and each step handles all positions at once.
        """
        accepting, loops, one, letters = 0, 0, 0, dict[str, int]()
        for part in self.parts:
            if part is Wildcard.MANY:
                loops |= 1 << accepting
                continue
            for character in part if isinstance(part, str) else "?":
                if part is Wildcard.ONE:
                    one |= 1 << accepting
                else:
                    letters[character] = letters.get(character, 0) | 1 << accepting
                accepting += 1
        positions = 1
        for character in text:
            positions = (positions & loops) | ((positions & (letters.get(character, 0) | one)) << 1)
            if not positions:
                return False
        return bool(positions >> accepting & 1)

    def split(self, separator: str, most: int) -> list["Pattern"]:
        """The pattern cut at the first `most` separators that stand in its text, as `str.split` does it."""
        pieces: list[list[str | Wildcard]] = [[]]
        for part in self.parts:
            texts: list[str | Wildcard] = [part]
            if isinstance(part, str):
                texts = list(part.split(separator, most - len(pieces) + 1))
            pieces[-1].append(texts[0])
            pieces.extend([text] for text in texts[1:])
        return [joined(piece) for piece in pieces]


def parts_of(text: str) -> tuple[str | Wildcard, ...]:
    """The texts and wildcards of a text without variables and escapes."""
    if "*" not in text and "?" not in text:
        return (text,) if text else ()
    return tuple([_WILDCARDS.get(part, part) for part in _WILDCARD.split(text) if part])


def joined(parts: Iterable[str | Wildcard]) -> Pattern:
    """A pattern of these parts, neighbouring texts made one."""
    merged: list[str | Wildcard] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part != "":
            merged.append(part)
    return Pattern(tuple(merged))
