"""The words of AWS IoT SQL.

Sources, read 2026-11-22: docs.aws.amazon.com/iot/latest/developerguide/iot-sql-reference.html (no comments) and
.../iot-sql-operators.html, .../iot-sql-literals.html, .../iot-sql-set.html.
"""

import re
from dataclasses import dataclass

HOLE = "\ue000"
"""Stands for a part of the statement that is known only at deployment."""

_PATTERNS = {
    "comment": r"--|/\*",
    "string": r"'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.|\"\")*\"",
    "open string": r"['\"]",
    "number": r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?!\w)",
    # A dollar sign begins a word such as $package, but not where it begins a substitution template.
    "word": rf"@?(?:[\w{HOLE}]|\$(?!\{{))+",
    "template": r"\$\{",
    "symbol": r"<>|!=|<=|>=|[-+*/%=<>(),.{}\[\]:;#]",
    "space": r"\s+",
    "other": r".",
}
_PROBLEMS = {
    "comment": "{} begins a comment, and AWS IoT SQL has no comments",
    "open string": "the text that begins with {} does not end",
    "other": "{} is not a character of AWS IoT SQL",
}
_TOKEN = re.compile("|".join(f"(?P<{kind.replace(' ', '_')}>{found})" for kind, found in _PATTERNS.items()), re.DOTALL)


class SqlError(ValueError):
    """A statement that AWS IoT cannot read: what is wrong, and at which character, from 1.

    `certain` is False when a hole stands where it could make the statement good.
    """

    def __init__(self, problem: str, position: int, *, certain: bool = True) -> None:
        super().__init__(f"{problem}, at character {position}")
        self.position = position
        self.certain = certain


@dataclass(frozen=True, slots=True)
class Token:
    """One word, literal or symbol. `kind` is `word`, `number`, `string`, `symbol`, `template` or `end`."""

    kind: str
    text: str
    position: int

    @property
    def upper(self) -> str:
        """The word in upper case; empty for what is not a word, so that the text 'FROM' is no keyword."""
        return self.text.upper() if self.kind == "word" else ""


def tokens(text: str) -> list[Token]:
    """Split a statement.

    Raises:
        SqlError: a comment, a text that does not end, or a character that AWS IoT SQL does not have.
    """
    split: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind, found, position = (match.lastgroup or "").replace("_", " "), match.group(), match.start() + 1
        if kind in _PROBLEMS:
            unknown = any(HOLE in token.text for token in split if token.kind == "word")
            raise SqlError(_PROBLEMS[kind].format(found), position, certain=not unknown)
        if kind != "space":
            split.append(Token(kind, found, position))
    return [*split, Token("end", "the end", len(text) + 1)]
