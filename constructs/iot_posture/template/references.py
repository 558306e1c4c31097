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
    match raw:
        case {"Ref": str(name)}:
            yield path, name
        case {"Fn::GetAtt": [str(name), *_]}:
            yield path, name
        case {"Fn::GetAtt": str(name)}:
            yield path, name.partition(".")[0]
        case {"Fn::Sub": str(text) | [str(text), *_]}:
            for found in _SUBSTITUTION.finditer(text):
                yield path, found.group(1)
    if isinstance(raw, Mapping):
        for key, value in raw.items():
            yield from _in(value, (*path, key))
    elif isinstance(raw, list):
        for index, value in enumerate(raw):
            yield from _in(value, (*path, index))
