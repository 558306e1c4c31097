"""The resources of statements as patterns: what may follow `topic/` in the ARN of a request.

Source: https://docs.aws.amazon.com/iot/latest/developerguide/iot-action-resources.html, read 2026-11-22.
"""

import itertools
import math
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from iot_posture.policy.arns import Arn
from iot_posture.policy.templates import PolicyText, Template, Variable
from iot_posture.policy.uncertainties import UNCERTAINTIES, Reading
from iot_posture.policy.variables import key_of
from iot_posture.policy.wildcards import Pattern, Wildcard
from iot_posture.proof.patterns import Many, One, Token, Tokens, beginning, may_read_nothing
from iot_posture.proof.ways import CERTIFICATE_ID, CLIENT, TEMPLATE, THING_NAME, Way

DEFAULT_PLACE = Arn("aws", "iot", "us-east-1", "123456789012", "")
"""The account and region that are asked about when policies name none."""

_PINNED = Reading()
_OTHER = Reading(frozenset(uncertainty.id for uncertainty in UNCERTAINTIES))
_MOST_CHOICES = 64
_ALWAYS_THERE = frozenset({THING_NAME, CLIENT, CERTIFICATE_ID})


class Resource:
    """One resource of a statement.

    Args:
        written: what stands in the policy, read as its version says.
    """

    __slots__ = ("_known", "_template", "readings", "text")

    def __init__(self, written: PolicyText) -> None:
        self.text = written.template.text
        self._template = written.template
        # The pinned reading, and the other where that differs (U7, U13).
        pinned, other = (written.under(_PINNED), written.under(_OTHER)) if "$" in self.text else (self._template,) * 2
        self.readings: tuple[Template, ...] = (pinned,) if other is pinned or other == pinned else (pinned, other)
        self._known: dict[tuple[Way, str, str, bool], list[tuple[Tokens, ...] | None]] = {}

    def patterns(self, way: Way, place: str, kind: str, *, across: bool = False) -> list[tuple[Tokens, ...] | None]:
        """For each reading: what may follow `kind/`, or None when a variable has no value.

        Args:
            way: how the device comes, which decides what variables stand for.
            place: the beginning of all ARNs of the account and region, up to the fifth colon.
            kind: the type of resource that the action is asked for on.
            across: whether a `*` in the first five parts may reach across colons.
        """
        key = (way, place, kind, across)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = [_patterns(one, way, place, kind, across=across) for one in self.readings]
        return known

    def certain(self, way: Way, place: str, kind: str) -> tuple[Tokens, ...] | None:
        """What may follow `kind/` however the documents are read; None when that cannot be told."""
        if len(self.readings) > 1 or _is_loose(self._template):
            return None
        return self.patterns(way, place, kind)[0]

    @property
    def may_be_absent(self) -> bool:
        """Whether some devices may have no value for one of its variables."""
        keys = [key_of(one.name) for one in self._template.variables]
        return any(key not in _ALWAYS_THERE and not key.startswith(TEMPLATE) for key in keys)

    @property
    def head(self) -> "Head":
        """What stands before the fifth colon of its ARN."""
        return _head(tuple(self.text.split(":", 5)[:-1]))


class Head(NamedTuple):
    """The beginning of an ARN; nearly all resources of an app have the same.

    Args:
        place: the account and region that it names in full.
        elsewhere: an account and region that its wildcards stand for, and that nothing names.
        is_open: whether a wildcard stands in region or account, from where a `*` might reach across colons.
    """

    place: Arn | None
    elsewhere: Arn | None
    is_open: bool


@lru_cache(maxsize=256)
def _head(parts: tuple[str, ...]) -> Head:
    if len(parts) < 5:
        return Head(None, None, False)
    text = "".join(parts)
    is_open = "*" in text or "?" in text
    if is_open and "$" not in text:
        partition, _, region, account = (
            part.replace("*", other).replace("?", "x")
            for part, other in zip(parts[1:], ("aws", "iot", "another-region", "999999999999"), strict=True)
        )
        return Head(None, Arn(partition, "iot", region, account, ""), is_open)
    known = parts[2] == "iot" and not is_open and "$" not in text
    return Head(Arn(parts[1], parts[2], parts[3], parts[4], "") if known else None, None, is_open)


