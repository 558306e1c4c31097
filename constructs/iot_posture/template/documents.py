"""A parsed file: what it says, and on which line it says it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from iot_posture.template.nodes import Path

Lines = Callable[[Path], int | None]
"""The line of a path from the root of a file, or of the deepest part of it that is there."""


_ESCAPES = ("\\u", "\\U", "\\x", "\\N", *(f"\\{line_break}" for line_break in "\n\x85\u2028\u2029"))
"""With these, JSON and YAML can write a word in another way."""


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file."""

    body: object
    line: Lines = field(repr=False)
    uses_conditions: bool
    """Whether some value depends on a condition; most templates have none, and need no search in each resource."""
    text: str | None = field(default=None, repr=False)
    """The text that was parsed, where there is one."""

    def may_say(self, *words: str) -> bool:
        """Whether one of the words can stand in a value; only a clear no is false, and costs next to nothing.

        Example:
            >>> document = Document({"a": "b"}, no_lines, False, '{"a": "b"}')
            >>> document.may_say("b"), document.may_say("c")
            (True, False)
        """
        text = self.text
        return text is None or any(word in text for word in (*words, *_ESCAPES))


def no_lines(_: Path) -> None:
    """Of a document without a text."""
    return


def conditions_in(raw: object) -> Iterator[str]:
    """The names of the conditions that `Fn::If` asks for, in a raw value."""
    if isinstance(raw, Mapping):
        match raw.get("Fn::If"):
            case [str(condition), _, _]:
                yield condition
        for value in raw.values():
            if isinstance(value, (dict, list)):
                yield from conditions_in(value)
    elif isinstance(raw, list):
        for value in raw:
            if isinstance(value, (dict, list)):
                yield from conditions_in(value)
