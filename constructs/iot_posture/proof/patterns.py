"""Patterns made ready to be read along with others: those a word must match, and those it must not.

See `iot_posture.proof.search` for what is done with them, and why that is sound.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from iot_posture.proof.characters import ANY, CharacterClass


class Side(Enum):
    """Whose value a variable stands for."""

    ACTOR = "actor"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Many:
    """Any number of characters of a class: `*`, or what `+` and `#` stand for in the topics that are owned."""

    of: CharacterClass = ANY


@dataclass(frozen=True, slots=True)
class One:
    """Exactly one character: `?`."""

    of: CharacterClass = ANY


@dataclass(frozen=True, slots=True)
class Interval:
    """A variable.

    Args:
        label: which variable, in its one form.
        of: the class its value is made of.
        side: whose value it is.
        identity: whether two devices never have the same value.
        fixed_length: whether all values are of one length.
        may_be_empty: whether a value may have no character, as what a template leaves open may. Default: it has one.
    """

    label: str
    of: CharacterClass
    side: Side = Side.ACTOR
    identity: bool = False
    fixed_length: bool = False
    may_be_empty: bool = False

    def __hash__(self) -> int:
        return hash(
            self.label
        )  # patterns are looked up all the time, and those that differ hardly differ in this alone


Token = str | Many | One | Interval
Tokens = tuple[Token, ...]
"""A pattern: literal texts and what is not literal."""


def beginning(tokens: Tokens) -> str:
    """The literal text that every word of a pattern begins with."""
    return tokens[0] if tokens and isinstance(tokens[0], str) else ""


class Move(NamedTuple):
    """One way on from a position: read this character, or one of this class."""

    character: str | None
    of: CharacterClass
    to: int
    closes: Interval | None
    opens: Interval | None


class Track:
    """A pattern made ready to be read. A position is twice the number of its token, plus one inside an interval.

    Use `track`, which keeps the ones that are asked for again.
    """

    __slots__ = ("_accepting", "_moves", "_tokens", "intervals", "prefix", "tokens")

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.prefix = beginning(tokens)
        self.intervals = tuple(token for token in tokens if isinstance(token, Interval))
        self._tokens: list[str | Many | One | Interval] = []
        for token in tokens:
            self._tokens.extend(token if isinstance(token, str) else (token,))
        self._moves: list[tuple[Move, ...] | None] = [None] * (2 * len(self._tokens) + 2)
        accepting = len(self._tokens)
        while accepting and may_read_nothing(self._tokens[accepting - 1]):
            accepting -= 1
        self._accepting = accepting

    def moves(self, position: int) -> tuple[Move, ...]:
        """The ways on from a position."""
        known = self._moves[position]
        if known is None:
            known = self._moves[position] = tuple(self._made(position >> 1, bool(position & 1)))
        return known

    def inside(self, position: int) -> Interval | None:
        """The interval that is open at a position."""
        token = self._tokens[position >> 1] if position & 1 else None
        return token if isinstance(token, Interval) else None

    def accepts(self, position: int) -> bool:
        """Whether the word may end here."""
        return (position >> 1) + (position & 1) >= self._accepting

    def matches(self, word: str) -> bool:
        """Whether a word matches, a variable standing for any value."""
        positions = {0}
        for character in word:
            positions = {
                move.to
                for position in positions
                for move in self.moves(position)
                if character in move.of and move.character in {None, character}
            }
        return any(map(self.accepts, positions))

    def _made(self, at: int, inside: bool) -> Iterator[Move]:
        closes = self.inside(2 * at + inside)
        if closes is not None:
            yield from self._ahead(at + 1, closes)
            yield Move(None, closes.of, 2 * at + 1, None, None)
        else:
            yield from self._ahead(at, None)

    def _ahead(self, at: int, closes: Interval | None) -> Iterator[Move]:
        """The ways on from the beginning of a token; what may read nothing may be skipped."""
        while at < len(self._tokens):
            token = self._tokens[at]
            match token:
                case str():
                    yield Move(token, ANY, 2 * at + 2, closes, None)
                case One(of):
                    yield Move(None, of, 2 * at + 2, closes, None)
                case Interval(of=of):
                    yield Move(None, of, 2 * at + 1, closes, token)
                case Many(of):
                    yield Move(None, of, 2 * at, closes, None)
            if not may_read_nothing(token):
                return
            at += 1


def may_read_nothing(token: Token) -> bool:
    """Whether a token can stand for no character at all."""
    return isinstance(token, Many) or (isinstance(token, Interval) and token.may_be_empty)


@lru_cache(maxsize=512)
def track(tokens: Tokens) -> Track:
    """The track of a pattern."""
    return Track(tokens)


class Forbidden:
    """Patterns of which a word must match none. An interval is matched by an open interval of the same variable only.

    As in `policy.wildcards`, a set of positions is an integer, and `*` is a loop at the position it stands at. `?` is any
    character here: what policies and topic templates forbid has no other.
    """

    __slots__ = ("_any", "_done", "_loops", "_narrow", "letters", "starts", "variables")

    def __init__(self, patterns: Iterable[Tokens]) -> None:
        self.letters: dict[str, int] = {}
        self.variables: dict[str, int] = {}
        self._narrow: dict[CharacterClass, int] = {}
        self.starts = self._any = self._loops = self._done = 0
        at = 0
        for tokens in patterns:
            self.starts |= 1 << at
            for token in tokens:
                match token:
                    case str():
                        for character in token:
                            self.letters[character] = self.letters.get(character, 0) | 1 << at
                            at += 1
                    case One(of) if of == ANY:
                        self._any |= 1 << at
                        at += 1
                    case Many(of) if of == ANY:
                        self._loops |= 1 << at
                    case Many(of):
                        self._narrow[of] = self._narrow.get(of, 0) | 1 << at
                    case Interval(label):
                        self.variables[label] = self.variables.get(label, 0) | 1 << at
                        at += 1
                    case _:
                        raise AssertionError(token)
            self._done |= 1 << at
            at += 1

    def step(self, live: int, character: str) -> int:
        """The live positions after a character."""
        loops = self._loops
        for of, mask in self._narrow.items():
            loops |= mask if character in of else 0
        return (live & loops) | ((live & (self.letters.get(character, 0) | self._any)) << 1)

    def ends(self, live: int) -> Iterator[str]:
        """Characters that end what a live position loops over: for `+`, the slash."""
        for of, mask in self._narrow.items():
            if live & mask:
                yield from sorted(of.excluded)

    def insists_on(self, live: int, character: str) -> bool:
        """Whether a live position asks for this very character."""
        return bool(live & self.letters.get(character, 0))

    def forbids(self, live: int) -> bool:
        """Whether the word, were it to end here, would match one of the patterns."""
        return bool(live & self._done)


def bind(tokens: Tokens, values: Mapping[tuple[Side, str], str]) -> Tokens:
    """The pattern with values in place of the variables that have one."""
    bound: list[Token] = []
    for token in tokens:
        value = values.get((token.side, token.label)) if isinstance(token, Interval) else None
        part = token if value is None else value
        if isinstance(part, str) and bound and isinstance(bound[-1], str):
            bound[-1] += part
        else:
            bound.append(part)
    return tuple(bound)
