"""Intrinsic functions, resolved as far as the template allows.

Source: docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html, read 2026-11-22.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from iot_posture.template.nodes import Node, Path
from iot_posture.template.values import ABSENT, Hole, Text, Unknown, Value

_PSEUDO_PARAMETERS = frozenset(
    f"AWS::{name}" for name in ("AccountId", "Partition", "Region", "StackId", "StackName", "URLSuffix")
)
_DYNAMIC_REFERENCE = re.compile(r"(\{\{resolve:[^{}]*\}\})")
_JSON = frozenset((list, bool, int, float, Text))
_NOTHING: Mapping[str, object] = {}
_SUBSTITUTION = re.compile(r"\$\{(!?)([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Scope:
    """What the intrinsic functions of one resource can refer to, and the branch that each condition takes."""

    parameters: Mapping[str, object]
    mappings: Mapping[str, object]
    resources: Mapping[str, object]
    conditions: Mapping[str, bool]
    open_names: bool = False
    """Whether names that the template does not define may come with a deployment, as those of SAM do."""

    def resolve(self, raw: object, path: Path) -> Node:
        """The node of a raw template value."""
        if isinstance(raw, str):
            return Node(_written(raw), path, self.resolve)
        if type(raw) is not list and isinstance(raw, (dict, Mapping)):
            for key in raw:
                if key == "Ref" or key.startswith("Fn::"):
                    return self._call(key, raw, path)
            return Node(raw, path, self.resolve)
        return Node(_plain(raw), path, self.resolve)

    def _call(self, name: str, raw: Mapping[str, object], path: Path) -> Node:
        if len(raw) > 1:
            return self._node(Unknown(f"{name} fills in this part at deployment"), path)
        if name == "Fn::If":
            return self._if(raw[name], path)
        if name == "Fn::ToJsonString":  # who asks for a document takes it as an object, too
            return self.resolve(raw[name], (*path, name))
        function = _FUNCTIONS.get(name)
        value = Unknown(f"{name} is evaluated at deployment") if function is None else function(self, raw[name])
        return self._node(value, path)

    def _node(self, value: Value, path: Path) -> Node:
        return Node(value, path, self.resolve)

    def _if(self, argument: object, path: Path) -> Node:
        match argument:
            case [str(condition), then, otherwise]:
                taken = self.conditions.get(condition)
                if taken is None:
                    return self._node(Unknown(f"Fn::If depends on the condition {condition}"), path)
                index, branch = (1, then) if taken else (2, otherwise)
                return self.resolve(branch, (*path, "Fn::If", index))
        return self._node(Unknown("Fn::If needs a condition name and two values"), path)

    def part(self, raw: object, name: str) -> Text | None:
        """A value as a part of a longer text; what is unknown becomes a hole of that name; None for no value."""
        node = self.resolve(raw, ())
        if not node.present:
            return None
        return _hole(name) if node.text is None else node.text


def _plain(raw: object) -> Value:
    if raw is None:
        return ABSENT
    if type(raw) in _JSON:
        return raw  # type: ignore[return-value] # the types that nearly all values are of
    match raw:
        case Text() | bool() | int() | float() | Mapping() | Sequence():
            return raw
        case _:
            return Unknown(f"a value of type {type(raw).__name__} is not JSON")


@lru_cache(maxsize=1024)
def _written(raw: str) -> Text:
    """A text of the template; a dynamic reference, such as `{{resolve:ssm:/name}}`, is filled in at deployment."""
    if "{{resolve:" not in raw:
        return Text.of(raw)
    pieces = _DYNAMIC_REFERENCE.split(raw)
    return Text.of(*(Hole(piece) if index % 2 else piece for index, piece in enumerate(pieces)))


def _ref(scope: Scope, argument: object) -> Value:
    match argument:
        case "AWS::NoValue":
            return ABSENT
        case str() if argument in scope.resources:
            return Text.of(Hole(argument, target=argument))
        case str() if argument in scope.parameters:
            return _parameter(argument, scope.parameters[argument])
        case str() if argument in _PSEUDO_PARAMETERS or scope.open_names:
            return _hole(argument)
        case _:
            return Unknown(f"Ref names {argument}, which the template does not define")


def _parameter(name: str, declared: object) -> Value:
    match declared:
        case {"Type": str(kind)} if "List" in kind:
            return Unknown(f"the list parameter {name} is known only at deployment")
        case {"AllowedValues": [str() | int() | float() as only]}:
            return Text.of("true" if only is True else "false" if only is False else str(only))
        case _:
            return _hole(name)


def _hole(name: str) -> Text:
    return Text.of(Hole(name))


def _get_att(_: Scope, argument: object) -> Value:
    match argument:
        case str(name) if "." in name:
            return Text.of(Hole(name, target=name.partition(".")[0]))
        case [str(resource), str(attribute)]:
            return Text.of(Hole(f"{resource}.{attribute}", target=resource))
        case _:
            return Unknown("Fn::GetAtt needs a resource and an attribute")


def _sub(scope: Scope, argument: object) -> Value:
    match argument:
        case str() | Text():
            template, given = argument, _NOTHING
        case [str() | Text() as template, Mapping() as given]:
            pass
        case _:
            return Unknown("Fn::Sub needs a text")
    parts: list[str | Hole | Text] = []
    for part in template.parts if isinstance(template, Text) else (template,):
        parts += [part] if isinstance(part, Hole) else [_substituted(scope, one, given) for one in _pieces(part)]
    return Text.of(*parts)


@dataclass(frozen=True, slots=True)
class _Name:
    """`${name}` in a text for `Fn::Sub`, and the hole that it is when it names no resource."""

    name: str
    resource: str
    hole: Hole


@lru_cache(maxsize=512)
def _pieces(template: str) -> "tuple[str | Hole | _Name, ...]":
    """A text for `Fn::Sub` in its parts; an app writes the beginning of its ARNs again and again."""
    pieces: list[str | Hole | _Name] = []
    literal, end = "", 0
    for found in _SUBSTITUTION.finditer(template):
        literal += template[end : found.start()]
        end = found.end()
        escaped, name = found.groups()
        if escaped:
            literal += f"${{{name}}}"
        else:
            pieces += [*_written(literal).parts, _Name(name, name.partition(".")[0], Hole(name))]
            literal = ""
    return (*pieces, *_written(literal + template[end:]).parts)


def _substituted(scope: Scope, piece: str | Hole | _Name, given: Mapping[str, object]) -> str | Hole | Text:
    if not isinstance(piece, _Name):
        return piece
    if piece.name in given:
        return scope.part(given[piece.name], piece.name) or ""
    if piece.name in scope.parameters:
        known = _parameter(piece.name, scope.parameters[piece.name])
        return known if isinstance(known, Text) else piece.hole
    return Hole(piece.name, target=piece.resource) if piece.resource in scope.resources else piece.hole


def _join(scope: Scope, argument: object) -> Value:
    match argument:
        case [str(separator), items]:
            listed = scope.resolve(items, ()).value
        case _:
            return Unknown("Fn::Join needs a separator and a list")
    if isinstance(listed, Unknown):
        return listed
    if not isinstance(listed, Sequence):
        return Unknown("Fn::Join needs a separator and a list")
    parts: list[Text | str] = []
    for item in listed:
        part = scope.part(item, _name_of(item))
        if part is not None:
            parts += [separator, part] if parts else [part]
    return Text.of(*parts)


def _select(scope: Scope, argument: object) -> Value:
    match argument:
        case [int() | str() as index, items] if str(index).isdecimal() and len(str(index)) < 6:
            listed = scope.resolve(items, ()).value
        case _:
            return Unknown("Fn::Select needs a position and a list")
    if isinstance(listed, Unknown):
        return listed
    if not isinstance(listed, Sequence) or int(index) >= len(listed):
        return Unknown(f"Fn::Select finds nothing at position {index}")
    return scope.resolve(listed[int(index)], ()).value


def _split(scope: Scope, argument: object) -> Value:
    match argument:
        case [str(separator), source] if separator:
            text = scope.resolve(source, ()).text
        case _:
            return Unknown("Fn::Split needs a separator and a text")
    if text is None or text.literal is None:
        return Unknown("Fn::Split cuts a text that is known only at deployment")
    return [Text.of(piece) for piece in text.literal.split(separator)]


def _find_in_map(scope: Scope, argument: object) -> Value:
    if not isinstance(argument, Sequence) or isinstance(argument, str) or len(argument) < 3:
        return Unknown("Fn::FindInMap needs a map and two keys")
    keys = [scope.resolve(key, ()).text for key in argument[:3]]
    found: list[object] = [scope.mappings]
    for key in keys:
        known = None if key is None else key.literal
        tables = [table for table in found if isinstance(table, Mapping)]
        found = [value for table in tables for name, value in table.items() if known in (None, name)]
    first = found[0] if found else None
    if first is not None and all(other == first for other in found):
        return scope.resolve(first, ()).value
    if found and all(isinstance(value, str) for value in found):
        return _hole("Fn::FindInMap")
    return Unknown("Fn::FindInMap depends on a key that is known only at deployment")


def _text_from_elsewhere(name: str) -> Callable[[Scope, object], Value]:
    return lambda _scope, argument: _hole(f"{name} {argument}" if isinstance(argument, str) else name)


def _name_of(raw: object) -> str:
    """What to call a hole that stands for this raw value."""
    match raw:
        case {"Ref": str(name)}:
            return name
        case Mapping() if raw:
            return str(next(iter(raw)))
        case _:
            return "value"


_FUNCTIONS: Mapping[str, Callable[[Scope, object], Value]] = {
    "Ref": _ref,
    "Fn::GetAtt": _get_att,
    "Fn::Sub": _sub,
    "Fn::Join": _join,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::FindInMap": _find_in_map,
    "Fn::ImportValue": _text_from_elsewhere("Fn::ImportValue"),
    "Fn::Base64": _text_from_elsewhere("Fn::Base64"),
    "Fn::GetStackOutput": _text_from_elsewhere("Fn::GetStackOutput"),
}
