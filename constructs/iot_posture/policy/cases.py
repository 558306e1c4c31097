"""Policy tests: questions with the answers that are expected, kept as data.

A file is either a list of tests that stand each for itself, or an object with `policies` and `contexts` that its
`tests` share by name. docs/reference/policy-tests.md shows both.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from iot_posture.policy.actions import never_asked
from iot_posture.policy.arns import Arn, account_id
from iot_posture.policy.context import Context
from iot_posture.policy.context_json import context_from_json
from iot_posture.policy.documents import PolicyDocument
from iot_posture.policy.errors import PolicyError, found
from iot_posture.policy.evaluation import Request, evaluate
from iot_posture.policy.explain import Decision, Result
from iot_posture.policy.json_text import refuse_duplicates
from iot_posture.policy.parsing import parse_policy_object
from iot_posture.policy.principals import AttachedPolicy, PolicyTarget

DEFAULT_PLACE = Arn("aws", "iot", "us-east-1", "123456789012", "")
"""Where the resource of a short request lies when the file does not say."""

Loader = Callable[[str], object]
"""Reads the JSON or YAML file that a policy test names, relative to the file it stands in."""

_TARGETS: dict[str, PolicyTarget] = {
    "CERTIFICATE": "CERTIFICATE",
    "COGNITO_IDENTITY": "COGNITO_IDENTITY",
    "THING_GROUP": "THING_GROUP",
    "CUSTOM_AUTHORIZER": "CUSTOM_AUTHORIZER",
}
_EXPECTED: dict[str, frozenset[Decision]] = {
    **{decision.value: frozenset({decision}) for decision in Decision},
    "DENIED": frozenset({Decision.IMPLICIT_DENY, Decision.EXPLICIT_DENY}),
}
_FIELDS = ("id", "policies", "policyTargets", "iamRolePolicies", "context", "request", "expected")
_NOTES = ("why", "source", "confidence")


@dataclass(frozen=True, slots=True)
class PolicyTest:
    """One question and the expected answer.

    Args:
        id: its name in reports.
        policies: the AWS IoT policies with what they are attached to.
        role_policies: of the IAM role of a Cognito identity; None when the test names none.
        context: who asks.
        request: for what.
        expected: `ALLOWED`, `IMPLICIT_DENY`, `EXPLICIT_DENY`, or `DENIED` for either deny.
        open_question: whether the test says that AWS's documents do not settle it (`confidence: unknown`). Default:
            false.
    """

    id: str
    policies: tuple[AttachedPolicy, ...]
    role_policies: tuple[PolicyDocument, ...] | None
    context: Context
    request: Request
    expected: str
    open_question: bool = False

    def run(self) -> Result:
        """Evaluate the question."""
        return evaluate(self.policies, self.context, self.request, role_policies=self.role_policies)

    def accepts(self, decision: Decision) -> bool:
        """Whether a decision is the expected one."""
        return decision in _EXPECTED[self.expected]


@dataclass(frozen=True, slots=True)
class BrokenTest:
    """A test that cannot be read, and why. It never passes."""

    id: str
    expected: str
    error: PolicyError


@dataclass(frozen=True, slots=True)
class _Shared:
    policies: Mapping[str, object]
    contexts: Mapping[str, object]
    place: Arn
    load: Loader


def read_tests(value: object, load: Loader) -> list[PolicyTest | BrokenTest]:
    """The tests of a file, in order; a test that cannot be read is a `BrokenTest`, the rest still run.

    Args:
        value: the file's JSON or YAML.
        load: reads a policy that stands in a file of its own.

    Raises:
        PolicyError: the file is no list of tests, and no object with one.
    """
    shared = _Shared({}, {}, DEFAULT_PLACE, load)
    tests, path = value, "$"
    if isinstance(value, Mapping):
        refuse_duplicates(value, "$")
        _refuse_unknown(value, ("policies", "contexts", "account", "region", "partition", "tests"), "$")
        place = Arn(
            _string(value.get("partition", "aws"), "$.partition"),
            "iot",
            _string(value.get("region", DEFAULT_PLACE.region), "$.region"),
            account_id(value.get("account", DEFAULT_PLACE.account), "$.account"),
            "",
        )
        policies, contexts = (
            _mapping(value.get("policies", {}), "$.policies"),
            _mapping(value.get("contexts", {}), "$.contexts"),
        )
        shared = _Shared(policies, contexts, place, load)
        tests, path = value.get("tests"), "$.tests"
    if not isinstance(tests, Sequence) or isinstance(tests, str):
        raise PolicyError(f"found {found(tests)}, expected a list of tests", path)
    if not tests:
        raise PolicyError("found no test, expected at least one: a file that tests nothing must not pass", path)
    return [_test(test, f"{path}[{number}]", shared) for number, test in enumerate(tests)]


def _test(value: object, path: str, shared: _Shared) -> PolicyTest | BrokenTest:
    id_ = value.get("id") if isinstance(value, Mapping) else None
    expected = value.get("expected") if isinstance(value, Mapping) else None
    try:
        return _readable_test(_mapping(value, path), path, shared)
    except PolicyError as error:
        return BrokenTest(id_ if isinstance(id_, str) else path, expected if isinstance(expected, str) else "", error)


def _readable_test(value: Mapping[str, object], path: str, shared: _Shared) -> PolicyTest:
    _refuse_unknown(value, (*_FIELDS, *_NOTES), path)
    for name in ("policies", "request", "expected"):
        if name not in value:
            raise PolicyError(f"found no {name}, and every test has policies, a request and an expected decision", path)
    expected = _string(value.get("expected"), f"{path}.expected")
    if expected not in _EXPECTED:
        raise PolicyError(f"found {found(expected)}, expected {', '.join(_EXPECTED)}", f"{path}.expected")
    request = _request(value.get("request"), f"{path}.request", shared.place)
    role = value.get("iamRolePolicies")
    return PolicyTest(
        _string(value.get("id", path), f"{path}.id"),
        _policies(value, path, shared),
        None
        if role is None
        else tuple(document for _, document in _documents(role, f"{path}.iamRolePolicies", shared)),
        _context(value.get("context", {}), f"{path}.context", shared, request.resource),
        request,
        expected,
        value.get("confidence") == "unknown",
    )


def _request(value: object, path: str, place: Arn) -> Request:
    """`{"action": ..., "resource": ARN}`, or the short form `iot:Publish topic/dt/pump7`."""
    if isinstance(value, str):
        request = _short_request(value, path, place)
    else:
        fields = _mapping(value, path)
        _refuse_unknown(fields, ("action", "resource"), path)
        action = _string(fields.get("action"), f"{path}.action")
        request = Request(action, _placed(_string(fields.get("resource"), f"{path}.resource"), place))
    try:
        request.check()
    except PolicyError as error:
        raise PolicyError(str(error), path) from None
    return request


def _short_request(value: str, path: str, place: Arn) -> Request:
    """A request in one text, which people write by hand: one that no device makes is taken for a slip."""
    action, _, resource = value.strip().partition(" ")
    resource = resource.strip()
    if not resource:
        raise PolicyError(f"found {found(value)}, expected an action and a resource: iot:Publish topic/dt/x", path)
    request = Request(action, _placed(resource, place))
    if slip := never_asked(action, request.resource):
        raise PolicyError(f"found {found(value)}, but {slip}. Next: mend it, or write action and resource apart", path)
    return request


def _placed(resource: str, place: Arn) -> str:
    return resource if resource == "*" or resource.startswith("arn:") else str(place.sibling(resource))


def _policies(value: Mapping[str, object], path: str, shared: _Shared) -> tuple[AttachedPolicy, ...]:
    documents = _documents(value.get("policies"), f"{path}.policies", shared)
    place = f"{path}.policyTargets"
    targets = value.get("policyTargets")
    if targets is None:
        targets = ["CERTIFICATE"] * len(documents)
    if not isinstance(targets, list | tuple) or len(targets) != len(documents):
        raise PolicyError(f"found {found(targets)}, expected one target for each of {len(documents)} policies", place)
    for target in targets:
        if not isinstance(target, str) or target not in _TARGETS:
            raise PolicyError(f"found {found(target)}, expected {', '.join(_TARGETS)}", place)
    return tuple(
        AttachedPolicy(document, name, _TARGETS[target])
        for (name, document), target in zip(documents, targets, strict=True)
    )


def _documents(value: object, path: str, shared: _Shared) -> list[tuple[str, PolicyDocument]]:
    if not isinstance(value, list | tuple):
        raise PolicyError(f"found {found(value)}, expected a list of policies or of their names", path)
    return [_document(item, f"{path}[{number}]", number, shared) for number, item in enumerate(value)]


def _document(value: object, path: str, number: int, shared: _Shared) -> tuple[str, PolicyDocument]:
    """A policy written out, or the name of a shared one, or the name of a file."""
    name = value if isinstance(value, str) else f"policy {number + 1}"
    if isinstance(value, str) and value in shared.policies:
        path, value = f"$.policies.{value}", shared.policies[value]
    if isinstance(value, str):
        if not value.endswith((".json", ".yaml", ".yml")):
            known = ", ".join(shared.policies) or "none"
            raise PolicyError(f"found the policy {found(value)}, expected a file or one of $.policies: {known}", path)
        try:
            data = shared.load(value)
        except PolicyError as error:
            raise PolicyError(str(error), path) from None
        try:
            return name, parse_policy_object(data)
        except PolicyError as error:
            raise PolicyError(f"{value}: {error}", path) from None
    return name, parse_policy_object(value, path)


def _context(value: object, path: str, shared: _Shared, near: str) -> Context:
    """A context written out, or the name of a shared one, or `{use: name, ...}` with some fields changed."""
    changes: dict[str, object] = {}
    if isinstance(value, Mapping) and "use" in value:
        changes = {key: item for key, item in value.items() if key != "use"}
        value = value["use"]
    if isinstance(value, str):
        if value not in shared.contexts:
            known = ", ".join(shared.contexts) or "none"
            raise PolicyError(f"found the context {found(value)}, expected one of $.contexts: {known}", path)
        path, value = f"$.contexts.{value}", shared.contexts[value]
    return context_from_json({**_mapping(value, path), **changes}, path, near=near)


def _mapping(value: object, path: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise PolicyError(f"found {found(value)}, expected an object", path)
    refuse_duplicates(value, path)
    return value


def _string(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise PolicyError(f"found {found(value)}, expected a string", path)
    return value


def _refuse_unknown(value: Mapping[str, object], known: tuple[str, ...], path: str) -> None:
    for key in value:
        if key not in known:
            raise PolicyError(f"found the field {found(key)}, expected {', '.join(known)}", path)
