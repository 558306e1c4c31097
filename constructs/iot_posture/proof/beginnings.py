"""Proofs from how patterns begin, for most questions end there: literal texts that differ, or two devices' names at one place.

`dt/<A's name>/...` and `dt/<B's name>/...` have no topic in common: a name holds no slash, so in one topic both would be all
that stands between the same two slashes, and the names of two devices are never the same. `iot_posture.proof.search` comes
to the same answers, one character after the other; its docstring says why values may be compared by their ends alone.
"""

import re
from collections.abc import Sequence

from iot_posture.proof.delivery import SHARED
from iot_posture.proof.patterns import Interval, Token, Tokens, beginning

_LIVE = re.compile("[+#]")


def may_meet(patterns: Sequence[Tokens]) -> bool:
    """Whether their beginnings leave it possible that one word matches all patterns; cheap, and never wrongly no.

    Example:
        >>> from iot_posture.proof.ways import Way, owner_of, THING_NAME
        >>> mine, other = Way.OWN.stands_for(THING_NAME), owner_of(THING_NAME)
        >>> may_meet([("dt/", mine, "/t"), ("dt/", other, "/t")]), may_meet([("dt/", mine), ("dt/a/t",)])
        (False, True)
    """
    for number, one in enumerate(patterns):
        for two in patterns[number + 1 :]:
            if _apart(one, two):
                return False
    return True


def may_deliver(filters: Sequence[Tokens], topics: Sequence[Tokens]) -> bool:
    """The same for a filter and what it delivers: up to the first level that is `+` or `#`, a filter is the topic."""
    for tokens in filters:
        # What may begin with the group of a shared subscription, or with a wildcard, says nothing about the topic.
        if not SHARED.startswith(beginning(tokens)[: len(SHARED)]):
            copied = _copied(tokens)
            if any(_apart(copied, topic, more=copied != tokens) for topic in topics):
                return False
    return True


def _copied(tokens: Tokens) -> Tokens:
    """What of a filter stands in the topic as well."""
    kept: list[Token] = []
    for token in tokens:
        if isinstance(token, str):
            text = _LIVE.split(token, maxsplit=1)[0]
            kept.append(text)
            if text != token:
                break
        elif isinstance(token, Interval) and "+" not in token.of and "#" not in token.of:
            kept.append(token)
        else:
            break
    return tuple(kept)


def _apart(one: Tokens, two: Tokens, *, more: bool = False) -> bool:
    """Whether no word matches both. With `more`, anything may follow the first pattern.

    Both are read as far as it is certain that they stand at the same character.
    """
    at = there = 0
    left = right = ""
    while True:
        if not left and at < len(one) and isinstance(text := one[at], str):
            left, at = text, at + 1
        if not right and there < len(two) and isinstance(text := two[there], str):
            right, there = text, there + 1
        short = min(len(left), len(right))
        if left[:short] != right[:short]:
            return True
        left, right = left[short:], right[short:]
        if left or right or at == len(one) or there == len(two):
            return False
        mine, yours = one[at], two[there]
        if not isinstance(mine, Interval) or not isinstance(yours, Interval) or mine.label != yours.label:
            return False
        at, there = at + 1, there + 1
        if mine.side is not yours.side:
            return mine.identity and _ends(one, at, mine, more=more) and _ends(two, there, yours, more=False)


def _ends(tokens: Tokens, at: int, value: Interval, *, more: bool) -> bool:
    """Whether a value ends where its pattern says so: what follows can be no part of it."""
    if at == len(tokens):
        return not more
    after = tokens[at]
    return isinstance(after, str) and bool(after) and after[0] not in value.of
