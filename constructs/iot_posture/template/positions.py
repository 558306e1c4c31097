"""Where each value of a JSON text stands: the line of every path, from one pass over the text."""

import json
import re
from collections.abc import Mapping

from iot_posture.template.nodes import Path

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')


def line_index(text: str) -> Mapping[Path, int]:
    r"""The line, from 1, on which each path of a valid JSON text begins.

    Example:
        >>> line_index('{"a":\n [1,\n 2]}')[("a", 1)]
        3
    """
    lines: dict[Path, int] = {(): 1}
    path: list[str | int] = []
    inside: list[str] = []
    line, counted, expects_key = 1, 0, False
    for token in _TOKEN.finditer(text):
        symbol = token.group()
        line += text.count("\n", counted, token.start())
        counted = token.start()
        if symbol in "{[":
            if inside and inside[-1] == "[":
                lines[tuple(path)] = line
            inside.append(symbol)
            path.append(0)
            expects_key = symbol == "{"
        elif symbol in "}]":
            inside.pop()
            path.pop()
            expects_key = False
        elif symbol == ",":
            expects_key = inside[-1] == "{"
            last = path[-1]
            path[-1] = last + 1 if isinstance(last, int) else 0
        elif symbol == ":":
            expects_key = False
        elif expects_key:
            path[-1] = json.loads(symbol)
            lines[tuple(path)] = line
        elif inside and inside[-1] == "[":
            lines[tuple(path)] = line
    return lines
