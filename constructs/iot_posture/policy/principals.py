"""Which policies have a say for a principal, and how their answers are put together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from iot_posture.policy.context import Context
from iot_posture.policy.documents import PolicyDocument
from iot_posture.policy.errors import PolicyError, found
from iot_posture.policy.explain import Decision
from iot_posture.policy.uncertainties import Reading

PolicyTarget = Literal["CERTIFICATE", "COGNITO_IDENTITY", "THING_GROUP", "CUSTOM_AUTHORIZER"]

COGNITO_ACTIONS = frozenset(
    f"iot:{name}".lower()
    for name in (
        "Connect",
        "Publish",
        "Subscribe",
        "Receive",
        "GetThingShadow",
        "UpdateThingShadow",
        "DeleteThingShadow",
    )
)
"""What an authenticated Cognito identity needs from its IAM role and from an AWS IoT policy.

Source: https://docs.aws.amazon.com/iot/latest/developerguide/cog-iot-policies.html, read 2026-11-22.
"""


@dataclass(frozen=True, slots=True)
class AttachedPolicy:
    """A policy and what it is attached to.

    Args:
        document: the policy.
        name: for explanations. Default: `policy`.
        target: what it is attached to; anything else is a `PolicyError`. A policy inherited from a parent group has
            the target THING_GROUP. Default: CERTIFICATE.
    """

    document: PolicyDocument
    name: str = "policy"
    target: PolicyTarget = "CERTIFICATE"

    def __post_init__(self) -> None:
        if self.target not in get_args(PolicyTarget):
            raise PolicyError(f"found the target {found(self.target)}, expected {', '.join(get_args(PolicyTarget))}")


def attached(
    policies: Sequence[PolicyDocument | AttachedPolicy], *, name: str = "policy"
) -> tuple[AttachedPolicy, ...]:
    """Plain documents as policies of the principal itself, numbered when there are several."""
    return tuple(
        policy
        if isinstance(policy, AttachedPolicy)
        else AttachedPolicy(policy, name if len(policies) == 1 else f"{name} {number}")
        for number, policy in enumerate(policies, 1)
    )


def not_in_effect(target: PolicyTarget, context: Context, action: str, reading: Reading) -> str:
    """Why a policy with this target has no say, or an empty text when it has.

    Sources, read 2026-11-22: docs.aws.amazon.com/iot/latest/developerguide/iot-policies.html (client ID and thing
    name must match) and thing-groups.html (no Greengrass data-plane operations through groups).
    """
    if target != "THING_GROUP":
        return ""
    if action.lower().startswith("greengrass:"):
        return "thing-group policies do not cover Greengrass data-plane actions"
    if not context.names_thing:
        if context.exclusive and context.over_mqtt and reading.takes_other("U12"):
            return ""
        return "a thing-group policy needs an MQTT connection whose client ID is the thing name"
    if not context.principal_attached and not reading.takes_other("U17"):
        return "a thing-group policy needs a principal that is attached to the thing"
    return ""


def combined(iot: Decision, role: Decision | None, context: Context, action: str, reading: Reading) -> Decision:
    """The decision of the AWS IoT policies and of the IAM role's, put together.

    Args:
        iot: what the AWS IoT policies say.
        role: what the IAM role's policies say, None when the question has none.
        context: the connection; the type of its principal decides who is heard.
        action: the action asked for.
        reading: how to read what the documents leave open.
    """
    if context.principal_type == "COGNITO_UNAUTHENTICATED":
        return role or Decision.IMPLICIT_DENY
    if role is None:
        return iot
    if action.lower() not in COGNITO_ACTIONS and reading.takes_other("U18"):
        return role
    if Decision.EXPLICIT_DENY in {iot, role}:
        return Decision.EXPLICIT_DENY
    return Decision.ALLOWED if iot is role is Decision.ALLOWED else Decision.IMPLICIT_DENY


def hint(context: Context, *, has_role: bool) -> str:
    """What is missing to judge this principal as AWS does, or an empty text."""
    if has_role or not context.principal_type.startswith("COGNITO"):
        return ""
    if context.principal_type == "COGNITO_UNAUTHENTICATED":
        return "for an unauthenticated Cognito identity only the policies of its IAM role count, and none are given"
    return "the policies of the identity's IAM role must allow this as well, and none are given"
