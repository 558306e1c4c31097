"""Brute force for the prover's patterns: regular expressions, and all the words there are up to a length."""

import itertools
import re
from collections.abc import Iterable, Iterator
from functools import cache

from iot_posture.proof.characters import CharacterClass
from iot_posture.proof.patterns import Many, One, Tokens


def words(characters: str, longest: int) -> Iterator[str]:
    """All words of these characters, none of them empty."""
    for length in range(1, longest + 1):
        yield from map("".join, itertools.product(characters, repeat=length))


@cache
def expression(tokens: Tokens) -> re.Pattern[str]:
    """What a pattern without variables matches."""
    parts = []
    for token in tokens:
        match token:
            case str():
                parts.append(re.escape(token))
            case Many(of):
                parts.append(_class(of) + "*")
            case One(of):
                parts.append(_class(of))
            case _:
                raise TypeError(token)
    return re.compile("".join(parts), re.DOTALL)


def fits(word: str, wanted: Iterable[Tokens], unwanted: Iterable[Tokens] = ()) -> bool:
    """Whether a word matches all of these, and none of those."""
    return all(expression(tokens).fullmatch(word) for tokens in wanted) and not any(
        expression(tokens).fullmatch(word) for tokens in unwanted
    )


def _class(of: CharacterClass) -> str:
    if of.allowed is None:
        return f"[^{re.escape(''.join(sorted(of.excluded)))}]" if of.excluded else "."
    return f"[{re.escape(''.join(sorted(of.allowed)))}]"
