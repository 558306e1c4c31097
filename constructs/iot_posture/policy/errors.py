"""The one error of this package, and how it names what it found."""

import json

_SHOWN = 60
_KINDS = {dict: "an object", list: "a list", bool: "a boolean", type(None): "null", int: "a number", float: "a number"}


class PolicyError(ValueError):
    """Something is not what AWS IoT accepts. The message names the place, what stands there, what may, and what to do.

    Args:
        message: the fact, the value found, what is allowed and the next step.
        path: where, as a JSON path such as `$.Statement[0].Action`; empty when there is no document.

    Example:
        >>> str(PolicyError("expected 'Allow' or 'Deny', found 'Permit'", "$.Statement[0].Effect"))
        "$.Statement[0].Effect: expected 'Allow' or 'Deny', found 'Permit'"
    """

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path


def found(value: object) -> str:
    """A value in a message: its text when that is short and printable, else its kind. Never raises, never long."""
    if isinstance(value, str) and type(value) is not str:  # json_text.Number
        return f"the number {value[:_SHOWN]}"
    if isinstance(value, str):
        shown = value if len(value) <= _SHOWN else value[:_SHOWN] + "..."
        # ASCII, so that a lone surrogate can be printed anywhere.
        return json.dumps(shown) if not shown.isprintable() or not shown.isascii() else f"'{shown}'"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return f"{_KINDS[dict if isinstance(value, dict) else list]} of {len(value)}"
    return _KINDS.get(type(value), f"a {type(value).__name__}")
