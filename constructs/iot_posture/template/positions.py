"""Where each value of a JSON text stands: found along the path that is asked for, and skipping the rest at C's speed."""

import json
import re
from bisect import bisect_right

from iot_posture.template.nodes import Path

_SPACE = re.compile(r"[ \t\n\r]*")
_skip = json.JSONDecoder().raw_decode
_key = json.decoder.scanstring  # type: ignore[attr-defined] # the public decoder's own


class JsonLines:
    r"""The lines of a valid JSON text. An entry of an object begins at its key.

    Example:
        >>> JsonLines('{"a":\n [1,\n 2]}').line(("a", 1))
        3
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends = [found.start() for found in re.finditer("\n", text)]
        self._known: dict[int, dict[str | int, tuple[int, int]]] = {}

    def line(self, path: Path) -> int:
        """The line, from 1, of a path or of the deepest part of it that is there."""
        begins, value = 0, self._space(0)
        for step in path:
            below = self._below(value)
            if step not in below:
                break
            begins, value = below[step]
        return bisect_right(self._ends, begins - 1) + 1 if path else 1

    def _below(self, at: int) -> dict[str | int, tuple[int, int]]:
        """Where the entries of the object or list at a place begin, and where their values do."""
        known = self._known.get(at)
        if known is None:
            known = self._known[at] = self._entries(at) if self._text[at] in "{[" else {}
        return known

    def _entries(self, at: int) -> dict[str | int, tuple[int, int]]:
        text, found = self._text, dict[str | int, tuple[int, int]]()
        is_object = text[at] == "{"
        place = self._space(at + 1)
        while text[place] not in "]}":
            begins = place
            step: str | int = len(found)
            if is_object:
                step, place = _key(text, place + 1, True)
                place = self._space(self._space(place) + 1)  # past the colon
            found[step] = (begins, place)
            place = self._space(_skip(text, place)[1])
            if text[place] == ",":
                place = self._space(place + 1)
        return found

    def _space(self, at: int) -> int:
        found = _SPACE.match(self._text, at)
        return at if found is None else found.end()
