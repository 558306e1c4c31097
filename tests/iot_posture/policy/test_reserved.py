"""Reserved topics and what clients may do on them."""

import pytest

from iot_posture.policy import PolicyError
from iot_posture.policy.mqtt import check_filter
from iot_posture.policy.reserved import RESERVED, permitted


@pytest.mark.parametrize("form", RESERVED)
def test_every_form_permits_its_own_operations_alone(form: str) -> None:
    topic = form.replace("+", "x").replace("#", "x/y")
    assert permitted(topic) == RESERVED[form]
    assert form.startswith("$aws/")


@pytest.mark.parametrize(
    ("topic", "operations"),
    [
        ("$aws/things/p/shadow/update", {"Publish", "Subscribe"}),
        ("$aws/things/p/shadow/name/config/get", {"Publish", "Subscribe"}),
        ("$aws/things/p/shadow/update/delta", {"Subscribe"}),
        ("$aws/things/p/jobs/get", {"Publish"}),
        ("$aws/things/p/jobs/j1/update", {"Publish"}),
        ("$aws/things/p/jobs/notify-next", {"Subscribe"}),
        ("$aws/things/p/defender/metrics/cbor", {"Publish"}),
        ("$aws/things/p/streams/s/get/json", {"Publish"}),
        ("$aws/things/p/streams/s/data/json", {"Subscribe"}),
        ("$aws/things/p/tunnels/notify", {"Subscribe"}),
        ("$aws/rules/Store", {"Publish"}),
        ("$aws/rules/Store/dt/p", {"Publish"}),
        ("$aws/certificates/create-from-csr/json/rejected", {"Subscribe"}),
        ("$aws/events/presence/connected/p", {"Subscribe"}),
        ("$aws/device_location/p/get_position_estimate", {"Publish"}),
    ],
)
def test_what_the_tables_of_aws_say(topic: str, operations: set[str]) -> None:
    assert permitted(topic) == operations


def test_forms_fit_into_the_limits_of_filters_but_for_basic_ingest() -> None:
    for form in RESERVED:
        if form.count("/") <= 7:
            check_filter(form)


@pytest.mark.parametrize(
    "topic", ["$aws", "$aws/things/x", "$aws/things/x/shadow", "$aws/things/x/y/shadow/get", "$mine"]
)
def test_other_topics_permit_nothing(topic: str) -> None:
    assert permitted(topic) == frozenset()


def test_ordinary_topics_are_no_question() -> None:
    with pytest.raises(PolicyError, match="expected a reserved topic"):
        permitted("a")
