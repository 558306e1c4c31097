"""JSON that cannot hurt: bounded in size and depth, without duplicate keys, numbers kept as they were written."""

import json
import re

from iot_posture.policy.errors import PolicyError, found

MAX_DOCUMENT_LENGTH = 404_600
"""Characters of a policy document that the AWS IoT API takes in. Source: botocore 1.44.5, model iot, shape
PolicyDocument."""

MAX_DEPTH = 64
"""Objects and lists inside one another. A policy needs five, a template rarely more than twenty."""


_STRUCTURE = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[{}\[\]]', re.DOTALL)


class Number(str):
    """A JSON number, as it was written: exact, and without the cost of converting a hostile one."""

    __slots__ = ()


class JsonObject(dict[str, object]):
    """A JSON object that remembers which of its keys stood there twice."""

    __slots__ = ("duplicates",)

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        seen: set[str] = set()
        self.duplicates = [key for key, _ in pairs if key in seen or seen.add(key)]  # type: ignore[func-returns-value]


def refuse_duplicates(value: object, path: str) -> None:
    """Refuse an object of `load` that had a key twice.

    Raises:
        PolicyError: with the path of the object.
    """
    if isinstance(value, JsonObject) and value.duplicates:
        raise PolicyError(f"found the key {found(value.duplicates[0])} twice; readers differ on which counts", path)


def load(text: str, *, max_length: int = MAX_DOCUMENT_LENGTH) -> object:
    """JSON text as objects, lists, strings, `Number`s, booleans and None.

    Raises:
        PolicyError: longer than `max_length`, deeper than `MAX_DEPTH`, or not JSON.
    """
    if len(text) > max_length:
        raise PolicyError(f"found {len(text):,} characters, at most {max_length:,} are accepted", "$")
    _refuse_depth(text)
    try:
        return json.loads(
            text.removeprefix("\ufeff"),
            object_pairs_hook=JsonObject,
            parse_int=Number,
            parse_float=Number,
            parse_constant=Number,
        )
    except json.JSONDecodeError as error:
        problem = f"not JSON: {error.msg} at line {error.lineno}, column {error.colno}. Next: mend the text there"
        raise PolicyError(problem, "$") from None


def _refuse_depth(text: str) -> None:
    depth = 0
    for match in _STRUCTURE.finditer(text):
        if match[0] in "{[":
            depth += 1
            if depth > MAX_DEPTH:
                raise PolicyError(
                    f"objects and lists are nested more than {MAX_DEPTH} deep; nothing that is read here needs that",
                    "$",
                )
        elif match[0] in "}]":
            depth -= 1
