"""Parses templates written as YAML, with CloudFormation's short forms of the intrinsic functions.

The parser's events are put together here rather than by PyYAML's own loader: so nothing recurses on hostile input, each
value keeps its line, no Python object is ever made from a tag, and aliases cannot multiply without bound.
Source of the tags: docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html and
.../intrinsic-function-reference-rules.html, read 2026-11-22.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from iot_posture.template.documents import Document, Lines
from iot_posture.template.errors import TemplateError
from iot_posture.template.nodes import Path
from iot_posture.template.reading import MAX_DEPTH, too_deep
from iot_posture.template.yaml_scalars import scalar

if TYPE_CHECKING:
    from collections.abc import Callable

FUNCTIONS = frozenset(
    (
        *("And", "Base64", "Cidr", "Contains", "EachMemberEquals", "EachMemberIn", "Equals", "FindInMap", "ForEach"),
        *("GetAZs", "GetAtt", "GetStackOutput", "If", "ImportValue", "Join", "Length", "Not", "Or", "RefAll", "Select"),
        *("Split", "Sub", "ToJsonString", "Transform", "ValueOf", "ValueOfAll"),
    )
)
"""The intrinsic functions whose short form is their name after `!`; `!Ref` and `!Condition` have no `Fn::` before it."""

MAX_REPEATED = 100_000
"""Values that aliases may repeat. Ten lines of aliases to aliases can stand for a thousand million."""

_CORE = "tag:yaml.org,2002:"
_Marks = dict[int, dict[Any, int]]


def read_yaml(text: str, file: str) -> Document:
    """Parse a YAML text.

    Raises:
        TemplateError: the text is not YAML, or not such as CloudFormation reads.
    """
    import yaml  # noqa: PLC0415 -- only a run that meets YAML pays for loading it

    composer = _Composer(file)
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
        try:
            composer.compose(loader.get_event)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        said = " ".join(str(error.problem or error.context).split())
        raise TemplateError(f"{file} is not YAML: {said}{place}") from None
    except yaml.YAMLError as error:
        raise TemplateError(f"{file} is not YAML: {' '.join(str(error).split())}") from None
    return Document(composer.body, _lines(composer.body, composer.marks), composer.uses_conditions, text)


def _lines(body: object, marks: _Marks) -> Lines:
    def line(path: Path) -> int:
        value: Any = body
        found = 1
        for step in path:
            marked = marks.get(id(value))
            if marked is None or step not in marked:
                break
            found = marked[step]
            value = value[step]
        return found

    return line


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is being read."""

    into: Any
    whole: object
    """The same with its function around it, where it has a tag."""
    marks: dict[Any, int]
    anchor: str | None
    size: int = 1
    key: str | None = None
    wants_key: bool = False
    """Whether what comes next is a key."""
    merges: bool = False
    """Whether the key is `<<`."""
    merged: list[object] = field(default_factory=list)


