"""Every action that an AWS IoT policy can grant, with the resource it is judged on and the condition keys of its own.

Source, unless an entry names another: docs.aws.amazon.com/iot/latest/developerguide/iot-action-resources.html and
iot-policy-actions.html, read 2026-11-22. A test compares the entries with botocore's service models and with
cfn-lint's action data, so that drift is seen.
"""

import difflib
from dataclasses import dataclass
from functools import lru_cache

from iot_posture.policy.errors import found
from iot_posture.policy.wildcards import Pattern

ACTION_RESOURCES = "https://docs.aws.amazon.com/iot/latest/developerguide/iot-action-resources.html"
DIRECT_MESSAGING = "https://docs.aws.amazon.com/iot/latest/developerguide/direct-messaging-policy-examples.html"
AUTHORIZATION_REFERENCE = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiot.html"
JOBS_REFERENCE = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiotjobsdataplane.html"
CREDENTIAL_PROVIDER = "https://docs.aws.amazon.com/iot/latest/developerguide/authorizing-direct-aws.html"

_ANY = ("MQTT", "MQTT_WSS", "HTTPS")
_MQTT = ("MQTT", "MQTT_WSS")
_HTTPS = ("HTTPS",)


@dataclass(frozen=True, slots=True)
class Action:
    """One action.

    Args:
        name: as AWS writes it; policies may write it in any case.
        resource_types: what stands before the slash of the resource ARN; empty means that the request is on `*`.
        protocols: over which the action is asked for. Over MQTT, shadows and jobs are publishes to `$aws/things/...`
            instead.
        condition_keys: that the request carries besides the ones every connection has.
        source: the page that documents the action.
        uncertainty: the pinned uncertainty that the action stands under, if any.
    """

    name: str
    resource_types: tuple[str, ...]
    protocols: tuple[str, ...] = _ANY
    condition_keys: tuple[str, ...] = ()
    source: str = ACTION_RESOURCES
    uncertainty: str | None = None


ACTIONS = (
    Action("iot:Connect", ("client",), _MQTT, ("iot:ConnectAttributes", "iot:LastWillTopic")),
    Action("iot:DeleteConnection", ("client",), _HTTPS),
    Action("iot:GetConnection", ("client",), _HTTPS, ("iot:IncludeSocketInformation",), AUTHORIZATION_REFERENCE, "U10"),
    Action("iot:ListSubscriptions", ("client",), _HTTPS, (), AUTHORIZATION_REFERENCE, "U10"),
    Action("iot:SendDirectMessage", ("client",), _ANY, ("iot:Topic",), DIRECT_MESSAGING),
    Action("iot:Publish", ("topic",)),
    Action("iot:RetainPublish", ("topic",)),
    Action("iot:Receive", ("topic",), _MQTT),
    Action("iot:Subscribe", ("topicfilter",), _MQTT),
    Action("iot:GetRetainedMessage", ("topic",), _HTTPS),
    Action("iot:ListRetainedMessages", (), _HTTPS),
    Action("iot:GetThingShadow", ("thing",), _HTTPS),
    Action("iot:UpdateThingShadow", ("thing",), _HTTPS),
    Action("iot:DeleteThingShadow", ("thing",), _HTTPS),
    Action("iot:ListNamedShadowsForThing", ("thing",), _HTTPS, uncertainty="U11"),
    Action("iot:AssumeRoleWithCertificate", ("rolealias",), _HTTPS, source=CREDENTIAL_PROVIDER),
    Action("iotjobsdata:DescribeJobExecution", ("thing",), _HTTPS, ("iot:JobId",), JOBS_REFERENCE),
    Action("iotjobsdata:GetPendingJobExecutions", ("thing",), _HTTPS, source=JOBS_REFERENCE),
    Action("iotjobsdata:StartNextPendingJobExecution", ("thing",), _HTTPS, source=JOBS_REFERENCE),
    Action("iotjobsdata:UpdateJobExecution", ("thing",), _HTTPS, ("iot:JobId",), JOBS_REFERENCE),
)
"""In the order of the developer guide. Greengrass data-plane actions, `greengrass:*`, may stand in AWS IoT policies
as well."""

SHADOW_ACTIONS = tuple(one.name for one in ACTIONS if one.resource_types == ("thing",) and one.name.startswith("iot:"))
"""What is asked for of shadows over HTTPS."""

JOB_ACTIONS = tuple(one.name for one in ACTIONS if one.name.startswith("iotjobsdata:"))
"""What is asked for of jobs over HTTPS."""

_PREFIXES = ("iot:", "iotjobsdata:")
_BY_NAME = {action.name.lower(): action for action in ACTIONS}


def find_action(name: str) -> Action | None:
    """The catalogued action of this name, in whatever case it is written, or None.

    Example:
        >>> find_action("IOT:publish").name
        'iot:Publish'
    """
    return _BY_NAME.get(name.lower())


@lru_cache(maxsize=1024)
def actions_matching(pattern: str) -> tuple[Action, ...]:
    """The catalogued actions that a policy's action text takes in, in whatever case it is written.

    Example:
        >>> [action.name for action in actions_matching("iot:*Subscri*")]
        ['iot:ListSubscriptions', 'iot:Subscribe']
    """
    lower = pattern.lower()
    if "*" not in lower and "?" not in lower:
        return (_BY_NAME[lower],) if lower in _BY_NAME else ()
    glob = Pattern.of(lower)
    return tuple(action for name, action in _BY_NAME.items() if glob.matches(name))


def same_operation(name: str) -> Action | None:
    """The catalogued action that has this name under another service, or under the one that is written."""
    operation = name.lower().rpartition(":")[2]
    return next((action for known, action in _BY_NAME.items() if known.endswith(f":{operation}")), None)


def meant(name: str) -> Action | None:
    """The catalogued action that a name nobody knows was probably meant to be.

    Example:
        >>> meant("iot:GetPendingJobExecutions").name
        'iotjobsdata:GetPendingJobExecutions'
    """
    same = same_operation(name)
    if same is not None:
        return same
    close = difflib.get_close_matches(name.lower(), _BY_NAME, 1)
    return _BY_NAME[close[0]] if close else None


def never_asked(name: str, resource: str, protocol: str | None = None) -> str:
    """Why no device asks AWS IoT for this action on this resource, or an empty text.

    A policy decides such a request as it decides any other, so an answer to it can mislead: `iot:*` allows
    `iot:Publsh` too.

    Args:
        name: of the action.
        resource: an ARN, or `*`.
        protocol: of the connection. Default: any.

    Example:
        >>> never_asked("iot:Publish", "arn:aws:iot:us-east-1:123456789012:topicfilter/a")
        "iot:Publish is asked for on topic/..., not on 'topicfilter/a'"
        >>> never_asked("iot:Publsh", "*")
        "AWS IoT policies know no action 'iot:Publsh' (did you mean iot:Publish?)"
    """
    action = find_action(name)
    if action is None:
        known = name.lower().startswith(_PREFIXES)
        return f"AWS IoT policies know no action {found(name)}{_meant(name)}" if known else ""
    if protocol is not None and protocol not in action.protocols:
        return f"{action.name} is asked for over {' or '.join(action.protocols)}, not over {protocol}"
    named = resource.split(":", 5)[-1]
    if action.resource_types and resource != "*" and named.partition("/")[0] not in action.resource_types:
        return f"{action.name} is asked for on {action.resource_types[0]}/..., not on {found(named)}"
    return ""


def _meant(name: str) -> str:
    close = difflib.get_close_matches(name.lower(), _BY_NAME, 1)
    return f" (did you mean {_BY_NAME[close[0]].name}?)" if close else ""
