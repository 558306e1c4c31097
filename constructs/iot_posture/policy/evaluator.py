"""Policies compiled once for many decisions; the same decisions as `evaluate`, without the explanations.

For one connection, variables have one value and conditions one answer. So each action comes down to four matchers,
one each for Resource and NotResource, of Allow and of Deny. They are made when an action is first asked for.
"""

from collections.abc import Callable, Iterable, Sequence

from iot_posture.policy.alternation import Matcher, any_of
from iot_posture.policy.context import Context
from iot_posture.policy.documents import PolicyDocument
from iot_posture.policy.evaluation import PreparedPolicy, Request, requested_forms
from iot_posture.policy.explain import Decision
from iot_posture.policy.keys import RequestKeys
from iot_posture.policy.principals import AttachedPolicy, attached, combined, not_in_effect
from iot_posture.policy.uncertainties import Reading
from iot_posture.policy.wildcards import Pattern

Decider = Callable[[str], Decision]
"""The decision of one action of one connection on a resource."""


class Connection:
    """The compiled policies of one connection. Made by `Evaluator.connection`."""

    def __init__(
        self,
        policies: tuple[PreparedPolicy, ...],
        role_policies: tuple[PreparedPolicy, ...] | None,
        context: Context,
    ) -> None:
        self._policies = policies
        self._role_policies = role_policies
        self._context = context
        self._deciders: dict[str, Decider] = {}

    def decide(self, action: str, resource: str) -> Decision:
        """The decision on one request. The request is not checked: what is no ARN matches what its text matches."""
        decider = self._deciders.get(action)
        if decider is None:
            decider = self._decider(action)
        return decider(resource)

    def decide_all(self, requests: Iterable[tuple[str, str]]) -> list[Decision]:
        """The decisions on pairs of action and resource, in their order."""
        deciders = self._deciders
        make = self._decider
        return [(deciders.get(action) or make(action))(resource) for action, resource in requests]

    def _decider(self, action: str) -> Decider:
        reading = Reading()
        iot = _compiled(self._policies, self._context, action, reading)
        decider = iot
        if self._role_policies is not None or self._context.principal_type == "COGNITO_UNAUTHENTICATED":
            role = None
            if self._role_policies is not None:
                role = _compiled(self._role_policies, self._context, action, reading)

            def decider(resource: str) -> Decision:
                said = None if role is None else role(resource)
                return combined(iot(resource), said, self._context, action, reading)

        self._deciders[action] = decider
        return decider


class Evaluator:
    """Policies, compiled for many decisions.

    Args:
        policies: the AWS IoT policies of the principal and of the groups of its thing.
        role_policies: of the IAM role of a Cognito identity. Default: none are known.

    Raises:
        PolicyError: a condition operator of a hand-made document does not exist.

    Example:
        >>> from iot_posture.policy import Context, Evaluator, parse_policy
        >>> policy = parse_policy('''{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iot:Publish",
        ...     "Resource": "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:ClientId}/*"}}''')
        >>> connection = Evaluator([policy]).connection(Context(client_id="pump7"))
        >>> topic = "arn:aws:iot:us-east-1:123456789012:topic/dt/"
        >>> decisions = connection.decide_all([("iot:Publish", topic + "pump7/t"), ("iot:Publish", topic + "pump8/t")])
        >>> [decision.value for decision in decisions]
        ['ALLOWED', 'IMPLICIT_DENY']
    """

    def __init__(
        self,
        policies: Sequence[PolicyDocument | AttachedPolicy],
        *,
        role_policies: Sequence[PolicyDocument] | None = None,
    ) -> None:
        self._policies = tuple(map(PreparedPolicy.of, attached(policies)))
        self._role_policies = None
        if role_policies is not None:
            self._role_policies = tuple(map(PreparedPolicy.of, attached(role_policies)))
        self._last: tuple[Context, Connection] | None = None

    def connection(self, context: Context) -> Connection:
        """The policies with the values of one connection in place: what to keep for the decisions of one device."""
        return Connection(self._policies, self._role_policies, context)

    def decide(self, context: Context, request: Request) -> Decision:
        """The decision on one request. Fast when the same context object asks again; else see `connection`."""
        if self._last is None or self._last[0] is not context:
            self._last = (context, self.connection(context))
        return self._last[1].decide(request.action, request.resource)


class _Side:
    """What one effect takes in: the patterns of Resource, and one list for each NotResource."""

    def __init__(self) -> None:
        self.patterns: list[Pattern] = []
        self.exceptions: list[tuple[Pattern, ...]] = []

    def matcher(self) -> Matcher | None:
        """One matcher for all of it, or None when nothing is taken in."""
        if not self.exceptions:
            return any_of(self.patterns) if self.patterns else None
        included = any_of(self.patterns)
        excluded = [any_of(patterns) for patterns in self.exceptions]
        return lambda text: included(text) or not all(covers(text) for covers in excluded)


def _compiled(policies: tuple[PreparedPolicy, ...], context: Context, action: str, reading: Reading) -> Decider:
    allow, deny = _sides(policies, context, action, reading)
    allows, denies = allow.matcher(), deny.matcher()
    decider = _plain_decider(allows, denies)
    if len(requested_forms(action, "arn:aws:iot:::thing/x", reading)) == 1:
        return decider

    def judge_all_forms(resource: str) -> Decision:
        decisions = {decider(form) for form in requested_forms(action, resource, reading)}
        if Decision.EXPLICIT_DENY in decisions:
            return Decision.EXPLICIT_DENY
        return Decision.ALLOWED if Decision.ALLOWED in decisions else Decision.IMPLICIT_DENY

    return judge_all_forms


def _sides(
    policies: tuple[PreparedPolicy, ...], context: Context, action: str, reading: Reading
) -> tuple[_Side, _Side]:
    keys = RequestKeys(context, action, reading)
    allow, deny = _Side(), _Side()
    for policy in policies:
        if not_in_effect(policy.policy.target, context, action, reading):
            continue
        for prepared in policy.statements:
            if not prepared.covers_action(action, reading) or not prepared.check_conditions(keys, reading).holds:
                continue
            side = allow if prepared.statement.effect == "Allow" else deny
            resources = prepared.bind_resources(keys, reading)
            if resources.forced:
                side.patterns.append(Pattern.of("*"))
            elif resources.negated and not resources.dropped:
                side.exceptions.append(resources.patterns)
            elif not resources.dropped:
                side.patterns.extend(resources.patterns)
    return allow, deny


def _plain_decider(allows: Matcher | None, denies: Matcher | None) -> Decider:
    allowed, implicit, explicit = Decision.ALLOWED, Decision.IMPLICIT_DENY, Decision.EXPLICIT_DENY
    if allows is None and denies is None:
        return lambda resource: implicit  # noqa: ARG005 - whatever it is
    if allows is None:
        return lambda resource: explicit if denies is not None and denies(resource) else implicit
    if denies is None:
        return lambda resource: allowed if allows(resource) else implicit
    return lambda resource: explicit if denies(resource) else allowed if allows(resource) else implicit
