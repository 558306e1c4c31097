"""Why a decision is what it is: what matched, what did not and why, and what the answer hangs on."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from iot_posture.policy.templates import Unresolved
from iot_posture.policy.uncertainties import BY_ID


class Decision(enum.Enum):
    """The answers of AWS IoT's TestAuthorization, under their names there.

    Source: botocore 1.44.5, model iot, shape AuthDecision.
    """

    ALLOWED = "ALLOWED"
    IMPLICIT_DENY = "IMPLICIT_DENY"
    EXPLICIT_DENY = "EXPLICIT_DENY"


@dataclass(frozen=True, slots=True)
class StatementOutcome:
    """What one statement said to the request.

    Args:
        policy: the name of its policy.
        path: its JSON path there.
        effect: `Allow` or `Deny`.
        matched: whether it applies.
        reason: when it does not, the first reason why; else empty.
        sid: its identifier, if it has one.
        missing: condition keys that it asks for and that the request does not carry.
        unresolved: variables without a value.
    """

    policy: str
    path: str
    effect: str
    matched: bool
    reason: str = ""
    sid: str | None = None
    missing: tuple[str, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()

    def __str__(self) -> str:
        name = f"{self.effect} {self.policy} {self.path}" + (f" ({self.sid})" if self.sid else "")
        return f"{name}: {'matches' if self.matched else self.reason}"


@dataclass(frozen=True, slots=True)
class DependsOn:
    """A pinned uncertainty whose other reading changes the decision.

    Args:
        id: of the uncertainty, such as `U8`.
        otherwise: the decision under the other reading.
    """

    id: str
    otherwise: Decision

    def __str__(self) -> str:
        uncertainty = BY_ID[self.id]
        return f"{self.id}: {uncertainty.question} Pinned: {uncertainty.pinned}. Otherwise {self.otherwise.value}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that a decision rests on.

    Args:
        outcomes: of every statement of every policy, in order.
        missing_context_values: condition keys that were asked for and that the request does not carry.
        unresolved: variables that were asked for and have no value.
        warnings: what is likely not meant, such as a Deny that fails open.
        depends_on: the pinned uncertainties whose other reading would change the decision.
        considered: the pinned uncertainties that came up and whose other reading changes nothing.
    """

    outcomes: tuple[StatementOutcome, ...]
    missing_context_values: tuple[str, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    warnings: tuple[str, ...] = ()
    depends_on: tuple[DependsOn, ...] = ()
    considered: tuple[str, ...] = ()

    @property
    def matched(self) -> tuple[StatementOutcome, ...]:
        """The statements that apply."""
        return tuple(outcome for outcome in self.outcomes if outcome.matched)

    @property
    def not_matched(self) -> tuple[StatementOutcome, ...]:
        """The statements that do not apply, each with the first reason why."""
        return tuple(outcome for outcome in self.outcomes if not outcome.matched)

    def lines(self) -> Iterator[str]:
        """The explanation for people, one fact a line."""
        yield from map(str, self.outcomes)
        if not self.outcomes:
            yield "no policy has a statement"
        for key in self.missing_context_values:
            yield f"missing context value: {key}"
        for variable in self.unresolved:
            yield f"unresolved variable: {variable.variable}: {variable.reason}"
        for warning in self.warnings:
            yield f"warning: {warning}"
        for dependency in self.depends_on:
            yield f"depends on {dependency}"
        if self.considered:
            yield f"holds either way: {', '.join(self.considered)}"

    def __str__(self) -> str:
        return "\n".join(self.lines())


@dataclass(frozen=True, slots=True)
class Result:
    """A decision and why.

    Args:
        decision: under the pinned readings.
        explanation: why.
    """

    decision: Decision
    explanation: Explanation

    @property
    def allowed(self) -> bool:
        """Whether the request is allowed, under the pinned readings."""
        return self.decision is Decision.ALLOWED

    @property
    def determined(self) -> bool:
        """False when the answer hangs on U5, where the documents speak for neither and the stricter one is taken."""
        return all(dependency.id != "U5" for dependency in self.explanation.depends_on)
