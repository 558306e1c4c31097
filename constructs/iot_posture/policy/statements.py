"""A statement made ready to be matched: its patterns read once, then bound to the values of a request."""

from collections.abc import Iterable
from dataclasses import dataclass

from iot_posture.policy.documents import LANGUAGE_VERSION, PolicyDocument, Statement
from iot_posture.policy.errors import PolicyError, found
from iot_posture.policy.keys import RequestKeys, Values
from iot_posture.policy.operators import Condition, parse_operator
from iot_posture.policy.templates import PolicyText, Template, Unresolved
from iot_posture.policy.uncertainties import Reading
from iot_posture.policy.wildcards import Pattern


@dataclass(frozen=True, slots=True)
class PreparedCondition:
    """One condition key under one operator, with its values."""

    written: str
    condition: Condition
    key: str
    values: tuple[PolicyText, ...]

    def check(self, keys: RequestKeys, reading: Reading, effect: str) -> "ConditionResult":
        """Whether the condition holds in a statement of this effect."""
        operator = self.condition.operator
        values = keys.values(self.key)
        if operator.name == "Null":
            wanted = any(text.template.text.lower() == str(values is None).lower() for text in self.values)
            return ConditionResult(wanted, f"Null: {self.key} is {'absent' if values is None else 'there'}")
        if values is None:
            return _absent(self, reading)
        patterns: list[Pattern] = []
        unresolved: list[Unresolved] = []
        for text in self.values:
            bound = _bind(text.under(reading), keys, reading)
            if isinstance(bound, Unresolved):
                unresolved.append(bound)
            else:
                patterns.append(bound)
        holds = _quantified(self.condition, values, patterns)
        if unresolved and operator.negated and holds:
            # As text the variable differs from every value, so the negation holds; as a dropped statement nothing does.
            holds = (effect == "Deny") != reading.takes_other("U5")
        elif unresolved and holds and reading.takes_other("U4"):
            holds = False
        reason = f"{self.written}: {self.key} is {_shown(values)}"
        return ConditionResult(holds, "" if holds else reason, unresolved=tuple(unresolved))


