"""One place of a template: its resolved value, where it stands, and the way to what is below it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from iot_posture.template.values import ABSENT, Text, Unknown, Value, one_line

Path = tuple[str | int, ...]
"""Steps from a resource to a value: property names and list positions."""


@dataclass(slots=True, unsafe_hash=True)  # not frozen: that doubles the time to make one, and thousands are made
class Node:
    """A resolved value at its path. It never changes; what is below it is resolved when somebody asks.

    Nothing below an unknown value can be known, so its children are the same unknown at the same path: a check
    that asks for them says where the template stops telling.
    """

    value: Value
    path: Path
    resolve: Callable[[object, Path], "Node"] = field(repr=False, compare=False)
    embedded: bool = False
    """True inside a JSON document that is written as text: the text is the only place there is."""
    _below: dict[str | int, "Node"] | None = field(default=None, repr=False, compare=False)
    _memo: dict[object, Any] | None = field(default=None, repr=False, compare=False)

    def get(self, *steps: str) -> "Node":
        """The node below, which is absent when there is none."""
        node = self
        for step in steps:
            below = node._below
            known = None if below is None else below.get(step)
            node = node._get(step) if known is None else known
        return node

    def members(self) -> Iterator[tuple[str, "Node"]]:
        """The entries of a mapping that are present."""
        if isinstance(self.value, (dict, Mapping)):
            for key, raw in self.value.items():
                child = self._child(raw, key)
                if child.value is not ABSENT:
                    yield key, child

    def elements(self) -> list["Node"]:
        """The entries of a list; a lone value counts as a list of one, as it does everywhere in policies."""
        value = self.value
        if type(value) is Text:
            return [self]
        if type(value) is not dict and isinstance(value, (list, Sequence)):
            children = [self._child(raw, index) for index, raw in enumerate(value)]
            return [child for child in children if child.value is not ABSENT]
        return [self] if value is not ABSENT else []

    @property
    def present(self) -> bool:
        """Whether the template says anything here, be it unknown."""
        return self.value is not ABSENT

    @property
    def text(self) -> Text | None:
        """The value as text; numbers and booleans read as CloudFormation writes them."""
        value = self.value
        if type(value) is Text:
            return value
        if isinstance(value, bool):
            return Text.of("true" if value else "false")
        return Text.of(str(value)) if isinstance(value, (int, float)) else None

    @property
    def literal(self) -> str | None:
        """The text when all of it is known."""
        value = self.value
        if type(value) is Text:
            return value.literal
        text = self.text
        return None if text is None else text.literal

    @property
    def unknown_reason(self) -> str | None:
        """Why the value cannot be told, or None when it can be."""
        value = self.value
        if type(value) is Text:
            holes = value.holes
            return f"{one_line(hole.name for hole in holes)} is known only at deployment" if holes else None
        return value.reason if type(value) is Unknown else None

    @property
    def dotted(self) -> str:
        """The path as findings print it."""
        return ".".join(map(str, self.path))

    @property
    def memo(self) -> dict[object, Any]:
        """What is known about this node; see `template.memo`."""
        if self._memo is None:
            self._memo = {}
        return self._memo

    def _get(self, step: str) -> "Node":
        value = self.value
        if isinstance(value, (dict, Mapping)):
            return self._child(value.get(step), step)
        reason = self.unknown_reason
        return self._child(None, step) if reason is None else Node(Unknown(reason), self.path, self.resolve)

    def _child(self, raw: object, step: str | int) -> "Node":
        if self._below is None:
            self._below = {}
        known = self._below.get(step)
        if known is not None:
            return known
        child = self.resolve(raw, self.path if self.embedded else (*self.path, step))
        if self.embedded:
            child = Node(child.value, child.path, child.resolve, embedded=True)
        self._below[step] = child  # many checks walk the same paths
        return child


def unknown_node(reason: str, path: Path) -> Node:
    """A place that cannot be read, for findings about it."""
    return Node(Unknown(reason), path, lambda _raw, below: unknown_node(reason, below))