class _Composer:
    """Puts parser events together to plain values."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.body: object = None
        self.marks: _Marks = {}
        self.uses_conditions = False
        self._frames: list[_Frame] = []
        self._anchors: dict[str, tuple[object, int]] = {}
        self._repeated = 0
        self._documents = 0

    def compose(self, next_event: "Callable[[], Any]") -> None:
        steps = {
            "ScalarEvent": self._scalar,
            "MappingStartEvent": self._mapping,
            "SequenceStartEvent": self._sequence,
            "MappingEndEvent": self._close,
            "SequenceEndEvent": self._close,
            "AliasEvent": self._alias,
            "DocumentStartEvent": self._document,
        }
        while (event := next_event()) is not None:
            step = steps.get(type(event).__name__)
            if step is not None:
                step(event)

    def _document(self, _: object) -> None:
        self._documents += 1
        if self._documents > 1:
            raise TemplateError(f"{self.file} holds several YAML documents, and a template is one")

    def _mapping(self, event: Any) -> None:  # noqa: ANN401 -- an event of PyYAML, which has no types
        self._open({}, event, event.start_mark.line + 1)

    def _sequence(self, event: Any) -> None:  # noqa: ANN401
        self._open([], event, event.start_mark.line + 1)

    def _scalar(self, event: Any) -> None:  # noqa: ANN401
        line = event.start_mark.line + 1
        plain, text, tag = event.implicit[0], event.value, event.tag
        if self._frames and self._frames[-1].wants_key:
            if event.anchor is not None:
                self._anchors[event.anchor] = (text, 1)
            self._key(text, line, merges=plain and text == "<<")
            return
        if tag is None or tag == "!":
            value: object = scalar(text) if plain and tag is None else text
        elif tag.startswith(_CORE):
            kind = tag[len(_CORE) :]
            if kind not in ("str", "int", "float", "bool", "null"):
                raise self._unknown_tag(f"!!{kind}", line)
            value = text if kind == "str" else scalar(text)
        else:
            value = self._called(tag, text, line)
        if event.anchor is not None:
            self._anchors[event.anchor] = (value, 1)
        self._put(value, line, 1)

    def _open(self, into: Any, event: Any, line: int) -> None:  # noqa: ANN401 -- a dict or a list
        tag = event.tag
        if len(self._frames) >= MAX_DEPTH:
            raise too_deep(self.file)
        if self._frames and self._frames[-1].wants_key:
            raise TemplateError(f"{self.file} has a key that is no text at line {line}")
        value: object = into
        if tag is not None and tag != "!":
            if not tag.startswith(_CORE):
                value = self._called(tag, into, line)
            elif tag not in (f"{_CORE}map", f"{_CORE}seq"):
                raise self._unknown_tag(f"!!{tag[len(_CORE) :]}", line)
        self._put(value, line, 1)
        marks = self.marks[id(into)] = {}
        self._frames.append(_Frame(into, value, marks, event.anchor, wants_key=type(into) is dict))
        if event.anchor is not None:
            self._anchors.pop(event.anchor, None)

    def _close(self, _: object) -> None:
        frame = self._frames.pop()
        for source in self._merged(frame) if frame.merged else ():
            for name, value in source.items():
                if name not in frame.into:
                    frame.into[name] = value
                    frame.marks[name] = self.marks.get(id(source), {}).get(name, frame.marks["<<"])
        if frame.anchor is not None:
            self._anchors[frame.anchor] = (frame.whole, frame.size)
        if self._frames:
            self._frames[-1].size += frame.size - 1

    def _merged(self, frame: _Frame) -> list[dict[str, object]]:
        found: list[dict[str, object]] = []
        for value in frame.merged:
            for source in value if isinstance(value, list) else [value]:
                if not isinstance(source, dict):
                    raise TemplateError(f"{self.file} merges something that is no mapping at line {frame.marks['<<']}")
                found.append(source)
        return found

    def _alias(self, event: Any) -> None:  # noqa: ANN401
        name, line = event.anchor, event.start_mark.line + 1
        if name not in self._anchors:
            raise TemplateError(
                f"{self.file} has the alias *{name} at line {line}, and no value before it has that name"
            )
        value, size = self._anchors[name]
        self._repeated += size
        if self._repeated > MAX_REPEATED:
            raise TemplateError(
                f"{self.file} repeats more than {MAX_REPEATED:,} values by aliases, which no CloudFormation template needs"
            )
        frame = self._frames[-1]
        if not frame.wants_key:
            self._put(value, line, size)
        elif isinstance(value, str):
            self._key(value, line, merges=False)
        else:
            raise TemplateError(f"{self.file} has a key that is no text at line {line}")

    def _key(self, key: str, line: int, *, merges: bool) -> None:
        frame = self._frames[-1]
        if not merges and key in frame.into:
            raise TemplateError(
                f"{self.file} has the key {key!r} twice in one object, and only the last would count: "
                f"lines {frame.marks[key]} and {line}"
            )
        frame.key, frame.merges, frame.wants_key = key, merges, False
        frame.marks[key] = line
        self.uses_conditions = self.uses_conditions or key == "Fn::If"

    def _put(self, value: Any, line: int, size: int) -> None:  # noqa: ANN401 -- any value of YAML
        if not self._frames:
            self.body = value
            return
        frame = self._frames[-1]
        frame.size += size
        if frame.key is None:
            frame.marks[len(frame.into)] = line
            frame.into.append(value)
            return
        if frame.merges:
            frame.merged.append(value)
        else:
            frame.into[frame.key] = value
        frame.key, frame.wants_key, frame.merges = None, True, False

    def _called(self, tag: str, argument: object, line: int) -> object:
        name = tag.removeprefix("!")
        if name in ("Ref", "Condition"):
            called = name
        elif name in FUNCTIONS:
            called = f"Fn::{name}"
        else:
            raise self._unknown_tag(tag, line)
        if name == "If":
            self.uses_conditions = True
        if name == "GetAtt" and isinstance(argument, str) and "." in argument:
            resource, _, attribute = argument.partition(".")
            argument = [resource, attribute]
        value = {called: argument}
        self.marks[id(value)] = {called: line}
        return value

    def _unknown_tag(self, tag: str, line: int) -> TemplateError:
        return TemplateError(f"{self.file} has the tag {tag} at line {line}, which CloudFormation does not know")
