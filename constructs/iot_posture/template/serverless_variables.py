"""The variables of the Serverless Framework, as named holes: `${self:provider.stage}` is known only at deployment.

Source: serverless.com/framework/docs/guides/variables, read 2026-11-22. Variables of policies (`${iot:ClientId}`) and of
Fn::Sub (`${AWS::Region}`) have other names, and stay.
"""

import re
from collections.abc import Mapping

from iot_posture.template.values import Hole, Text

_SOURCES = (
    "self",
    "opt",
    "env",
    "file",
    "ssm",
    "cf",
    "s3",
    "param",
    "sls",
    "aws",
    "git",
    "output",
    "vault",
    "strToBool",
    "terraform",
)
_BEGINS = re.compile(rf"\$\{{(?:{'|'.join(_SOURCES)})[:(]")


def with_holes(raw: object) -> object:
    """A raw value whose texts have a hole for each variable."""
    if isinstance(raw, str):
        return _text(raw) if "${" in raw else raw
    if isinstance(raw, Mapping):
        return {key: with_holes(value) for key, value in raw.items()}
    if isinstance(raw, list):
        return [with_holes(value) for value in raw]
    return raw


def _text(text: str) -> str | Text:
    parts: list[str | Hole] = []
    end = 0
    for begin in _BEGINS.finditer(text):
        if begin.start() < end:
            continue  # inside the variable before
        closed = _closes(text, begin.start())
        if closed is None:
            break
        parts += [text[end : begin.start()], Hole(text[begin.start() + 2 : closed - 1])]
        end = closed
    return Text.of(*parts, text[end:]) if parts else text


def _closes(text: str, start: int) -> int | None:
    depth = 0
    for index in range(start, len(text)):
        if text[index] == "{":
            depth += 1
        elif text[index] == "}":
            depth -= 1
            if depth == 0:
                return index + 1
    return None
