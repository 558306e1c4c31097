"""What `iot-posture simulate` is asked: the request and the device, from the command's options."""

import argparse
from pathlib import Path

from iot_posture.cli.files import read_data, read_text
from iot_posture.cli.main import UsageError
from iot_posture.policy import mqtt
from iot_posture.policy.actions import ACTIONS, Action, find_action, never_asked
from iot_posture.policy.arns import Arn, account_id
from iot_posture.policy.context import Context
from iot_posture.policy.context_json import context_from_json
from iot_posture.policy.errors import found
from iot_posture.policy.evaluation import Request

_TEXT_FIELDS = {
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
"""Options that are fields of a context as they stand."""

_NAMES = {"topic": "--topic", "filter": "--filter", "to": "--to", "shadow": "--shadow", "role_alias": "--role-alias"}
"""Options that say what a request is on, each for some actions only."""


def place_of(parsed: argparse.Namespace) -> Arn:
    """Partition, region and account of the question.

    Raises:
        PolicyError: the account ID is none.
    """
    return Arn(parsed.partition, "iot", parsed.region, account_id(parsed.account, "--account"), "")


def request_of(parsed: argparse.Namespace) -> Request:
    """The request.

    Raises:
        UsageError: the options do not say what the action is on, or say more than that.
        PolicyError: no such topic or topic filter can be.
    """
    action = parsed.action if ":" in parsed.action else f"iot:{parsed.action}"
    given = {name for name in _NAMES if getattr(parsed, name) is not None}
    if parsed.resource is not None:
        _refuse(given, f"--resource {parsed.resource}")
        return Request(action, parsed.resource)
    known = find_action(action)
    if known is None:
        fact = never_asked(action, "*") or f"found the action {found(action)}"
        names = "another action" if "did you mean" in fact else f"one of {', '.join(known.name for known in ACTIONS)}"
        raise UsageError(f"{fact}. Next: give --resource as well, or {names}")
    return Request(known.name, _resource(known, parsed, given))


def context_of(parsed: argparse.Namespace, request: Request) -> Context:
    """The device.

    Raises:
        UsageError: a pair is none.
        PolicyError: a value is not what it should be.
    """
    context: dict[str, object] = {field: getattr(parsed, name) for name, field in _TEXT_FIELDS.items()}
    attributes = list(parsed.connect_attribute)
    if parsed.will_topic and "LastWill" not in attributes:
        attributes.append("LastWill")
    context |= {
        "protocol": parsed.protocol or _usual_protocol(request.action),
        "clientId": parsed.client_id or parsed.thing,
        "thingName": parsed.thing,
        "thingTypeName": parsed.thing_type,
        "thingAttributes": _pairs(parsed.attribute, "--attribute"),
        "principalAttached": parsed.thing is not None and not parsed.not_attached,
        "attachmentType": "EXCLUSIVE_THING" if parsed.exclusive else None,
        "certificate": None if parsed.certificate is None else _certificate(parsed.certificate),
        "connectAttributes": attributes,
        "conditionKeys": _pairs(parsed.condition_key, "--condition-key"),
    }
    return context_from_json(context, "the context", near=request.resource)


def _certificate(file: Path) -> object:
    if "-----BEGIN" in read_text(file):
        raise UsageError(
            f"{file} is a certificate itself, and --certificate takes the fields that policies name, as JSON or YAML. "
            "Next: write them down, such as {certificateId: c0ffee, subject: {CommonName: [pump7]}}"
        )
    return read_data(file)


def _usual_protocol(action: str) -> str:
    """MQTT, but HTTPS for what devices ask for over nothing else: there are no thing variables then."""
    known = find_action(action)
    return "MQTT" if known is None or "MQTT" in known.protocols else known.protocols[0]


def _resource(action: Action, parsed: argparse.Namespace, given: set[str]) -> str:
    kind = action.resource_types[0] if action.resource_types else ""
    client = parsed.client_id or parsed.thing
    shadow = f"/{parsed.shadow}" if parsed.shadow else ""
    name, used = {
        "": ("*", ""),
        "topic": (parsed.topic, "topic"),
        "topicfilter": (parsed.filter, "filter"),
        "client": (client, "") if action.name == "iot:Connect" else (parsed.to, "to"),
        "thing": (parsed.thing and parsed.thing + shadow, "shadow"),
        "rolealias": (parsed.role_alias, "role_alias"),
    }[kind]
    if not name:
        wanted = {"client": "--client-id or --thing", "thing": "--thing"}.get(kind) if used in {"", "shadow"} else None
        raise UsageError(f"{action.name} is judged on a {kind}. Next: give {wanted or _NAMES[used]}")
    instead = "; the topic of a direct message is --message-topic" if action.name == "iot:SendDirectMessage" else ""
    _refuse(given - {used}, action.name, instead)
    if kind == "topic":
        mqtt.check_topic(name)
    elif kind == "topicfilter":
        mqtt.check_filter(name)
    return "*" if not kind else str(place_of(parsed).sibling(f"{kind}/{name}"))


def _refuse(unused: set[str], by: str, instead: str = "") -> None:
    """Refuse options that the answer would pass over in silence."""
    if unused:
        options = ", ".join(option for name, option in _NAMES.items() if name in unused)
        raise UsageError(f"{options} is not used by {by}{instead}. Next: leave it out")


def _pairs(texts: list[str], option: str) -> dict[str, str]:
    pairs = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not name or not equals:
            raise UsageError(f"found {found(text)} for {option}, expected name=value")
        pairs[name] = value
    return pairs
