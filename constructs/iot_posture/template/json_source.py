"""Parses templates written as JSON."""

import json
from collections.abc import Callable
from typing import NoReturn

from iot_posture.template.documents import Document, Lines
from iot_posture.template.errors import TemplateError
from iot_posture.template.nodes import Path


def read_json(text: str, file: str) -> Document:
    """Parse a JSON text; its lines are looked up when a finding needs one.

    Raises:
        TemplateError: the text is not JSON, or two values stand under one key.
    """
    return Document(parse_json(text, file), json_lines(text), "Fn::If" in text, text)


def json_lines(text: str) -> Lines:
    """The lines of a valid JSON text."""
    found: list[Callable[[Path], int]] = []

    def line(path: Path) -> int:
        if not found:
            from iot_posture.template.positions import JsonLines  # noqa: PLC0415 -- only findings need lines

            found.append(JsonLines(text).line)
        return found[0](path)

    return line


def parse_json(text: str, file: str) -> object:
    """Parse JSON strictly: a duplicate key or a number that JSON has not is an error, not a guess.

    Raises:
        TemplateError: the text is not JSON, or two values stand under one key.
    """

    def no_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
        parsed = dict(pairs)
        if len(parsed) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise TemplateError(f"{file} has the key {twice!r} twice in one object, and only the last would count")
        return parsed

    def no_constant(name: str) -> NoReturn:
        raise TemplateError(f"{file} holds {name}, which is not JSON")

    try:
        parsed: object = json.loads(text, object_pairs_hook=no_duplicates, parse_constant=no_constant)
    except json.JSONDecodeError as error:
        raise TemplateError(f"{file} is not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise TemplateError(f"{file} nests too deep, which no CloudFormation template needs") from None
    except TemplateError:
        raise
    except ValueError:  # a whole number of more digits than Python converts
        raise TemplateError(f"{file} holds a number that is too long to read") from None
    return parsed
