"""Which resources a resource refers to, and where."""

import re
from collections.abc import Iterator, Mapping

from iot_posture.template.memo import remembered
from iot_posture.template.nodes import Path
from iot_posture.template.resource import Resource

_REFERRING = frozenset(("Ref", "Fn::GetAtt", "Fn::Sub"))
_SUBSTITUTION = re.compile(r"\$\{([^!{}.]+)(?:\.[^{}]*)?\}")


def references(resource: Resource) -> Iterator[tuple[Path, str]]:
    """Each reference in the properties (`Ref`, `Fn::GetAtt`, `Fn::Sub`): its path and the name that it refers to."""
    return iter(_listed(resource))


@remembered
def _listed(resource: Resource) -> list[tuple[Path, str]]:
    found: list[tuple[Path, str]] = []
    _collect(resource.raw.get("Properties"), ("Properties",), found)
    return found


def _collect(raw: object, path: Path, found: list[tuple[Path, str]]) -> None:
    if isinstance(raw, list):
        for index, value in enumerate(raw):
            if isinstance(value, (list, dict)):
                _collect(value, (*path, index), found)
    elif isinstance(raw, (dict, Mapping)):
        if not _REFERRING.isdisjoint(raw):
            found += [(path, name) for name in _named(raw)]
        for key, value in raw.items():
            if isinstance(value, (list, dict)):
                _collect(value, (*path, key), found)


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
