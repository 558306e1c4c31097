"""Answers that are worked out once: sixty checks ask the same questions about the same resource."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")


class Remembers(Protocol):
    """Something that keeps answers about itself; they go when it goes, so nothing grows from template to template."""

    @property
    def memo(self) -> dict[object, Any]:
        """The answers so far."""


_Owner = TypeVar("_Owner", bound=Remembers)


def remembered(
    function: Callable[Concatenate[_Owner, _Asked], _Answer],
) -> Callable[Concatenate[_Owner, _Asked], _Answer]:
    """Keep each answer of a pure function with the first of its arguments; the others are part of the question."""
    name = function.__qualname__

    @wraps(function)
    def answer(owner: _Owner, /, *asked: _Asked.args, **named: _Asked.kwargs) -> _Answer:
        question = (name, *asked, *named.items())
        memo = owner.memo
        try:
            known: _Answer = memo[question]
        except KeyError:
            known = memo[question] = function(owner, *asked, **named)
        return known

    return answer
