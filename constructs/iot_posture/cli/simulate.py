"""`iot-posture simulate`: decide one request of one device, and say why."""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path

from iot_posture.cli.files import read_data
from iot_posture.cli.main import UsageError
from iot_posture.cli.printing import show
from iot_posture.cli.simulate_options import parser
from iot_posture.cli.simulate_request import context_of, place_of, request_of
from iot_posture.cli.template_policy import policy_in_template
from iot_posture.policy.documents import PolicyDocument
from iot_posture.policy.errors import PolicyError
from iot_posture.policy.evaluation import Request, evaluate
from iot_posture.policy.explain import Result
from iot_posture.policy.parsing import parse_policy_object
from iot_posture.policy.principals import AttachedPolicy
from iot_posture.template import TemplateError, load_template


def run(arguments: list[str]) -> int:
    """Answer the question; 0 when the request is allowed, 1 when it is denied."""
    parsed = parser().parse_args(arguments)
    try:
        policies = _policies(parsed)
        request = request_of(parsed)
        role = [_document(file) for file in parsed.role_policy] or None
        result = evaluate(policies, context_of(parsed, request), request, role_policies=role)
    except (PolicyError, TemplateError) as error:
        raise UsageError(str(error)) from None
    show(_as_json(request, result) if parsed.format == "json" else _as_text(request, result))
    return 0 if result.allowed else 1


def _policies(parsed: argparse.Namespace) -> list[PolicyDocument | AttachedPolicy]:
    policies: list[PolicyDocument | AttachedPolicy] = []
    policies += [AttachedPolicy(_document(file), str(file)) for file in parsed.policy]
    policies += [AttachedPolicy(_document(file), str(file), "THING_GROUP") for file in parsed.group_policy]
    if bool(parsed.template) != bool(parsed.policy_resource):
        raise UsageError("--template and --policy-resource go together. Next: give both")
    if parsed.template:
        template, place = load_template(parsed.template), place_of(parsed)
        for logical_id in parsed.policy_resource:
            policies.append(AttachedPolicy(policy_in_template(template, logical_id, place), logical_id))
    if parsed.role_policy and parsed.principal_type is None:
        raise UsageError(
            "--role-policy is on the IAM role of a Cognito identity. Next: give --principal-type COGNITO_AUTHENTICATED "
            "or COGNITO_UNAUTHENTICATED"
        )
    if not policies and not parsed.role_policy:
        raise UsageError("there is no policy. Next: give --policy FILE, or --template FILE and --policy-resource ID")
    return policies


def _document(file: Path) -> PolicyDocument:
    data = read_data(file)
    if isinstance(data, Mapping) and "Resources" in data:
        raise UsageError(f"{file} is a template, not a policy. Next: give it with --template and --policy-resource ID")
    if isinstance(data, Mapping) and "policyDocument" in data:
        raise UsageError(f"{file} is what get-policy answers. Next: write its policyDocument alone into a file")
    try:
        return parse_policy_object(data)
    except PolicyError as error:
        raise PolicyError(f"{file}: {error}") from None


def _as_text(request: Request, result: Result) -> str:
    verdict = result.decision.value + ("" if result.determined else ", but undetermined: see U5 below")
    lines = [f"{verdict}: {request.action} on {request.resource}"]
    return "\n".join(lines + [f"  {line}" for line in result.explanation.lines()])


def _as_json(request: Request, result: Result) -> str:
    explanation = result.explanation
    answer = {
        "action": request.action,
        "resource": request.resource,
        "decision": result.decision.value,
        "determined": result.determined,
        "matched": [str(outcome) for outcome in explanation.matched],
        "notMatched": [str(outcome) for outcome in explanation.not_matched],
        "missingContextValues": list(explanation.missing_context_values),
        "unresolvedVariables": {variable.variable: variable.reason for variable in explanation.unresolved},
        "warnings": list(explanation.warnings),
        "dependsOn": {dependency.id: dependency.otherwise.value for dependency in explanation.depends_on},
    }
    return json.dumps(answer, indent=2)
