"""Answers that are worked out once: sixty checks ask the same questions about the same resource."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar

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
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def answer(owner: _Owner, /, *asked: _Asked.args, **named: _Asked.kwargs) -> _Answer:
        question: object = (name, *asked, *named.items()) if named else (name, *asked) if asked else name
        memo = owner.memo
        try:
            known: _Answer = memo[question]
        except KeyError:
            known = memo[question] = function(owner, *asked, **named)
        return known

    return answer


class once(Generic[_Answer]):  # noqa: N801 -- it is used as `property` is
    """A property that is worked out once. That of `functools` takes a lock before Python 3.12, which costs more than most."""

    def __init__(self, function: Callable[[Any], _Answer]) -> None:
        self._function = function
        self._name = function.__name__
        self.__doc__ = function.__doc__

    def __get__(self, owner: Any, _: type | None = None) -> _Answer:  # noqa: ANN401 -- whatever the class is
        answer = owner.__dict__[self._name] = self._function(owner)
        return answer
