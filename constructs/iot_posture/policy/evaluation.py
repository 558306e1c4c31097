"""The decision on one request, statement by statement, with everything that led to it.

This is the plain evaluator: it does what the documents say, in their order. `evaluator.py` gives the same decisions
faster.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from iot_posture.policy.actions import never_asked
from iot_posture.policy.arns import Arn
from iot_posture.policy.context import Context
from iot_posture.policy.documents import PolicyDocument
from iot_posture.policy.errors import PolicyError, found
from iot_posture.policy.explain import Decision, DependsOn, Explanation, Result, StatementOutcome
from iot_posture.policy.keys import RequestKeys
from iot_posture.policy.mqtt import unshared
from iot_posture.policy.principals import AttachedPolicy, attached, combined, hint, not_in_effect
from iot_posture.policy.statements import PreparedStatement, prepare
from iot_posture.policy.templates import Unresolved
from iot_posture.policy.uncertainties import UNCERTAINTIES, Reading


@dataclass(frozen=True, slots=True)
class Request:
    """One action on one resource.

    Args:
        action: such as `iot:Publish`, in any case, without wildcards.
        resource: an ARN; `*` for `iot:ListRetainedMessages`.
    """

    action: str
    resource: str

    def check(self) -> None:
        """Refuse what no request looks like.

        Raises:
            PolicyError: the action has no prefix or has a wildcard, or the resource is neither an ARN nor `*`.
        """
        prefix, _, name = self.action.partition(":")
        if not prefix or not name or "*" in self.action or "?" in self.action:
            raise PolicyError(f"found the action {found(self.action)}, expected one action such as iot:Publish")
        if self.resource != "*":
            Arn.parse(self.resource)


@dataclass(frozen=True, slots=True)
class PreparedPolicy:
    """An attached policy with its statements made ready."""

    policy: AttachedPolicy
    statements: tuple[PreparedStatement, ...]

    @classmethod
    def of(cls, policy: AttachedPolicy) -> "PreparedPolicy":
        """Make the statements ready."""
        return cls(policy, prepare(policy.document))


def evaluate(
    policies: Sequence[PolicyDocument | AttachedPolicy],
    context: Context,
    request: Request,
    *,
    role_policies: Sequence[PolicyDocument] | None = None,
) -> Result:
    """Decide one request: denied unless a statement allows it and none denies it.

    Args:
        policies: the AWS IoT policies of the principal and of the groups of its thing. Only default versions count
            on AWS.
        context: the connection.
        request: what is asked for.
        role_policies: of the IAM role of a Cognito identity, which must allow as well. Default: none are known.

    Returns:
        The decision under the pinned readings, and why; `explanation.depends_on` names each reading that would
        change it.

    Raises:
        PolicyError: the request is not one, or a condition operator of a hand-made document does not exist.

    Example:
        >>> from iot_posture.policy import Context, Request, evaluate, parse_policy
        >>> policy = parse_policy('''{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iot:Publish",
        ...     "Resource": "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:ClientId}/*"}}''')
        >>> topic = "arn:aws:iot:us-east-1:123456789012:topic/dt/pump7/temperature"
        >>> evaluate([policy], Context(client_id="pump7"), Request("iot:Publish", topic)).decision.value
        'ALLOWED'
        >>> result = evaluate([policy], Context(client_id="pump8"), Request("iot:Publish", topic))
        >>> print(result.explanation)
        Allow policy $.Statement: no Resource matches arn:aws:iot:us-east-1:123456789012:topic/dt/pump7/temperature

    Source: https://docs.aws.amazon.com/iot/latest/developerguide/iot-policies.html
    """
    request.check()
    role = None if role_policies is None else _prepared(role_policies, "IAM role policy")
    question = _Question(_prepared(policies, "policy"), role, context, request)
    reading = Reading()
    decision, outcomes = question.answer(reading)
    depends_on, considered = _dependencies(question, decision, reading.touched)
    warnings = [never_asked(request.action, request.resource, context.protocol), question.one_sided(reading)]
    warnings += [hint(context, has_role=role_policies is not None), *_open_denies(outcomes)]
    explanation = Explanation(
        outcomes,
        tuple(dict.fromkeys(key for outcome in outcomes for key in outcome.missing)),
        tuple(dict.fromkeys(variable for outcome in outcomes for variable in outcome.unresolved)),
        tuple(filter(None, warnings)),
        depends_on,
        considered,
    )
    return Result(decision, explanation)


def requested_forms(action: str, resource: str, reading: Reading) -> tuple[str, ...]:
    """The resources a request is judged on: the one it names, and for two actions another (U2, U11)."""
    match action.lower():
        case "iot:listnamedshadowsforthing" if resource != "*":
            return ("*",) if reading.takes_other("U11") else (resource, "*")
        case "iot:receive" if ":topic/$share/" in resource and reading.takes_other("U2"):
            arn = Arn.parse(resource)
            return (str(arn.sibling("topic/" + unshared(arn.name))),)
    return (resource,)


def never_allowed(action: str, reading: Reading) -> bool:
    """Whether a reading keeps an action out of AWS IoT policies (U10)."""
    return action.lower() in {"iot:getconnection", "iot:listsubscriptions"} and reading.takes_other("U10")


def decide(outcomes: Sequence[StatementOutcome]) -> Decision:
    """An explicit deny wins over an allow, and without either the answer is an implicit deny."""
    effects = {outcome.effect for outcome in outcomes if outcome.matched}
    if "Deny" in effects:
        return Decision.EXPLICIT_DENY
    return Decision.ALLOWED if "Allow" in effects else Decision.IMPLICIT_DENY


def _prepared(policies: Sequence[PolicyDocument | AttachedPolicy], name: str) -> tuple[PreparedPolicy, ...]:
    return tuple(map(PreparedPolicy.of, attached(policies, name=name)))


@dataclass(frozen=True, slots=True)
class _Question:
    policies: tuple[PreparedPolicy, ...]
    role_policies: tuple[PreparedPolicy, ...] | None
    context: Context
    request: Request

    def answer(self, reading: Reading) -> tuple[Decision, tuple[StatementOutcome, ...]]:
        outcomes = tuple(self._outcomes(self.policies, reading))
        iot = Decision.IMPLICIT_DENY if never_allowed(self.request.action, reading) else decide(outcomes)
        role, role_outcomes = None, tuple[StatementOutcome, ...]()
        if self.role_policies is not None:
            role_outcomes = tuple(self._outcomes(self.role_policies, reading))
            role = decide(role_outcomes)
        return combined(iot, role, self.context, self.request.action, reading), outcomes + role_outcomes

    def one_sided(self, reading: Reading) -> str:
        """Which side of an AWS IoT policy and an IAM role keeps a request from being allowed, when only one does."""
        if self.role_policies is None or self.context.principal_type == "COGNITO_UNAUTHENTICATED":
            return ""
        iot = decide(tuple(self._outcomes(self.policies, reading))) is Decision.ALLOWED
        role = decide(tuple(self._outcomes(self.role_policies, reading))) is Decision.ALLOWED
        if iot is role:
            return ""
        allows, not_ = ("the AWS IoT policy", "the IAM role") if iot else ("the IAM role", "the AWS IoT policy")
        return f"{allows} allows this and {not_} does not; both must"

    def _outcomes(self, policies: tuple[PreparedPolicy, ...], reading: Reading) -> Iterator[StatementOutcome]:
        action = self.request.action
        keys = RequestKeys(self.context, action, reading)
        forms = requested_forms(action, self.request.resource, reading)
        for prepared in policies:
            obstacle = not_in_effect(prepared.policy.target, self.context, action, reading)
            for number, statement in enumerate(prepared.statements):
                origin = statement.statement.origin
                path = origin.path if origin else f"$.Statement[{number}]"
                verdict = _Verdict(False, obstacle) if obstacle else self._verdict(statement, keys, forms, reading)
                yield StatementOutcome(
                    prepared.policy.name,
                    path,
                    statement.statement.effect,
                    verdict.matched,
                    verdict.reason,
                    statement.statement.sid,
                    verdict.missing,
                    verdict.unresolved,
                )

    def _verdict(
        self, prepared: PreparedStatement, keys: RequestKeys, forms: tuple[str, ...], reading: Reading
    ) -> "_Verdict":
        statement, request = prepared.statement, self.request
        if not prepared.covers_action(request.action, reading):
            element = "NotAction names" if statement.not_actions else "no Action matches"
            return _Verdict(False, f"{element} {request.action}")
        resources = prepared.bind_resources(keys, reading)
        if not resources.match(forms):
            element = "NotResource covers" if statement.not_resources else "no Resource matches"
            return _Verdict(False, f"{element} {request.resource}", unresolved=resources.unresolved)
        conditions = prepared.check_conditions(keys, reading)
        unresolved = resources.unresolved + conditions.unresolved
        return _Verdict(conditions.holds, conditions.reason, conditions.missing, unresolved)


@dataclass(frozen=True, slots=True)
class _Verdict:
    matched: bool
    reason: str = ""
    missing: tuple[str, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()


def _dependencies(
    question: _Question, pinned: Decision, touched: set[str]
) -> tuple[tuple[DependsOn, ...], tuple[str, ...]]:
    """The uncertainties that came up: those that change the decision alone or together with others, and the rest."""
    ids = [uncertainty.id for uncertainty in UNCERTAINTIES if uncertainty.id in touched]
    flipped = [DependsOn(id_, question.answer(Reading(frozenset({id_})))[0]) for id_ in ids]
    changing = tuple(dependency for dependency in flipped if dependency.otherwise is not pinned)
    if not changing and len(ids) > 1:
        together = question.answer(Reading(frozenset(ids)))[0]
        changing = tuple(DependsOn(id_, together) for id_ in ids if together is not pinned)
    names = {dependency.id for dependency in changing}
    return changing, tuple(id_ for id_ in ids if id_ not in names)


def _open_denies(outcomes: Sequence[StatementOutcome]) -> Iterator[str]:
    """A warning for each Deny that did not match and has a variable without a value."""
    for outcome in outcomes:
        if outcome.effect == "Deny" and not outcome.matched:
            for variable in outcome.unresolved:
                why = f"{variable.variable} has no value: {variable.reason}"
                yield f"{outcome.policy} {outcome.path}: this Deny fails open, {why}"
