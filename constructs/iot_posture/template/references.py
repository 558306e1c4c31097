"""Which resources a resource refers to, and where."""

import re
from collections.abc import Iterator, Mapping

from iot_posture.template.nodes import Path
from iot_posture.template.template import Resource

_SUBSTITUTION = re.compile(r"\$\{([^!{}.]+)(?:\.[^{}]*)?\}")


def references(resource: Resource) -> Iterator[tuple[Path, str]]:
    """Each reference in the properties (`Ref`, `Fn::GetAtt`, `Fn::Sub`): its path and the name that it refers to."""
    yield from _in(resource.raw.get("Properties"), ("Properties",))


def _in(raw: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(raw, list):
        for index, value in enumerate(raw):
            yield from _in(value, (*path, index))
    elif isinstance(raw, Mapping):
        for name in _named(raw):
            yield path, name
        for key, value in raw.items():
            yield from _in(value, (*path, key))


def _named(intrinsic: Mapping[object, object]) -> list[str]:
    match intrinsic:
        case {"Ref": str(name)}:
            return [name]
        case {"Fn::GetAtt": [str(name), *_]}:
            return [name]
        case {"Fn::GetAtt": str(name)}:
            return [name.partition(".")[0]]
        case {"Fn::Sub": str(text) | [str(text), *_]}:
            return _SUBSTITUTION.findall(text)
    return []
