"""What a plain YAML scalar means in a CloudFormation template.

CloudFormation reads YAML 1.1: `yes` and `on` are true, `010` is eight, `1:30` is ninety. It has no timestamps, so that
`2012-10-17` is a text. Source: docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html, read
2026-11-22, and yaml.org/type/int.html, bool.html and float.html.
"""

import re

_WORDS: dict[str, bool | None] = {"": None, "~": None}
for _word, _value in {
    "yes": True,
    "true": True,
    "on": True,
    "no": False,
    "false": False,
    "off": False,
    "null": None,
}.items():
    _WORDS |= {_word: _value, _word.capitalize(): _value, _word.upper(): _value}
_INT = re.compile(
    r"(?P<sign>[-+]?)(?:0b(?P<two>[01_]+)|0x(?P<sixteen>[0-9a-fA-F_]+)|0(?P<eight>[0-7_]+)"
    r"|(?P<sixty>[1-9][0-9_]*(?::[0-5]?[0-9])+)|(?P<ten>0|[1-9][0-9_]*))\Z"
)
_FLOAT = re.compile(r"[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+][0-9]+)?\Z")
_BASES = {"two": 2, "eight": 8, "ten": 10, "sixteen": 16}
_LONGEST_NUMBER = 300
"""Longer ones stay text: converting them takes time, and no template means them."""


def scalar(text: str) -> str | bool | int | float | None:
    """The value of a plain scalar.

    Example:
        >>> [scalar(text) for text in ("2012-10-17", "on", "0755", "012345678901", "1.50", "~")]
        ['2012-10-17', True, 493, '012345678901', 1.5, None]
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789" or len(text) > _LONGEST_NUMBER:
        return text
    whole = _INT.match(text)
    if whole is not None:
        return _integer(whole)
    if _FLOAT.match(text) and any(digit in text for digit in "0123456789"):
        return float(text.replace("_", ""))
    return text


def _integer(found: re.Match[str]) -> int | str:
    kind, digits = next((kind, digits) for kind, digits in found.groupdict().items() if digits and kind != "sign")
    digits = digits.replace("_", "")
    if not digits:
        return found.string
    if kind == "sixty":
        number = 0
        for part in digits.split(":"):
            number = number * 60 + int(part)
    else:
        number = int(digits, _BASES[kind])
    return -number if found["sign"] == "-" else number
