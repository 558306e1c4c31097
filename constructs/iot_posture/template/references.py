"""Which resources a resource refers to, and where."""

import re
from collections.abc import Iterator, Mapping, Sequence

from iot_posture.template.memo import remembered
from iot_posture.template.nodes import Path
from iot_posture.template.resource import Resource
from iot_posture.template.template import Template

_REFERRING = frozenset(("Ref", "Fn::GetAtt", "Fn::Sub"))
_SUBSTITUTION = re.compile(r"\$\{([^!{}.]+)(?:\.[^{}]*)?\}")


def references(resource: Resource) -> Iterator[tuple[Path, str]]:
    """Each reference in the properties (`Ref`, `Fn::GetAtt`, `Fn::Sub`): its path and the name that it refers to."""
    return iter(_listed(resource))


@remembered
def referred(resource: Resource) -> frozenset[str]:
    """The names that the properties refer to."""
    return frozenset(name for _, name in _listed(resource))


def references_to(template: Template, logical_id: str) -> Sequence[tuple[Resource, Path]]:
    """Where the properties of the template's resources refer to this one."""
    return _referring(template).get(logical_id, ())


@remembered
def _referring(template: Template) -> dict[str, list[tuple[Resource, Path]]]:
    found: dict[str, list[tuple[Resource, Path]]] = {}
    for resource in template.resources():
        for path, name in references(resource):
            found.setdefault(name, []).append((resource, path))
    return found


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
