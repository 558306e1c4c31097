"""What a template says once its intrinsic functions are resolved: text with named holes, or a reason why not."""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

MARK = "\ue000"
"""Stands for one hole in `Text.masked`: a private-use character, so no template text means it."""


@dataclass(frozen=True, slots=True)
class Hole:
    """A part of a text that is known only at deployment.

    `target` is the logical ID of the resource that the part comes from, where it comes from one.
    """

    name: str
    target: str | None = None


class Text:
    """A text whose unknown parts are named holes. It never changes.

    Example:
        >>> text = Text.of("arn:", Hole("AWS::Partition"), ":iot:", "::topic/*")
        >>> str(text)
        'arn:<AWS::Partition>:iot:::topic/*'
        >>> text.literal is None, Text.of("iot:", "*").literal
        (True, 'iot:*')
    """

    __slots__ = ("holes", "literal", "masked", "parts")
    __match_args__ = ("parts",)

    def __init__(self, parts: "tuple[str | Hole, ...]") -> None:
        # Worked out at once: a text is made once and asked by many checks.
        self.parts = parts
        self.holes: tuple[Hole, ...] = ()
        """The unknown parts, in order."""
        self.literal: str | None
        """The text when nothing of it is unknown."""
        self.masked: str
        """The text with `MARK` for each hole, for searching and splitting."""
        if len(parts) < 2 and (not parts or isinstance(parts[0], str)):
            self.literal = self.masked = str(parts[0]) if parts else ""
            return
        self.holes = tuple([part for part in parts if isinstance(part, Hole)])
        self.masked = "".join([part if isinstance(part, str) else MARK for part in parts])
        self.literal = None if self.holes else self.masked

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self.parts == other.parts

    def __hash__(self) -> int:
        return hash(self.parts)

    def __repr__(self) -> str:
        return f"Text(parts={self.parts!r})"

    @classmethod
    def of(cls, *parts: "str | Hole | Text") -> "Text":
        """Join parts into one text; neighbouring literal parts become one."""
        if len(parts) == 1 and isinstance(parts[0], str):
            return cls(parts) if parts[0] else cls(())  # type: ignore[arg-type] # nearly all texts are one literal
        flat: list[str | Hole] = []
        for part in parts:
            for piece in part.parts if isinstance(part, Text) else (part,):
                if isinstance(piece, Hole):
                    flat.append(piece)
                elif flat and isinstance(flat[-1], str):
                    flat[-1] += piece
                elif piece:
                    flat.append(piece)
        return cls(tuple(flat))

    def split(self, separator: str) -> "list[Text]":
        """The pieces between the separators that are known to be there.

        Example:
            >>> [str(piece) for piece in Text.of("dt/", Hole("Prefix"), "-a/b").split("/")]
            ['dt', '<Prefix>-a', 'b']
        """
        pieces: list[list[str | Hole]] = [[]]
        for part in self.parts:
            if isinstance(part, Hole):
                pieces[-1].append(part)
            else:
                first, *others = part.split(separator)
                pieces[-1].append(first)
                pieces += [[other] for other in others]
        return [Text.of(*piece) for piece in pieces]

    @property
    def whole_hole(self) -> Hole | None:
        """The hole when nothing else is in the text."""
        only = self.parts[0] if len(self.parts) == 1 else None
        return only if isinstance(only, Hole) else None

    def __str__(self) -> str:
        if self.literal is not None:
            return self.literal
        return "".join([part if isinstance(part, str) else f"<{part.name}>" for part in self.parts])


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that cannot be resolved from the template, and why."""

    reason: str


class Absent(enum.Enum):
    """There is no value: the property is not there, is null, or is `AWS::NoValue`."""

    ABSENT = enum.auto()


ABSENT = Absent.ABSENT

Value = Text | bool | int | float | Mapping[str, object] | Sequence[object] | Unknown | Absent
"""A resolved value. What stands inside a mapping or a sequence is not resolved yet."""


def one_line(names: Iterable[str]) -> str:
    """Names for a message: `a, b and c`."""
    listed = list(names)
    return " and ".join(filter(None, [", ".join(listed[:-1]), *listed[-1:]]))
