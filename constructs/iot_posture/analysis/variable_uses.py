"""Where a statement uses policy variables, and what keeps one from telling."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from iot_posture.policy.templates import Template, Variable
from iot_posture.template import Node, StatementView
from iot_posture.template.memo import remembered


@dataclass(frozen=True, slots=True)
class VariableUse:
    """One variable in a text of a statement.

    `operator` is the condition operator, and None in `Resource` and `NotResource`. `early` says that it stands before
    the resource part of an ARN.
    """

    node: Node
    variable: Variable
    operator: str | None = None
    early: bool = False

    @property
    def written(self) -> str:
        """The variable as a policy writes it."""
        return f"${{{self.variable.name}}}"


def variable_uses(statement: StatementView) -> Iterator[VariableUse]:
    """Each variable of the statement's resources and condition values."""
    return iter(_uses(statement))


@remembered
def _uses(statement: StatementView) -> list[VariableUse]:
    return list(_found(statement))


def _found(statement: StatementView) -> Iterator[VariableUse]:
    for node, operator in policy_texts(statement):
        text = node.text
        if text is None or "${" not in (masked := text.masked):
            continue
        template = parsed(masked)
        early = template.before_resource() if operator is None else ()
        for index, variable in enumerate(template.variables):
            yield VariableUse(node, variable, operator, index < len(early))


@lru_cache(maxsize=512)
def parsed(masked: str) -> Template:
    """A text of a policy with its variables; several checks read each."""
    return Template.parse(masked)


def policy_texts(statement: StatementView) -> Iterator[tuple[Node, str | None]]:
    """Each resource and each condition value, with its operator."""
    return iter(_texts(statement))


@remembered
def _texts(statement: StatementView) -> list[tuple[Node, str | None]]:
    return list(_each_text(statement))


def _each_text(statement: StatementView) -> Iterator[tuple[Node, str | None]]:
    for node in statement.resources:
        yield node, None
    for operator, keys in statement.node.get("Condition").members():
        for _, values in keys.members():
            for value in values.elements():
                yield value, operator


def unreadable(statement: StatementView) -> Iterator[Node]:
    """The places that keep the statement's resources or conditions from being read."""
    condition = statement.node.get("Condition")
    places = [*statement.resources, condition]
    for _, keys in condition.members():
        places += [keys, *(values for _, values in keys.members())]
    for place in places:
        if place.text is None and place.unknown_reason is not None:
            yield place
