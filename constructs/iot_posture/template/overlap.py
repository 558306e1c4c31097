"""Whether the wildcards of a policy leave it to the device which name stands in one level of a topic.

Wildcards are those of policies, and in filters those of MQTT as well; facts as in `names`.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from iot_posture.template.names import NamePattern

NAME = "<name>"
"""The level of a form that is asked about."""
_VARIABLE = re.compile(r"\$\{[^{}]*\}")
_ANY, _NO_SLASH = "any", "no slash"
_Element = tuple[str, bool, bool]
"""A character or a set of characters, whether it may repeat or be absent, and whether it is the name asked about."""


def leaves_open(names: NamePattern, form: str, *, mqtt: bool = False, as_meant: bool = False) -> bool:
    """Whether some name of this form is covered in which a wildcard stands for a part of the level `<name>`.

    In the form, `+` is any one level and a last `#` any rest. With `as_meant` a `*` stays in its level unless the
    pattern ends there: `things/*/shadow/get` is then about shadows, and not about a job that is named `shadow`.

    Example:
        >>> form = "$aws/things/<name>/jobs/#"
        >>> leaves_open(NamePattern("$aws/things/pump-*/jobs/get"), form)
        True
        >>> leaves_open(NamePattern("$aws/things/${iot:Connection.Thing.ThingName}/*"), form)
        False
    """
    return _leaves_open(names.masked, form, mqtt, as_meant)


@lru_cache(maxsize=1024)
def _leaves_open(masked: str, form: str, mqtt: bool, as_meant: bool) -> bool:
    pattern, wanted = tuple(_of_pattern(masked, mqtt, as_meant)), tuple(_of_form(form))
    states = [(0, 0, False)]
    seen = set(states)
    while states:
        at, to, opened = states.pop()
        if opened and at == len(pattern) and to == len(wanted):
            return True
        for state in _steps(pattern, wanted, at, to, opened):
            if state not in seen:
                seen.add(state)
                states.append(state)
    return False


def _steps(
    pattern: tuple[_Element, ...], wanted: tuple[_Element, ...], at: int, to: int, opened: bool
) -> Iterator[tuple[int, int, bool]]:
    mine = pattern[at] if at < len(pattern) else None
    theirs = wanted[to] if to < len(wanted) else None
    if mine is not None and mine[1]:
        yield at + 1, to, opened
    if theirs is not None and theirs[1]:
        yield at, to + 1, opened
    if mine is not None and theirs is not None and _meet(mine[0], theirs[0]):
        chosen = opened or (theirs[2] and mine[0] in (_ANY, _NO_SLASH))
        yield at + (not mine[1]), to + (not theirs[1]), chosen


def _meet(one: str, other: str) -> bool:
    if one == other or _ANY in (one, other):
        return True
    return (one == _NO_SLASH and other != "/") or (other == _NO_SLASH and one != "/")


def _of_pattern(masked: str, mqtt: bool, as_meant: bool) -> Iterator[_Element]:
    levels = _VARIABLE.sub("\ue001", masked).split("/")
    for index, level in enumerate(levels):
        if index:
            yield "/", False, False
        if mqtt and level == "+":
            yield _NO_SLASH, True, False
        elif mqtt and level == "#" and index == len(levels) - 1:
            yield _ANY, True, False
        else:
            wild = _NO_SLASH if as_meant and index < len(levels) - 1 else _ANY
            for character in level:
                yield wild if character in "*?" else character, character == "*", False


def _of_form(form: str) -> Iterator[_Element]:
    for index, level in enumerate(form.split("/")):
        if index:
            yield "/", False, False
        if level == "#":
            yield _ANY, True, False
        elif level in ("+", NAME):
            yield _NO_SLASH, False, level == NAME
            yield _NO_SLASH, True, level == NAME
        else:
            yield from ((character, False, False) for character in level)
