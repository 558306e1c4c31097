"""The flow matrix of a fleet: who writes what, who is delivered it, and whether that is the same device."""

import pytest

from iot_posture.policy import PolicyDocument, parse_policy_object
from iot_posture.proof import FlowMatrix, flows

HERE = "arn:aws:iot:us-east-1:123456789012:"
THING = "${iot:Connection.Thing.ThingName}"


def policy(*statements: str) -> PolicyDocument:
    """Statements such as `Publish topic/dt/{thing}/x`, with `Deny` before those that deny."""
    made = []
    for text in statements:
        action, _, resource = text.removeprefix("Deny ").partition(" ")
        arn = resource if resource.startswith("arn:") else HERE + resource.replace("{thing}", THING)
        effect = "Deny" if text.startswith("Deny ") else "Allow"
        made.append({"Effect": effect, "Action": f"iot:{action}", "Resource": arn})
    return parse_policy_object({"Version": "2012-10-17", "Statement": made})


def arrows(matrix: FlowMatrix) -> list[tuple[str, str, str, str]]:
    return [(flow.writer, flow.reader, flow.topic.replace(THING, "{thing}"), flow.reach) for flow in matrix.flows]


SENSOR = policy("Publish topic/dt/{thing}/t")


@pytest.mark.parametrize(
    ("reader", "reach"),
    [
        (["Subscribe topicfilter/dt/+/t", "Receive topic/dt/*"], "any"),
        (["Subscribe topicfilter/dt/#", "Receive topic/*"], "any"),
        (["Subscribe topicfilter/*", "Receive topic/dt/{thing}/*"], "itself"),
        (["Subscribe topicfilter/dt/{thing}/+", "Receive topic/dt/*"], "itself"),
        (["Subscribe topicfilter/$share/g/dt/*", "Receive topic/dt/*"], "any"),
        (["Subscribe topicfilter/dt/*", "Receive topic/dt/*", "Deny Receive topic/dt/{thing}/*"], "others"),
        (["Subscribe topicfilter/dt/*", "Receive topic/dt/*", "Deny Receive topic/dt/*"], None),
        (["Subscribe topicfilter/dt/*", "Receive topic/dt/*", "Deny Receive topic/*/t"], None),
        (["Subscribe topicfilter/dt/*"], None),
        (["Receive topic/dt/*"], None),
        (["Subscribe topicfilter/evt/#", "Receive topic/dt/*"], None),
        (["Subscribe topicfilter/+", "Receive topic/*"], None),
    ],
    ids=[
        "a plus in the filter",
        "a hash in the filter",
        "receive keeps to the own topics",
        "the filter keeps to the own topics",
        "a shared subscription",
        "not the own topics",
        "all is denied",
        "what is written is denied",
        "subscribe alone",
        "receive alone",
        "another filter",
        "a filter of one level",
    ],
)
def test_what_a_sensor_writes_reaches(reader: list[str], reach: str | None) -> None:
    matrix = flows({"sensor": SENSOR, "reader": policy(*reader)})
    assert arrows(matrix) == ([] if reach is None else [("sensor", "reader", "dt/{thing}/t", reach)])
    assert matrix.complete


def test_commands_go_one_way_and_telemetry_the_other() -> None:
    hub = policy("Publish topic/cmd/*", "Subscribe topicfilter/dt/+/t", "Receive topic/dt/*")
    sensor = policy("Publish topic/dt/{thing}/t", "Subscribe topicfilter/cmd/{thing}/#", "Receive topic/cmd/{thing}/*")
    matrix = flows({"hub": hub, "sensor": sensor})
    assert arrows(matrix) == [("hub", "sensor", "cmd/*", "any"), ("sensor", "hub", "dt/{thing}/t", "any")]


def test_a_device_that_names_itself_last_writes_to_others() -> None:
    writer = policy("Publish topic/to/*/{thing}")
    reader = policy("Subscribe topicfilter/to/{thing}/+", "Receive topic/to/{thing}/*")
    matrix = flows({"writer": writer, "reader": reader})
    assert arrows(matrix) == [("writer", "reader", "to/*/{thing}", "any")]


def test_what_a_writer_is_denied_does_not_flow() -> None:
    writer = policy("Publish topic/dt/*", "Deny Publish topic/dt/{thing}/*")
    reader = policy("Subscribe topicfilter/dt/{thing}/#", "Receive topic/dt/{thing}/*")
    assert arrows(flows({"writer": writer, "reader": reader})) == [("writer", "reader", "dt/*", "others")]


def test_an_example_is_written_and_read() -> None:
    reader = policy("Subscribe topicfilter/dt/+/t", "Receive topic/dt/*")
    (flow,) = flows({"sensor": SENSOR, "reader": reader}).flows
    assert flow.example.startswith("dt/")
    assert flow.example.endswith("/t")


def test_the_rows_have_all_topics_with_what_each_class_does() -> None:
    hub = policy("Publish topic/cmd/*", "Subscribe topicfilter/cmd/*", "Receive topic/cmd/*")
    assert flows({"hub": hub, "sensor": SENSOR}).rows() == [
        ("topic", "hub", "sensor"),
        ("cmd/*", "write+read", "-"),
        (f"dt/{THING}/t", "-", "write"),
    ]


def test_what_is_received_counts_as_read_only_where_a_filter_delivers_it() -> None:
    matrix = flows({"reader": policy("Subscribe topicfilter/evt/#", "Receive topic/dt/*", "Receive topic/evt/*")})
    assert matrix.reads == {"reader": ("evt/*",)}


def test_a_budget_that_is_spent_is_told() -> None:
    kinds = [f"a{number}*b*c*d*" for number in range(12)]
    busy = policy(
        *(f"{do}/{kind}" for kind in kinds for do in ("Publish topic", "Subscribe topicfilter", "Receive topic"))
    )
    assert not flows({"busy": busy}, seconds=0.000_001).complete


def test_a_flow_in_another_region_is_found() -> None:
    there = "arn:aws:iot:eu-west-1:123456789012:"
    both = policy(
        "Publish topic/a", f"Publish {there}topic/b", f"Subscribe {there}topicfilter/b", f"Receive {there}topic/b"
    )
    assert flows({"both": both}).flows
