"""A CloudFormation template as a value: its resources by type, and the way to resolve what they say."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from iot_posture.template.contents import Contents
from iot_posture.template.dialects import contents_of
from iot_posture.template.documents import Document, conditions_in, no_lines
from iot_posture.template.json_source import json_lines
from iot_posture.template.nodes import Path
from iot_posture.template.resource import Resource
from iot_posture.template.shelf import Shelf


@dataclass(eq=False)
class Template:
    """One CloudFormation template.

    A template that was read from a file can be released and is read again when somebody asks; its types and logical IDs
    stay known.

    Example:
        >>> template = Template.from_dict({"Resources": {"P": {"Type": "AWS::IoT::Policy"}}}, file="fleet.json")
        >>> [resource.logical_id for resource in template.resources("AWS::IoT::Policy")]
        ['P']
    """

    file: str
    whole_app: bool
    """Whether it is a part of an app. A policy document on its own is not."""
    macros: tuple[str, ...]
    """The entries of its resources that make resources at deployment, such as `Fn::ForEach::Topics`."""
    nested: dict[str, str] = field(default_factory=dict)
    """The files of its nested stacks that were read too, by logical ID."""
    as_of: date | None = None
    """The day for which checks judge what expires; without one they do not, because synthesis knows no clock."""
    memo: dict[object, Any] = field(default_factory=dict, repr=False)
    """What is known about its resources together; see `template.memo`. It goes when the template is released."""
    _index: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    _types: frozenset[str] = field(default=frozenset(), repr=False)
    _document: Document | None = field(default=None, repr=False)
    _contents: Contents | None = field(default=None, repr=False)
    _reload: Callable[[], Document] | None = field(default=None, repr=False)
    _shelf: Shelf | None = field(default=None, repr=False)
    _all: "tuple[Resource, ...] | None" = field(default=None, repr=False)
    _by_type: "dict[str, list[Resource]]" = field(default_factory=dict, repr=False)
    _by_id: "dict[str, Resource]" = field(default_factory=dict, repr=False)

    @classmethod
    def from_dict(cls, body: object, *, file: str, source: str | None = None) -> "Template":
        """The template of a parsed document; `source` is its JSON text, where line numbers are wanted.

        Raises:
            TemplateError: this is not a CloudFormation template.
        """
        conditional = any(conditions_in(body)) if source is None else "Fn::If" in source
        return cls.of(Document(body, no_lines if source is None else json_lines(source), conditional), file=file)

    @classmethod
    def of(
        cls, document: Document, *, file: str, reload: Callable[[], Document] | None = None, shelf: Shelf | None = None
    ) -> "Template":
        """The template of a document. With `reload` and `shelf` it may be released and read again.

        Raises:
            TemplateError: this is not a CloudFormation template.
        """
        contents = contents_of(document.body, file)
        resources = contents.sections.get("Resources")
        names = resources if isinstance(resources, Mapping) else {}
        made = cls(
            file,
            contents.whole_app,
            tuple(name for name in names if name.startswith("Fn::")),
            _index=tuple((sys.intern(entry.logical_id), sys.intern(entry.type)) for entry in contents.entries),
            _types=frozenset(sys.intern(entry.type) for entry in contents.entries),
            _document=document,
            _contents=contents,
            _reload=reload,
            _shelf=shelf,
        )
        if shelf is not None:
            shelf.put(made)
        return made

    def resources(self, *types: str) -> list[Resource]:
        """The resources of these types (of any type when none is given), in the template's order."""
        if types and self._types.isdisjoint(types):
            return []
        every = self._resources()
        if len(types) == 1 and self._all is not None:
            return list(self._by_type.get(types[0], ()))
        return [resource for resource in every if not types or resource.type in types]

    def resource(self, logical_id: str) -> Resource | None:
        """The resource of this logical ID."""
        every = self._resources()
        if self._all is not None:
            return self._by_id.get(logical_id)
        return next((resource for resource in every if resource.logical_id == logical_id), None)

    def _resources(self) -> "tuple[Resource, ...]":
        if self._all is not None:
            return self._all
        every = tuple(Resource(self, number, *entry) for number, entry in enumerate(self._index))
        if self._document is not None:  # of a released template they would stay for good
            self._all = every
            self._by_id = {resource.logical_id: resource for resource in every}
            for resource in every:
                self._by_type.setdefault(resource.type, []).append(resource)
        return every

    def section(self, name: str) -> Mapping[str, object]:
        """A top-level section, empty when it is not there."""
        found = self.contents.sections.get(name)
        return found if isinstance(found, Mapping) else {}

    def line(self, path: Path) -> int | None:
        """The line of a path from the file's root, or of the deepest part of it that is there."""
        return self._read().line(path)

    @property
    def uses_conditions(self) -> bool:
        """Whether some value depends on a condition."""
        return self._read().uses_conditions

    def may_say(self, *words: str) -> bool:
        """Whether one of the words can stand in its file; only a clear no is false."""
        return self._read().may_say(*words)

    @property
    def contents(self) -> Contents:
        """What the file holds, which is read again after a release."""
        if self._contents is None:
            self._contents = contents_of(self._read().body, self.file)
        return self._contents

    def release(self) -> None:
        """Forget what can be read again."""
        if self._reload is not None:
            for resource in self._all or ():
                resource.forget()  # an acknowledgement may still hold it
            self._document = self._contents = self._all = None
            self._by_type, self._by_id = {}, {}
            self.memo = {}

    def __getstate__(self) -> dict[str, object]:
        """Without what can be read again: so a template goes from one process to another."""
        kept = {"file", "whole_app", "macros", "nested", "as_of", "_index", "_types", "_reload"}
        return {name: value for name, value in self.__dict__.items() if name in kept}

    def __setstate__(self, kept: dict[str, Any]) -> None:
        self.__dict__ |= Template(kept["file"], kept["whole_app"], kept["macros"]).__dict__ | kept
        self._index = tuple((sys.intern(logical_id), sys.intern(kind)) for logical_id, kind in self._index)

    def keep_on(self, shelf: Shelf) -> None:
        """Where to make room once it is read again."""
        self._shelf = shelf

    def _read(self) -> Document:
        if self._document is None:
            if self._reload is None:
                raise AssertionError("only what can be read again is released")
            self._document = self._reload()
            if self._shelf is not None:
                self._shelf.put(self)
        return self._document
