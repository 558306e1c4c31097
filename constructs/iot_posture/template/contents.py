"""What a file holds, whatever its dialect: resources as CloudFormation has them, and where each stands in the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from iot_posture.template.nodes import Path

Places = Mapping[Path, Path]
"""Where in the file the parts of a resource stand that it gets from elsewhere; the longest beginning counts."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource as CloudFormation has it.

    `root` is where it stands in the file. With `places`, it is made from something else, such as the event of a function:
    what is not in them is not in the file at all.
    """

    logical_id: str
    type: str
    raw: Mapping[str, object] = field(repr=False)
    root: Path
    places: Places | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds. `sections` are those of CloudFormation."""

    sections: Mapping[str, object] = field(repr=False)
    entries: tuple[Entry, ...]
    open_names: bool = False
    """Whether a deployment adds resources of its own, so that a reference to an unknown name is no mistake."""
    whole_app: bool = True
    """False for a policy document on its own, which says nothing about the app that uses it."""


def place_in_file(places: Places | None, path: Path) -> Path | None:
    """The place in the file of a path in a resource; None when the file does not say such a thing."""
    if places is None:
        return path
    for end in range(len(path), -1, -1):
        if path[:end] in places:
            return (*places[path[:end]], *path[end:])
    return None
