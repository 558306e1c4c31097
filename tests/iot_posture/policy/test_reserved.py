"""Reserved topics and what clients may do on them."""

import pytest

from iot_posture.policy import PolicyError
from iot_posture.policy.mqtt import check_filter
from iot_posture.policy.reserved import RESERVED, permitted


@pytest.mark.parametrize("form", RESERVED)
def test_every_form_permits_its_own_operation_alone(form: str) -> None:
    topic = form.replace("+", "x").replace("#", "x/y")
    assert RESERVED[form] in permitted(topic)
    assert len(permitted(topic)) == 1
    assert form.startswith("$aws/")


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
