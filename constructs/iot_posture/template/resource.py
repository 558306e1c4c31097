"""One resource of a template, under each outcome of the conditions that it uses."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from iot_posture.template.contents import place_in_file
from iot_posture.template.documents import conditions_in
from iot_posture.template.intrinsics import Scope
from iot_posture.template.memo import once, remembered
from iot_posture.template.nodes import Node, Path

if TYPE_CHECKING:
    from iot_posture.template.template import Template

MAX_UNDECIDED_CONDITIONS = 4
"""A resource is judged for every branch of up to so many conditions; beyond, `Fn::If` stays unresolved."""


@dataclass(frozen=True, eq=False)
class Resource:
    """One resource; of its `variants`, each is the resource under one outcome of the conditions that it uses."""

    template: "Template" = field(repr=False)
    number: int = field(repr=False)
    """Its place among the resources of its template."""
    logical_id: str
    type: str
    conditions: Mapping[str, bool] = field(default_factory=dict)
    memo: dict[object, Any] = field(default_factory=dict, repr=False)
    """What is known about this resource; see `template.memo`."""

    @once
    def raw(self) -> Mapping[str, object]:
        """The resource as it is written."""
        return self.template.contents.entries[self.number].raw

    @once
    def properties(self) -> Node:
        """The resource's properties."""
        properties = self._scope.resolve(self.raw.get("Properties", {}), ("Properties",))
        return properties if properties.present else self._scope.resolve({}, ("Properties",))

    @property
    def metadata(self) -> Mapping[str, object]:
        """The resource's metadata as it is written."""
        metadata = self.raw.get("Metadata")
        return metadata if isinstance(metadata, Mapping) else {}

    def place(self, *steps: str | int) -> Node:
        """A node outside the properties, for findings about it."""
        raw: object = self.raw
        for step in steps:
            match raw, step:
                case Mapping(), str():
                    raw = raw.get(step)
                case list(), int():
                    raw = raw[step]
        return self._scope.resolve(raw, steps)

    def forget(self) -> None:
        """Let go of what is read of the template; it is read again when somebody asks."""
        self.memo.clear()
        for known in ("raw", "properties", "variants", "_scope"):
            self.__dict__.pop(known, None)

    def place_in_file(self, path: Path) -> tuple[Path, int | None] | None:
        """Where in its file a path of this resource stands: below what is shown as the resource, and the line.

        None when the file says nothing that would stand there: the resource is made from something else.
        """
        entry = self.template.contents.entries[self.number]
        found = place_in_file(entry.places, path)
        return None if found is None else (found, self.template.line((*entry.root, *found)))

    @once
    def variants(self) -> "tuple[Resource, ...]":
        """The resource under each outcome of its conditions; without conditions it is its own only variant."""
        if not self.template.uses_conditions:
            return (self,)
        used = sorted(set(conditions_in(self.raw.get("Properties"))))
        own = self.raw.get("Condition")
        undecided = [name for name in used if name != own]
        if not used or len(undecided) > MAX_UNDECIDED_CONDITIONS:
            return (self,)
        # Where its own condition is false, the resource does not exist.
        given = {own: True} if isinstance(own, str) else {}
        return tuple(
            Resource(
                self.template,
                self.number,
                self.logical_id,
                self.type,
                given | dict(zip(undecided, outcome, strict=True)),
            )
            for outcome in itertools.product((True, False), repeat=len(undecided))
        )

    @once
    def _scope(self) -> Scope:
        if not self.conditions:
            return _scope_of(self.template)
        return replace(_scope_of(self.template), conditions=self.conditions)


@remembered
def _scope_of(template: "Template") -> Scope:
    """What the resources of a template refer to while no condition is decided."""
    return Scope(
        parameters=template.section("Parameters"),
        mappings=template.section("Mappings"),
        resources=template.section("Resources"),
        conditions={},
        open_names=template.contents.open_names,
    )
