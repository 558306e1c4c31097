"""Keeps what is read of the latest templates only, so that memory does not grow with their number."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iot_posture.template.template import Template

ROOM = 64
"""Templates of one run that are kept in memory. Apps with so many are rare; the others are read again when asked for."""


class Shelf:
    """A place for the templates of one run."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._latest: dict[int, Template] = {}

    def put(self, template: "Template") -> None:
        """Keep a template that was just read, in place of the one that was read longest ago."""
        self._latest[id(template)] = template
        if len(self._latest) > self._room:
            self._latest.pop(next(iter(self._latest))).release()
