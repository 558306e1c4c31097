"""`iot-posture simulate`: decide one request of one device, and say why."""

import argparse
import json
from pathlib import Path

from iot_posture.cli.files import read_data
from iot_posture.cli.main import UsageError
from iot_posture.cli.printing import show
from iot_posture.cli.template_policy import policy_in_template
from iot_posture.policy.actions import ACTIONS, Action, find_action
from iot_posture.policy.arns import Arn
from iot_posture.policy.context_json import context_from_json
from iot_posture.policy.documents import PolicyDocument
from iot_posture.policy.errors import PolicyError, found
from iot_posture.policy.evaluate import Request, evaluate
from iot_posture.policy.explain import Result
from iot_posture.policy.parsing import parse_policy_object
from iot_posture.policy.principals import AttachedPolicy

_TEXT_FIELDS = {
    "protocol": "protocol",
    "source_ip": "sourceIp",
    "principal_type": "principalType",
    "will_topic": "lastWillTopic",
    "message_topic": "directMessageTopic",
    "domain": "domainName",
    "vpc": "sourceVpc",
    "vpc_endpoint": "sourceVpce",
    "vpc_source_ip": "vpcSourceIp",
    "time": "currentTime",
}


def run(arguments: list[str]) -> int:
    """Answer the question; 0 when the request is allowed, 1 when it is denied."""
    parsed = _parser().parse_args(arguments)
    try:
        request = _request(parsed)
        policies = _policies(parsed)
        role = [_document(file) for file in parsed.role_policy] or None
        context = context_from_json(_context(parsed), "the context", near=request.resource)
        result = evaluate(policies, context, request, role_policies=role)
    except PolicyError as error:
        raise UsageError(str(error)) from None
    show(_as_json(request, result) if parsed.format == "json" else _as_text(request, result))
    return 0 if result.allowed else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="iot-posture simulate",
        description="Decides one request of one device as AWS IoT would, offline, and says why.",
        epilog="exit codes: 0 allowed, 1 denied, 2 could not run",
    )
    policies = parser.add_argument_group("policies")
    policies.add_argument("--policy", action="append", default=[], type=Path, metavar="FILE", help="on the principal")
    policies.add_argument(
        "--group-policy", action="append", default=[], type=Path, metavar="FILE", help="on a thing group"
    )
    policies.add_argument(
        "--role-policy", action="append", default=[], type=Path, metavar="FILE", help="on the IAM role"
    )
    policies.add_argument("--template", type=Path, metavar="FILE", help="a synthesized template (JSON)")
    policies.add_argument(
        "--policy-resource", action="append", default=[], metavar="ID", help="a policy in the template"
    )
    asked = parser.add_argument_group("the request")
    asked.add_argument("--action", required=True, metavar="ACTION", help="such as iot:Publish")
    asked.add_argument("--topic", metavar="TOPIC", help="for Publish, Receive and retained messages")
    asked.add_argument("--filter", metavar="FILTER", help="the topic filter for Subscribe")
    asked.add_argument("--to", metavar="CLIENT_ID", help="another client, for direct messages and DeleteConnection")
    asked.add_argument("--shadow", metavar="NAME", help="a named shadow of the thing")
    asked.add_argument("--role-alias", metavar="ALIAS", help="for AssumeRoleWithCertificate")
    asked.add_argument("--resource", metavar="ARN", help="instead of the above")
    asked.add_argument("--region", default="us-east-1", metavar="REGION", help="(default: %(default)s)")
    asked.add_argument("--account", default="123456789012", metavar="ID", help="(default: %(default)s)")
    asked.add_argument("--partition", default="aws", metavar="NAME", help="(default: %(default)s)")
    device = parser.add_argument_group("the device")
    device.add_argument("--client-id", metavar="ID", help="of the MQTT connection (default: the thing name)")
    device.add_argument("--thing", metavar="NAME", help="the thing, attached to the principal")
    device.add_argument("--not-attached", action="store_true", help="the principal is not attached to the thing")
    device.add_argument("--exclusive", action="store_true", help="the attachment is exclusive")
    device.add_argument("--thing-type", metavar="NAME", help="of the thing")
    device.add_argument("--attribute", action="append", default=[], metavar="NAME=VALUE", help="of the thing")
    device.add_argument(
        "--certificate", type=Path, metavar="FILE", help="its fields, as in policy tests (JSON or YAML)"
    )
    device.add_argument("--protocol", metavar="NAME", help="MQTT, MQTT_WSS or HTTPS (default: MQTT)")
    device.add_argument("--principal-type", metavar="TYPE", help="such as COGNITO_AUTHENTICATED (default: CERTIFICATE)")
    device.add_argument("--source-ip", metavar="ADDRESS", help="where it comes from")
    device.add_argument(
        "--connect-attribute", action="append", default=[], metavar="NAME", help="PersistentConnect, LastWill"
    )
    device.add_argument(
        "--will-topic", metavar="TOPIC", help="of the last will; implies the connect attribute LastWill"
    )
    device.add_argument("--message-topic", metavar="TOPIC", help="of a direct message")
    device.add_argument("--domain", metavar="NAME", help="of the endpoint")
    device.add_argument("--vpc", metavar="ID", help="the VPC it comes through")
    device.add_argument("--vpc-endpoint", metavar="ID", help="the VPC endpoint it comes through")
    device.add_argument("--vpc-source-ip", metavar="ADDRESS", help="its address inside the VPC")
    device.add_argument("--time", metavar="TIME", help="such as 2026-11-22T12:00:00Z")
    device.add_argument(
        "--condition-key", action="append", default=[], metavar="KEY=VALUE", help="a further condition key"
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="how to report (default: %(default)s)"
    )
    return parser