def _patterns(template: Template, way: Way, place: str, kind: str, *, across: bool) -> tuple[Tokens, ...] | None:
    # A variable without a value counts on every type of resource: with it, `NotResource` leaves out everything.
    if template.before_resource():
        return None
    choices = [_tokens(part, way) for part in template.parts]
    if () in choices:
        return None
    beginning = f"{place}{kind}/"
    first = template.parts[0] if template.parts else ""
    if isinstance(first, str) and len(first) >= len(beginning) and not first.startswith(beginning):
        return ()
    if math.prod(map(len, choices)) > _MOST_CHOICES:
        choices = [one if len(one) == 1 else (Many(),) for one in choices]
    found = (_behind(joined(tokens), place, kind, across=across) for tokens in itertools.product(*choices))
    return tuple(itertools.chain.from_iterable(found))


def _behind(pattern: Tokens, place: str, kind: str, *, across: bool) -> list[Tokens]:
    """What is left of a pattern behind `kind/`."""
    if beginning(pattern).startswith(place):
        return after(pattern, f"{place}{kind}/")  # the usual case: account and region are written out
    segments = None if across else _segments(pattern)
    if segments is None:
        return after(pattern, f"{place}{kind}/")
    matches = map(Pattern.matches, map(_glob, segments[:5]), place.split(":"))
    return after(segments[5], f"{kind}/") if all(matches) else []


def _tokens(part: str | Wildcard | Variable, way: Way) -> tuple[Token, ...]:
    """What a part may stand for: a variable that some devices lack, for its value or for its default."""
    match part:
        case str():
            return (part,)
        case Wildcard.MANY:
            return (Many(),)
        case Wildcard.ONE:
            return (One(),)
        case Variable(name, default):
            value = way.stands_for(name)
            always = key_of(name) in _ALWAYS_THERE and value is not None
            return tuple(one for one in (value, None if always else default) if one is not None)
    raise AssertionError(part)


def _is_loose(template: Template) -> bool:
    """Whether its patterns can match more than it does: a variable has a default, or is cut by the slash after the type."""
    variables = template.variables
    if not variables:
        return False
    before = "".join(
        one for one in itertools.takewhile(lambda one: one != variables[0], template.parts) if isinstance(one, str)
    )
    return any(one.default is not None for one in variables) or "/" not in before.rpartition(":")[2]


def joined(tokens: Iterable[Token]) -> Tokens:
    """Tokens with neighbouring texts made one, and neighbouring `*` too."""
    merged: list[Token] = []
    for token in tokens:
        if isinstance(token, str) and merged and isinstance(merged[-1], str):
            merged[-1] += token
        elif token != "" and not (isinstance(token, Many) and merged and merged[-1] == token):
            merged.append(token)
    return tuple(merged)


def _segments(pattern: Tokens) -> list[Tokens] | None:
    """The six parts of an ARN, if five colons stand in its text."""
    if beginning(pattern).count(":") >= 5:
        *before, rest = beginning(pattern).split(":", 5)
        return [*((part,) for part in before), joined((rest, *pattern[1:]))]
    parts: list[list[Token]] = [[]]
    for token in pattern:
        pieces = token.split(":", 6 - len(parts)) if isinstance(token, str) and len(parts) < 6 else [token]
        parts[-1].append(pieces[0])
        parts += [[piece] for piece in pieces[1:]]
    return [joined(part) for part in parts] if len(parts) == 6 else None


def _glob(tokens: Tokens) -> Pattern:
    return Pattern(
        tuple(
            one if isinstance(one, str) else Wildcard.MANY if isinstance(one, Many) else Wildcard.ONE for one in tokens
        )
    )


def after(pattern: Tokens, text: str) -> list[Tokens]:
    """What is left of a pattern once it has read a text: one pattern for each way to read it."""
    if text and beginning(pattern).startswith(text):
        rest = beginning(pattern)[len(text) :]
        return [(rest, *pattern[1:]) if rest else pattern[1:]]
    reached = {pattern: None}
    for character in text:
        reached = {left: None for tokens in reached for left in _after_one(tokens, character)}
    return list(reached)


def _after_one(tokens: Tokens, character: str) -> Iterator[Tokens]:
    if not tokens:
        return
    first, *rest = tokens
    if isinstance(first, str):
        if first.startswith(character):
            yield joined((first[1:], *rest))
        return
    if character in first.of:
        kept = () if isinstance(first, One) else (Many(first.of),)
        yield joined((*kept, *rest))
    if may_read_nothing(first):
        yield from _after_one(tuple(rest), character)
