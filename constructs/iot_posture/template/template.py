"""A CloudFormation template as a value: its resources by type, and the way to resolve what they say."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from iot_posture.template.errors import TemplateError
from iot_posture.template.intrinsics import Scope
from iot_posture.template.nodes import Node, Path
from iot_posture.template.positions import line_index

MAX_DEPTH = 100
MAX_UNDECIDED_CONDITIONS = 4
"""A resource is judged for every branch of up to so many conditions; beyond, `Fn::If` stays unresolved."""


@dataclass(frozen=True, eq=False)
class Template:
    """One CloudFormation template.

    Example:
        >>> template = Template.from_dict({"Resources": {"P": {"Type": "AWS::IoT::Policy"}}}, file="fleet.json")
        >>> [resource.logical_id for resource in template.resources("AWS::IoT::Policy")]
        ['P']
    """

    file: str
    body: Mapping[str, object] = field(repr=False)
    source: str | None = field(default=None, repr=False)

    @classmethod
    def from_dict(cls, body: object, *, file: str, source: str | None = None) -> "Template":
        """The template of a parsed document; `source` is its text, where line numbers are wanted.

        Raises:
            TemplateError: this is not a CloudFormation template.
        """
        return cls(file, _required_template(body, file), source)

    def resources(self, *types: str) -> "list[Resource]":
        """The resources of these types (of any type when none is given), in the template's order."""
        if not types:
            return list(self._resources.values())
        return [resource for resource in self._resources.values() if resource.type in types]

    def resource(self, logical_id: str) -> "Resource | None":
        """The resource of this logical ID."""
        return self._resources.get(logical_id)

    def section(self, name: str) -> Mapping[str, object]:
        """A top-level section, empty when it is not there."""
        found = self.body.get(name)
        return found if isinstance(found, Mapping) else {}

    def line(self, path: Path) -> int | None:
        """The line of a path from the template's root, or of the deepest part of it that is there."""
        if self.source is None:
            return None
        return next(self._lines[path[:end]] for end in range(len(path), -1, -1) if path[:end] in self._lines)

    @cached_property
    def uses_conditions(self) -> bool:
        """Whether some value depends on a condition; most templates have none, and need no search in each resource."""
        if self.source is not None:
            return "Fn::If" in self.source
        return any(_conditions_in(self.section("Resources")))

    @cached_property
    def _lines(self) -> Mapping[Path, int]:
        return line_index(self.source or "")

    @cached_property
    def _resources(self) -> "Mapping[str, Resource]":
        return {
            name: Resource(self, name, str(raw["Type"]), raw)
            for name, raw in self.section("Resources").items()
            if isinstance(raw, Mapping) and not name.startswith("Fn::")
        }


@dataclass(frozen=True, eq=False)
class Resource:
    """One resource; of its `variants`, each is the resource under one outcome of the conditions that it uses."""

    template: Template = field(repr=False)
    logical_id: str
    type: str
    raw: Mapping[str, object] = field(repr=False)
    conditions: Mapping[str, bool] = field(default_factory=dict)
    memo: dict[str, object] = field(default_factory=dict, repr=False)
    """What readers have worked out about this resource, under a name of theirs: many checks ask the same."""

    @cached_property
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

    @cached_property
    def variants(self) -> "tuple[Resource, ...]":
        """The resource under each outcome of its conditions; without conditions it is its own only variant."""
        if not self.template.uses_conditions:
            return (self,)
        used = sorted(set(_conditions_in(self.raw.get("Properties"))))
        own = self.raw.get("Condition")
        undecided = [name for name in used if name != own]
        if not used or len(undecided) > MAX_UNDECIDED_CONDITIONS:
            return (self,)
        # Where its own condition is false, the resource does not exist.
        given = {own: True} if isinstance(own, str) else {}
        return tuple(
            Resource(
                self.template, self.logical_id, self.type, self.raw, given | dict(zip(undecided, outcome, strict=True))
            )
            for outcome in itertools.product((True, False), repeat=len(undecided))
        )

    @property
    def _scope(self) -> Scope:
        return Scope(
            parameters=self.template.section("Parameters"),
            mappings=self.template.section("Mappings"),
            resources=self.template.section("Resources"),
            conditions=self.conditions,
        )


def _conditions_in(raw: object) -> Iterator[str]:
    if isinstance(raw, Mapping):
        match raw.get("Fn::If"):
            case [str(condition), _, _]:
                yield condition
        for value in raw.values():
            yield from _conditions_in(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from _conditions_in(value)


def _required_template(body: object, file: str) -> Mapping[str, object]:
    if not isinstance(body, Mapping):
        raise TemplateError(f"{file} holds {_kind(body)}, but a CloudFormation template is a JSON object")
    resources = body.get("Resources")
    if not isinstance(resources, Mapping) or not resources:
        raise TemplateError(
            f'{file} is not a CloudFormation template: it has no "Resources" with at least one resource'
        )
    for name, resource in resources.items():
        if not isinstance(name, str) or name.startswith("Fn::"):
            continue
        if not isinstance(resource, Mapping) or not isinstance(resource.get("Type"), str):
            raise TemplateError(f'{file} is not a CloudFormation template: the resource {name!r} has no "Type" text')
    _require_depth(body, file)
    return body


def _require_depth(body: object, file: str) -> None:
    level: list[object] = [body]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for value in level
            for child in (value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ())
            if isinstance(child, Mapping | list)
        ]
        if not level:
            return
    raise TemplateError(f"{file} nests more than {MAX_DEPTH} levels deep, which no CloudFormation template needs")


def _kind(value: object) -> str:
    names = {list: "a list", str: "a text", bool: "a boolean", int: "a number", float: "a number"}
    return names.get(type(value), "null" if value is None else f"a {type(value).__name__}")
