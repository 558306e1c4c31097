"""Policy text with variables in it: `topic/${iot:ClientId}/*`, its escapes, and what is left once values are known.

A value stands in for a variable once and as plain text: a `*` in it is no wildcard (pinned uncertainty U3), a `${`
in it no variable.

Sources, read 2026-11-22: docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html (syntax,
escapes, defaults, the place in an ARN) and docs.aws.amazon.com/iot/latest/developerguide/iot-policy-variables.html
(which writes the escapes as `$(*)`, U13).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from iot_posture.policy.uncertainties import Reading
from iot_posture.policy.wildcards import Pattern, Wildcard, joined, parts_of

_VARIABLE = re.compile(r"\$\{(?P<name>(?:\[[^\]{}]*\]|[^{},'\[])++)(?:,\s*'(?P<default>(?:[^']|'')*+)'\s*)?\}")
_PARENTHESES = re.compile(r"\$\([*?$]\)")


@dataclass(frozen=True, slots=True)
class Variable:
    """A policy variable: `${name}` or `${name, 'default'}`. The name is as written; names are not case-sensitive."""

    name: str
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A variable for which no value stands in, and why."""

    variable: str
    reason: str


Lookup = Callable[[Variable], str | Unresolved]


@dataclass(frozen=True, slots=True)
class Template:
    """Text, wildcards and variables, in order.

    Example:
        >>> template = Template.parse("topic/${iot:ClientId}/*")
        >>> [variable.name for variable in template.variables]
        ['iot:ClientId']
        >>> template.bind(lambda variable: "pump7").text
        'topic/pump7/*'
    """

    text: str
    parts: tuple[str | Wildcard | Variable, ...]

    @classmethod
    def parse(cls, text: str, *, variables: bool = True, parentheses: bool = False) -> "Template":
        """Read policy text.

        Args:
            text: what stands in the policy.
            variables: false in documents of version 2008-10-17 or without one, where `${` is plain text. Default: true.
            parentheses: read `$(*)`, `$(?)` and `$($)` as escapes too. Default: false, they are plain text.
        """
        parts: list[str | Wildcard | Variable] = []
        position = 0
        for match in _VARIABLE.finditer(text) if variables else ():
            parts.extend(_plain(text[position : match.start()], parentheses))
            parts.append(_meaning(match["name"].strip(), match["default"]))
            position = match.end()
        parts.extend(_plain(text[position:], parentheses))
        return cls(text, tuple(parts))

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables, in order; one that is used twice stands there twice."""
        return tuple(part for part in self.parts if isinstance(part, Variable))

    def bind(self, lookup: Lookup, *, wild_values: bool = False) -> Pattern | Unresolved:
        """The pattern once every variable has its value, or the first variable that has none.

        Args:
            lookup: gives the value of a variable.
            wild_values: let `*` and `?` inside a value be wildcards. Default: false (U3).
        """
        bound: list[str | Wildcard] = []
        for part in self.parts:
            if not isinstance(part, Variable):
                bound.append(part)
                continue
            value = lookup(part)
            if isinstance(value, Unresolved):
                return value
            bound.extend(Pattern.of(value).parts if wild_values else (value,))
        return joined(bound)

    def before_resource(self) -> tuple[Variable, ...]:
        """The variables before the fifth colon of an ARN, where AWS substitutes none."""
        colons, early = 0, list[Variable]()
        for part in self.parts:
            if isinstance(part, Variable) and colons < 5:
                early.append(part)
            elif isinstance(part, str):
                colons += part.count(":")
        return tuple(early)


@dataclass(frozen=True, slots=True)
class PolicyText:
    """Text of a policy, read as its version says, and otherwise where the documents leave that open (U7, U13)."""

    template: Template
    variables: bool
    parentheses: bool

    @classmethod
    def of(cls, text: str, *, variables: bool) -> "PolicyText":
        """Read text of a document in which variables do, or do not, work."""
        parentheses = "$(" in text and _PARENTHESES.search(text) is not None
        return cls(Template.parse(text, variables=variables), variables, parentheses)

    def under(self, reading: Reading) -> Template:
        """The text as one reading of the documents has it."""
        variables = self.variables or ("${" in self.template.text and reading.takes_other("U7"))
        parentheses = self.parentheses and reading.takes_other("U13")
        if variables == self.variables and not parentheses:
            return self.template
        return Template.parse(self.template.text, variables=variables, parentheses=parentheses)


@lru_cache(maxsize=256)
def _meaning(name: str, default: str | None) -> str | Variable:
    if name in {"*", "?", "$"} and default is None:
        return name
    return Variable(name, None if default is None else default.replace("''", "'"))


def _plain(text: str, parentheses: bool) -> tuple[str | Wildcard, ...]:
    if not parentheses:
        return parts_of(text)
    parts: list[str | Wildcard] = []
    position = 0
    for match in _PARENTHESES.finditer(text):
        parts += [*parts_of(text[position : match.start()]), match[0][2]]
        position = match.end()
    return (*parts, *parts_of(text[position:]))
