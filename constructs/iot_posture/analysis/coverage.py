"""How what two statements name lies to each other: whether one covers the other, and whether they overlap.

A name is a row of symbols: characters, wildcards, and units, which are policy variables and parts that are known only
at deployment. Nothing is known of a unit but that it equals itself, so answers hold whatever it stands for: what is
said to be covered is covered. Time is the product of the two lengths.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from iot_posture.policy.templates import Template, Variable
from iot_posture.policy.variables import key_of
from iot_posture.policy.wildcards import Wildcard
from iot_posture.template import Hole, Text


@dataclass(frozen=True, slots=True)
class Unit:
    """A variable or a hole: some text, the same wherever it stands."""

    name: str


Symbol = str | Wildcard | Unit
"""A text symbol is one character."""


def symbols(text: Text) -> tuple[Symbol, ...]:
    """The symbols of a resource as a policy means it."""
    found: list[Symbol] = []
    for part in text.parts:
        if isinstance(part, Hole):
            found.append(Unit(f"<{part.name}>"))
            continue
        for piece in Template.parse(part).parts:
            if isinstance(piece, Variable):
                found.append(Unit(key_of(piece.name)))
            elif isinstance(piece, Wildcard):
                found.append(piece)
            else:
                found += piece
    return tuple(found)


def covers(outer: Sequence[Symbol], inner: Sequence[Symbol]) -> bool:
    """Whether everything that `inner` matches is matched by `outer` too.

    Example:
        >>> covers(symbols(Text.of("topic/*")), symbols(Text.of("topic/a/${iot:ClientId}/*")))
        True
        >>> covers(symbols(Text.of("topic/a?")), symbols(Text.of("topic/a*")))
        False
    """
    return _walk(outer, inner, _takes_in, inner_many=False)


def overlaps(first: Sequence[Symbol], second: Sequence[Symbol]) -> bool:
    """Whether some text is matched by both; a unit is only ever met by `*` or by itself.

    Example:
        >>> overlaps(symbols(Text.of("a/*/c")), symbols(Text.of("a/b/*")))
        True
    """
    return _walk(first, second, lambda one, other: _takes_in(one, other) or _takes_in(other, one), inner_many=True)


def _takes_in(outer: Symbol, inner: Symbol) -> bool:
    if outer is Wildcard.ONE:
        return isinstance(inner, str) or inner is Wildcard.ONE
    return outer == inner


def _walk(
    outer: Sequence[Symbol], inner: Sequence[Symbol], meets: Callable[[Symbol, Symbol], bool], *, inner_many: bool
) -> bool:
    """Move along both rows at once. `inner_many` lets a `*` of the second row stand for symbols of the first."""
    places = _closed({0}, outer)
    for symbol in inner:
        if symbol is Wildcard.MANY and inner_many:
            places = set(range(min(places), len(outer) + 1)) if places else places
            continue
        places = _closed(
            {place for place in places if place < len(outer) and outer[place] is Wildcard.MANY}
            | {
                place + 1
                for place in places
                if place < len(outer) and outer[place] is not Wildcard.MANY and meets(outer[place], symbol)
            },
            outer,
        )
    return len(outer) in places


def _closed(places: set[int], outer: Sequence[Symbol]) -> set[int]:
    """The places, and those that a `*` lets one skip to."""
    found = set(places)
    for place in places:
        at = place
        while at < len(outer) and outer[at] is Wildcard.MANY:
            at += 1
            found.add(at)
    return found
