"""One place of a template: its resolved value, where it stands, and the way to what is below it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from iot_posture.template.values import ABSENT, Text, Unknown, Value, one_line

Path = tuple[str | int, ...]
"""Steps from a resource to a value: property names and list positions."""


@dataclass(frozen=True, slots=True)
class Node:
    """A resolved value at its path.

    Nothing below an unknown value can be known, so its children are the same unknown at the same path: a check
    that asks for them says where the template stops telling.
    """

    value: Value
    path: Path
    resolve: Callable[[object, Path], "Node"] = field(repr=False, compare=False)
    embedded: bool = False
    """True inside a JSON document that is written as text: the text is the only place there is."""
    _below: dict[str | int, "Node"] = field(default_factory=dict, repr=False, compare=False)

    def get(self, *steps: str) -> "Node":
        """The node below, which is absent when there is none."""
        node = self
        for step in steps:
            if node.unknown_reason is not None:
                return Node(Unknown(node.unknown_reason), node.path, node.resolve)
            raw = node.value.get(step) if isinstance(node.value, Mapping) else None
            node = node._child(raw, step)
        return node

    def members(self) -> Iterator[tuple[str, "Node"]]:
        """The entries of a mapping that are present."""
        if isinstance(self.value, Mapping):
            for key, raw in self.value.items():
                child = self._child(raw, key)
                if child.present:
                    yield key, child

    def elements(self) -> list["Node"]:
        """The entries of a list; a lone value counts as a list of one, as it does everywhere in policies."""
        if isinstance(self.value, Sequence):
            children = (self._child(raw, index) for index, raw in enumerate(self.value))
            return [child for child in children if child.present]
        return [self] if self.present else []

    @property
    def present(self) -> bool:
        """Whether the template says anything here, be it unknown."""
        return self.value is not ABSENT

    @property
    def text(self) -> Text | None:
        """The value as text; numbers and booleans read as CloudFormation writes them."""
        match self.value:
            case Text():
                return self.value
            case bool():
                return Text.of("true" if self.value else "false")
            case int() | float():
                return Text.of(str(self.value))
            case _:
                return None

    @property
    def literal(self) -> str | None:
        """The text when all of it is known."""
        text = self.text
        return None if text is None else text.literal

    @property
    def unknown_reason(self) -> str | None:
        """Why the value cannot be told, or None when it can be."""
        match self.value:
            case Unknown(reason):
                return reason
            case Text(parts=(_, *_)) as text if text.holes:
                return f"{one_line(hole.name for hole in text.holes)} is known only at deployment"
            case _:
                return None

    @property
    def dotted(self) -> str:
        """The path as findings print it."""
        return ".".join(map(str, self.path))

    def _child(self, raw: object, step: str | int) -> "Node":
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