@dataclass(frozen=True, slots=True)
class BoundResources:
    """The resources of a statement once variables have their values.

    Args:
        patterns: what is named.
        negated: whether they came from `NotResource`.
        unresolved: the variables that have no value; their patterns are missing above.
        dropped: whether the statement matches nothing whatever the request is on.
        forced: whether it matches everything, whatever the request is on.
    """

    patterns: tuple[Pattern, ...]
    negated: bool
    unresolved: tuple[Unresolved, ...] = ()
    dropped: bool = False
    forced: bool = False

    def match(self, resources: Iterable[str]) -> bool:
        """Whether any of the forms of the requested resource is meant."""
        if self.dropped or self.forced:
            return self.forced
        return any(any(pattern.matches(text) for pattern in self.patterns) != self.negated for text in resources)


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """Whether a condition holds, and what the answer rests on."""

    holds: bool
    reason: str = ""
    missing: tuple[str, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()


@dataclass(frozen=True, slots=True)
class PreparedStatement:
    """One statement with its patterns read."""

    statement: Statement
    actions: tuple[Pattern, ...]
    resources: tuple[PolicyText, ...]
    conditions: tuple[PreparedCondition, ...]

    @classmethod
    def of(cls, statement: Statement, version: str | None) -> "PreparedStatement":
        """Read the patterns of a statement of a document of this version.

        Raises:
            PolicyError: the effect is neither `Allow` nor `Deny`, or a condition operator does not exist.
        """
        if statement.effect not in {"Allow", "Deny"}:
            raise PolicyError(f"found the effect {found(statement.effect)}, expected 'Allow' or 'Deny'")
        resources = statement.not_resources or statement.resources
        live = version == LANGUAGE_VERSION
        return cls(
            statement,
            tuple(Pattern.of(action.lower()) for action in statement.not_actions or statement.actions),
            tuple(PolicyText.of(text, variables=live) for text in resources),
            tuple(_conditions(statement, variables=live)),
        )

    def covers_action(self, action: str, reading: Reading) -> bool:
        """Whether `Action`, or `NotAction`, takes in this action."""
        named = any(pattern.matches(action.lower()) for pattern in self.actions)
        if self.statement.not_actions:
            return not named and not reading.takes_other("U7")
        return named

    def bind_resources(self, keys: RequestKeys, reading: Reading) -> BoundResources:
        """The resources, with the values of the request in place of variables."""
        patterns: list[Pattern] = []
        unresolved: list[Unresolved] = []
        for text in self.resources:
            bound = _bind(text.under(reading), keys, reading, in_arn=True)
            if isinstance(bound, Unresolved):
                unresolved.append(bound)
            else:
                patterns.append(bound)
        negated = bool(self.statement.not_resources)
        dropped = forced = False
        if unresolved and negated:
            forced = (self.statement.effect == "Deny") != reading.takes_other("U5")
            dropped = not forced
        elif unresolved and patterns:
            dropped = reading.takes_other("U4")
        return BoundResources(tuple(patterns), negated, tuple(unresolved), dropped, forced)

    def check_conditions(self, keys: RequestKeys, reading: Reading) -> ConditionResult:
        """Whether all conditions hold; when not, the first that does not."""
        missing: tuple[str, ...] = ()
        unresolved: tuple[Unresolved, ...] = ()
        for prepared in self.conditions:
            result = prepared.check(keys, reading, self.statement.effect)
            missing += result.missing
            unresolved += result.unresolved
            if not result.holds:
                return ConditionResult(False, result.reason, missing, unresolved)
        return ConditionResult(True, missing=missing, unresolved=unresolved)


def prepare(document: PolicyDocument) -> tuple[PreparedStatement, ...]:
    """The statements of a document, each made ready.

    Raises:
        PolicyError: as `PreparedStatement.of`. `parse_policy` has checked that already.
    """
    return tuple(PreparedStatement.of(statement, document.version) for statement in document.statements)


def _conditions(statement: Statement, *, variables: bool) -> Iterable[PreparedCondition]:
    for operator, keys in statement.conditions.items():
        condition = parse_operator(operator)
        for key, values in keys.items():
            texts = (values,) if isinstance(values, str) else values
            live = variables and condition.operator.variables
            yield PreparedCondition(
                operator, condition, key, tuple(PolicyText.of(text, variables=live) for text in texts)
            )


def _bind(template: Template, keys: RequestKeys, reading: Reading, *, in_arn: bool = False) -> Pattern | Unresolved:
    if not template.variables:
        return Pattern(template.parts)  # type: ignore[arg-type]
    if in_arn and template.before_resource():
        name = template.before_resource()[0].name
        return Unresolved("${" + name + "}", "no variable is substituted before the fifth colon of an ARN")
    bound = template.bind(keys.substitute)
    if isinstance(bound, Pattern):
        wild = template.bind(keys.substitute, wild_values=True)
        if wild != bound and isinstance(wild, Pattern) and reading.takes_other("U3"):
            return wild
    return bound


def _absent(prepared: PreparedCondition, reading: Reading) -> ConditionResult:
    condition = prepared.condition
    if condition.if_exists and not reading.takes_other("U7"):
        return ConditionResult(True)
    holds = condition.quantifier == "ForAllValues" if condition.quantifier else condition.operator.negated
    return ConditionResult(holds, "" if holds else f"{prepared.written}: {prepared.key} is absent", (prepared.key,))


def _quantified(condition: Condition, values: Values, patterns: list[Pattern]) -> bool:
    operator = condition.operator
    verdicts = (any(operator.compare(value, pattern) for pattern in patterns) != operator.negated for value in values)
    if condition.quantifier == "ForAnyValue" or (not condition.quantifier and not operator.negated):
        return any(verdicts)
    return all(verdicts)


def _shown(values: Values) -> str:
    return ", ".join(repr(value if len(value) <= 60 else value[:60] + "...") for value in values)
