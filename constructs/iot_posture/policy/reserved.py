"""Topics that belong to AWS IoT, and what clients may do on them. Policies decide apart from this; both must agree.

Source: https://docs.aws.amazon.com/iot/latest/developerguide/reserved-topics.html, read 2026-11-22. An operation
    that the page does not
list can end the connection, whatever the policy says.
"""

from typing import Literal

from iot_posture.policy.errors import PolicyError, found

Operation = Literal["Publish", "Subscribe"]

_ANSWERS = ("accepted", "rejected")


def _asked(topic: str, *answers: str) -> dict[str, Operation]:
    """A topic that devices publish a question on, and the topics of the answers below it."""
    return {topic: "Publish", **{f"{topic}/{answer}": "Subscribe" for answer in answers or _ANSWERS}}


def _shadow(root: str) -> dict[str, Operation]:
    return {
        **_asked(f"{root}/get"),
        **_asked(f"{root}/delete"),
        **_asked(f"{root}/update", *_ANSWERS, "delta", "documents"),
    }


def _events(*topics: str) -> dict[str, Operation]:
    return {f"$aws/events/{topic}": "Subscribe" for topic in topics}


RESERVED: dict[str, Operation] = {
    **_shadow("$aws/things/+/shadow"),
    **_shadow("$aws/things/+/shadow/name/+"),
    **_asked("$aws/things/+/jobs/get"),
    **_asked("$aws/things/+/jobs/start-next"),
    **_asked("$aws/things/+/jobs/+/get"),
    **_asked("$aws/things/+/jobs/+/update"),
    "$aws/things/+/jobs/notify": "Subscribe",
    "$aws/things/+/jobs/notify-next": "Subscribe",
    **_asked("$aws/things/+/defender/metrics/+"),
    "$aws/things/+/tunnels/notify": "Subscribe",
    "$aws/things/+/streams/+/get/+": "Publish",
    "$aws/things/+/streams/+/data/+": "Subscribe",
    "$aws/things/+/streams/+/describe/+": "Publish",
    "$aws/things/+/streams/+/description/+": "Subscribe",
    "$aws/things/+/streams/+/rejected/+": "Subscribe",
    "$aws/commands/+/+/executions/+/request": "Subscribe",
    "$aws/commands/+/+/executions/+/request/+": "Subscribe",
    "$aws/commands/+/+/executions/+/response": "Publish",
    "$aws/commands/+/+/executions/+/response/+": "Publish",
    "$aws/commands/+/+/executions/+/response/+/accepted": "Subscribe",
    "$aws/commands/+/+/executions/+/response/+/rejected": "Subscribe",
    **_asked("$aws/certificates/create/+"),
    **_asked("$aws/certificates/create-from-csr/+"),
    **_asked("$aws/provisioning-templates/+/provision/+"),
    **_asked("$aws/device_location/+/get_position_estimate"),
    "$aws/rules/#": "Publish",
    "$aws/sitewise/asset-models/+/assets/+/properties/+": "Subscribe",
    **_events("presence/connected/+", "presence/disconnected/+", "presence/connect_failed/+"),
    **_events("subscriptions/subscribed/+", "subscriptions/unsubscribed/+"),
    **_events("certificates/registered/+", "job/+/+", "jobExecution/+/+"),
    **_events("thing/+/+", "thingGroup/+/+", "thingType/+/+"),
    **_events("thingTypeAssociation/thing/+/+", "thingGroupMembership/#", "thingGroupHierarchy/#"),
}
"""Reserved topics, `+` for each name of the user's, with the one operation that clients may do there."""


def permitted(topic: str) -> frozenset[Operation]:
    """What clients may do on a reserved topic; nothing on one that AWS does not document.

    Raises:
        PolicyError: the topic does not begin with `$`.

    Example:
        >>> permitted("$aws/things/pump7/shadow/update")
        frozenset({'Publish'})
        >>> permitted("$aws/mine")
        frozenset()
    """
    if not topic.startswith("$"):
        raise PolicyError(f"found {found(topic)}, expected a reserved topic; those begin with $")
    levels = topic.split("/")
    return frozenset(operation for form, operation in RESERVED.items() if _is_form(form.split("/"), levels))


def _is_form(form: list[str], levels: list[str]) -> bool:
    if form[-1] == "#":
        form, levels = form[:-1], levels[: len(form) - 1]
    return len(form) == len(levels) and all(want in {"+", level} for want, level in zip(form, levels, strict=True))
