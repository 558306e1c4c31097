"""What an action of a policy's text is good for: a device's request, IAM alone, or nothing.

Sources, read 2026-11-22: docs.aws.amazon.com/iot/latest/developerguide/iot-policy-actions.html, and, for AWS IoT
Greengrass, docs.aws.amazon.com/greengrass/v2/developerguide/device-auth.html.
"""

import enum
from functools import lru_cache

from iot_posture.facts.control_plane import CONTROL_PLANE_ACTIONS
from iot_posture.policy.actions import actions_matching, same_operation
from iot_posture.policy.wildcards import Pattern

_SERVICES = ("iot", "iotjobsdata")
_CONTROL_PLANE = frozenset(name.lower() for name in CONTROL_PLANE_ACTIONS)


class Use(enum.Enum):
    """Who can use an action."""

    DEVICE = enum.auto()
    """AWS IoT policies can grant it."""
    IAM_ONLY = enum.auto()
    """It is an action of AWS IoT, and only IAM policies can grant it."""
    OTHER_SERVICE = enum.auto()
    """It belongs to a service that does not ask AWS IoT policies."""
    UNKNOWN = enum.auto()
    """AWS IoT knows no such action."""


@lru_cache(maxsize=1024)
def use_of(pattern: str) -> Use:
    """Who can use an action as a policy writes it, wildcards included.

    Example:
        >>> [use_of(name).name for name in ("iot:Publ*", "iot:CreateThing", "s3:GetObject", "iot:Publsh")]
        ['DEVICE', 'IAM_ONLY', 'OTHER_SERVICE', 'UNKNOWN']
    """
    if actions_matching(pattern):
        return Use.DEVICE
    service, colon, name = pattern.lower().partition(":")
    glob = Pattern.of(service)
    if glob.matches("greengrass"):
        return Use.DEVICE
    operation = Pattern.of(name)
    if glob.matches("iot") and any(operation.matches(known) for known in _CONTROL_PLANE):
        return Use.IAM_ONLY
    if not colon or service in _SERVICES or same_operation(name) is not None:
        return Use.UNKNOWN
    return Use.OTHER_SERVICE
