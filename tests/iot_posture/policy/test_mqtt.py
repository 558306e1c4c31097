"""Topic filters as AWS IoT matches them, and what is no topic or filter."""

import pytest

from iot_posture.policy import PolicyError, mqtt


@pytest.mark.parametrize(
    ("topic_filter", "topic", "matches"),
    [
        ("a/b", "a/b", True),
        ("a/b", "a/B", False),
        ("a/+", "a/b", True),
        ("a/+", "a/", True),
        ("a/+", "a", False),
        ("a/+", "a/b/c", False),
        ("+/+", "a/b", True),
        ("a/#", "a/b/c", True),
        ("a/#", "a/", True),
        ("a/#", "a", False),
        ("a/+/#", "a/b/c", True),
        ("a/+/#", "a/b", False),
        ("#", "a", True),
        ("#", "a/b", True),
        ("#", "$aws/x", False),
        ("+/x", "$aws/x", False),
        ("$aws/#", "$aws/x", True),
        ("$aws/+", "$aws/x", True),
        ("$share/g/a/#", "a/b", True),
        ("$share/g/#", "$aws/x", False),
        ("$aws/rules/#", "$aws/rules/r/x", False),
        ("*", "a", False),
    ],
)
def test_delivery(topic_filter: str, topic: str, matches: bool) -> None:
    assert mqtt.filter_matches(topic_filter, topic) == matches


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "found an empty topic filter, expected 1 to 256 bytes"),
        ("a/#/b", "found # in level 2 of 3 of 'a/#/b'; # is only allowed at the end"),
        ("a/b#", "found the level 'b#' in 'a/b#'; + and # stand alone in their level"),
        ("a+/b", "found the level 'a+' in 'a+/b'; + and # stand alone in their level"),
        ("é" * 129, "found a topic filter of 258 bytes, at most 256 are allowed"),
        ("a/" * 8, "found 8 slashes in the topic filter 'a/a/a/a/a/a/a/a/', at most 7 are allowed"),
    ],
)
def test_filters_that_are_refused(text: str, message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        mqtt.check_filter(text)
    assert str(caught.value) == message


@pytest.mark.parametrize("text", ["a", "#", "+", "+/+/#", "a/" * 7, "x" * 256, "$share/g/" + "a/" * 7, "a b/é"])
def test_filters_that_are_accepted(text: str) -> None:
    mqtt.check_filter(text)


@pytest.mark.parametrize("text", ["", "a/#", "+", "a\0b", "x" * 257, "a/" * 8])
def test_topics_that_are_refused(text: str) -> None:
    with pytest.raises(PolicyError, match=r"found "):
        mqtt.check_topic(text)


@pytest.mark.parametrize("text", ["a", "a/" * 7, "$aws/rules/Store/" + "a/" * 7, "$aws/things/x/shadow/update"])
def test_topics_that_are_accepted(text: str) -> None:
    mqtt.check_topic(text)


@pytest.mark.parametrize(
    ("topic_filter", "receives"),
    [("a/b", True), ("a/+", False), ("#", False), ("$share/g/a", False)],
)
def test_retained_messages(topic_filter: str, receives: bool) -> None:
    assert mqtt.receives_retained(topic_filter) == receives


def test_basic_ingest() -> None:
    assert mqtt.basic_ingest_rule("$aws/rules/Store/dt/x") == "Store"
    assert mqtt.basic_ingest_rule("$AWS/rules/Store") == "Store"
    assert mqtt.basic_ingest_rule("$aws/things/x") is None


def test_shared_subscriptions() -> None:
    assert mqtt.unshared("$share/g/a/b") == "a/b"
    assert mqtt.unshared("$share/g") == "$share/g"
    assert mqtt.unshared("$SHARE/g/a") == "$SHARE/g/a"
