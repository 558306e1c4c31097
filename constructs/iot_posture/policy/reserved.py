"""Topics that belong to AWS IoT, and what clients may do on them. Policies decide apart from this; both must agree.

Sources, from the AWS IoT developer guide (docs.aws.amazon.com/iot/latest/developerguide): the tables of
reserved-topics.html, compared on 2026-11-22 with the text that AWS last published in awsdocs/aws-iot-docs (commit
03d84d2), which is older than the page; and, for what that text does not have, device-location-reserved-topics.html
and command-events.html, read 2026-11-22. Written from the service's other pages and not compared with a table are the
`$aws/commands` topics and `presence/connect_failed`. So the absence of a topic here is no proof that AWS refuses it.

An operation that AWS does not list for a reserved topic can end the connection, whatever the policy says.
"""

from typing import Literal

from iot_posture.policy.errors import PolicyError, found

Operation = Literal["Publish", "Subscribe"]

_ANSWERS = ("accepted", "rejected")
_PUBLISH: frozenset[Operation] = frozenset({"Publish"})
_SUBSCRIBE: frozenset[Operation] = frozenset({"Subscribe"})


def _asked(topic: str, *answers: str, question: frozenset[Operation] = _PUBLISH) -> dict[str, frozenset[Operation]]:
    """A topic that devices publish a question on, and the topics of the answers below it."""
    return {topic: question, **{f"{topic}/{answer}": _SUBSCRIBE for answer in answers or _ANSWERS}}


def _shadow(root: str) -> dict[str, frozenset[Operation]]:
    """The topics of a shadow. The questions may be subscribed to as well, which other services do not permit."""
    both = _PUBLISH | _SUBSCRIBE
    return {
        **_asked(f"{root}/get", question=both),
        **_asked(f"{root}/delete", question=both),
        **_asked(f"{root}/update", *_ANSWERS, "delta", "documents", question=both),
    }


def _events(*topics: str) -> dict[str, frozenset[Operation]]:
    return {f"$aws/events/{topic}": _SUBSCRIBE for topic in topics}


RESERVED: dict[str, frozenset[Operation]] = {
    **_shadow("$aws/things/+/shadow"),
    **_shadow("$aws/things/+/shadow/name/+"),
    **_asked("$aws/things/+/jobs/get"),
    **_asked("$aws/things/+/jobs/start-next"),
    **_asked("$aws/things/+/jobs/+/get"),
    **_asked("$aws/things/+/jobs/+/update"),
    "$aws/things/+/jobs/notify": _SUBSCRIBE,
    "$aws/things/+/jobs/notify-next": _SUBSCRIBE,
    **_asked("$aws/things/+/defender/metrics/+"),
    "$aws/things/+/tunnels/notify": _SUBSCRIBE,
    "$aws/things/+/streams/+/get/+": _PUBLISH,
    "$aws/things/+/streams/+/data/+": _SUBSCRIBE,
    "$aws/things/+/streams/+/describe/+": _PUBLISH,
    "$aws/things/+/streams/+/description/+": _SUBSCRIBE,
    "$aws/things/+/streams/+/rejected/+": _SUBSCRIBE,
    "$aws/commands/+/+/executions/+/request": _SUBSCRIBE,
    "$aws/commands/+/+/executions/+/request/+": _SUBSCRIBE,
    "$aws/commands/+/+/executions/+/response": _PUBLISH,
    "$aws/commands/+/+/executions/+/response/+": _PUBLISH,
    "$aws/commands/+/+/executions/+/response/+/accepted": _SUBSCRIBE,
    "$aws/commands/+/+/executions/+/response/+/rejected": _SUBSCRIBE,
    **_asked("$aws/certificates/create/+"),
    **_asked("$aws/certificates/create-from-csr/+"),
    **_asked("$aws/provisioning-templates/+/provision/+"),
    **_asked("$aws/device_location/+/get_position_estimate"),
    "$aws/rules/#": _PUBLISH,
    "$aws/sitewise/asset-models/+/assets/+/properties/+": _SUBSCRIBE,
    **_events("presence/connected/+", "presence/disconnected/+", "presence/connect_failed/+"),
    **_events("subscriptions/subscribed/+", "subscriptions/unsubscribed/+"),
    **_events("certificates/registered/+", "job/+/+", "jobExecution/+/+"),
    **_events("commandExecution/+/+", "thing/+/+", "thingGroup/+/+", "thingType/+/+"),
    **_events("thingTypeAssociation/thing/+/+", "thingGroupMembership/#", "thingGroupHierarchy/#"),
}
"""Reserved topics, `+` for each name of the user's, with the operations that clients may do there."""


def permitted(topic: str) -> frozenset[Operation]:
    """What clients may do on a reserved topic; nothing on one that AWS does not document.

    Raises:
        PolicyError: the topic does not begin with `$`.

    Example:
        >>> sorted(permitted("$aws/things/pump7/shadow/update")), sorted(permitted("$aws/things/pump7/jobs/get"))
        (['Publish', 'Subscribe'], ['Publish'])
        >>> permitted("$aws/mine")
        frozenset()
    """
    if not topic.startswith("$"):
        raise PolicyError(f"found {found(topic)}, expected a reserved topic; those begin with $")
    levels = topic.split("/")
    return frozenset().union(
        *(operations for form, operations in RESERVED.items() if _is_form(form.split("/"), levels))
    )


def _is_form(form: list[str], levels: list[str]) -> bool:
    if form[-1] == "#":
        form, levels = form[:-1], levels[: len(form) - 1]
    return len(form) == len(levels) and all(want in {"+", level} for want, level in zip(form, levels, strict=True))