def _place(parsed: argparse.Namespace) -> Arn:
    return Arn(parsed.partition, "iot", parsed.region, parsed.account, "")


def _request(parsed: argparse.Namespace) -> Request:
    action = parsed.action if ":" in parsed.action else f"iot:{parsed.action}"
    if parsed.resource is not None:
        return Request(action, parsed.resource)
    known = find_action(action)
    if known is None:
        names = ", ".join(known.name for known in ACTIONS)
        raise UsageError(f"found the action {found(action)}. Next: give --resource as well, or one of {names}")
    return Request(known.name, _resource(known, parsed))


def _resource(action: Action, parsed: argparse.Namespace) -> str:
    if not action.resource_types:
        return "*"
    kind = action.resource_types[0]
    client = parsed.client_id or parsed.thing
    shadow = f"/{parsed.shadow}" if parsed.shadow else ""
    name, option = {
        "topic": (parsed.topic, "--topic"),
        "topicfilter": (parsed.filter, "--filter"),
        "client": (parsed.to or (client if action.name == "iot:Connect" else None), "--to"),
        "thing": (parsed.thing and parsed.thing + shadow, "--thing"),
        "rolealias": (parsed.role_alias, "--role-alias"),
    }[kind]
    if not name:
        wanted = "--client-id or --thing" if action.name == "iot:Connect" else option
        raise UsageError(f"{action.name} is judged on a {kind}. Next: give {wanted}")
    return str(_place(parsed).sibling(f"{kind}/{name}"))


def _policies(parsed: argparse.Namespace) -> list[PolicyDocument | AttachedPolicy]:
    policies: list[PolicyDocument | AttachedPolicy] = []
    policies += [AttachedPolicy(_document(file), str(file)) for file in parsed.policy]
    policies += [AttachedPolicy(_document(file), str(file), "THING_GROUP") for file in parsed.group_policy]
    if bool(parsed.template) != bool(parsed.policy_resource):
        raise UsageError("--template and --policy-resource go together. Next: give both")
    policies += [
        AttachedPolicy(policy_in_template(parsed.template, logical_id, _place(parsed)), logical_id)
        for logical_id in parsed.policy_resource
    ]
    if not policies and not parsed.role_policy:
        raise UsageError("there is no policy. Next: give --policy FILE, or --template FILE and --policy-resource ID")
    return policies


def _document(file: Path) -> PolicyDocument:
    data = read_data(file)
    try:
        return parse_policy_object(data)
    except PolicyError as error:
        raise PolicyError(f"{file}: {error}") from None


def _context(parsed: argparse.Namespace) -> dict[str, object]:
    context: dict[str, object] = {field: getattr(parsed, name) for name, field in _TEXT_FIELDS.items()}
    attributes = list(parsed.connect_attribute)
    if parsed.will_topic and "LastWill" not in attributes:
        attributes.append("LastWill")
    return context | {
        "clientId": parsed.client_id or parsed.thing,
        "thingName": parsed.thing,
        "thingTypeName": parsed.thing_type,
        "thingAttributes": _pairs(parsed.attribute, "--attribute"),
        "principalAttached": parsed.thing is not None and not parsed.not_attached,
        "attachmentType": "EXCLUSIVE_THING" if parsed.exclusive else None,
        "certificate": None if parsed.certificate is None else read_data(parsed.certificate),
        "connectAttributes": attributes,
        "conditionKeys": _pairs(parsed.condition_key, "--condition-key"),
    }


def _pairs(texts: list[str], option: str) -> dict[str, str]:
    pairs = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not name or not equals:
            raise UsageError(f"found {found(text)} for {option}, expected name=value")
        pairs[name] = value
    return pairs


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
