"""The lines of templates that findings are about."""

from functools import lru_cache
from pathlib import Path

from iot_posture.template import TemplateError, read_text

_LONGEST = 120


def source_line(file: str, line: int | None) -> str | None:
    """The text of a line, without what a terminal would obey and no longer than it is wide."""
    lines = _lines(file)
    if line is None or not 0 < line <= len(lines):
        return None
    text = "".join(each if each.isprintable() else " " for each in lines[line - 1]).strip()
    return f"{text[:_LONGEST]} ..." if len(text) > _LONGEST else text


@lru_cache(maxsize=4)  # findings come file by file
def _lines(file: str) -> list[str]:
    try:
        return read_text(Path(file)).split("\n")
    except TemplateError:
        return []
