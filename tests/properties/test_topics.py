"""Topic for all topics that it accepts: its four renderings speak of the same messages."""

import string

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from properties.mqtt import matches

from cdk_secure_iot.topics import THING, Topic, TopicError

NAME = st.text(string.ascii_letters + string.digits + ":_-", min_size=1, max_size=30) | st.just("n" * 128)
# Mostly what a topic may hold, so that few examples are thrown away; the last test gives it what it may not.
LEVEL = st.text("abzAZ09-_.,:;!@%&()=<>|~^`äß日", min_size=1, max_size=12) | st.just("l" * 60)
TEMPLATE = st.builds(
    lambda before, thing, after: "/".join([*before, *thing, *after]),
    st.lists(LEVEL, min_size=1, max_size=3),
    st.sampled_from([[], [THING]]),
    st.lists(LEVEL, max_size=4),
)


def accepted(template: str, max_thing_name: int) -> Topic:
    try:
        return Topic(template, max_thing_name)
    except TopicError:
        assume(False)
        raise


TOPIC = st.builds(accepted, TEMPLATE, st.integers(1, 128))


@settings(max_examples=60, deadline=None)
@given(TOPIC, NAME)
def test_the_topic_of_every_thing_is_one_that_aws_iot_accepts(topic: Topic, thing: str) -> None:
    assume(len(thing) <= topic.max_thing_name)
    text = topic.of(thing)
    assert 1 <= len(text.encode()) <= 256
    assert text.count("/") <= 7
    assert not set(text) & set("+#$*?")
    assert "" not in text.split("/")


@settings(max_examples=60, deadline=None)
@given(TOPIC, NAME)
def test_the_filter_receives_the_topic_of_every_thing(topic: Topic, thing: str) -> None:
    assume(len(thing) <= topic.max_thing_name)
    assert matches(topic.filter, topic.of(thing))
    assert topic.sql_from == f"'{topic.filter}'"
    assert "'" not in topic.filter


@settings(max_examples=60, deadline=None)
@given(TOPIC, NAME)
def test_the_thing_stands_at_its_level_and_nowhere_else_moves(topic: Topic, thing: str) -> None:
    assume(len(thing) <= topic.max_thing_name)
    levels = topic.of(thing).split("/")
    if topic.thing_level is None:
        assert topic.of(thing) == topic.template
        assert topic.sql_thing is None
    else:
        assert levels[topic.thing_level - 1] == thing
        assert topic.sql_thing == f"topic({topic.thing_level})"
        assert levels[: topic.thing_level - 1] == topic.template.split("/")[: topic.thing_level - 1]


@settings(max_examples=60, deadline=None)
@given(TOPIC, NAME, NAME)
def test_two_things_share_a_topic_only_where_it_says_so(topic: Topic, one: str, other: str) -> None:
    assume(max(len(one), len(other)) <= topic.max_thing_name)
    assert (topic.of(one) == topic.of(other)) == (one == other or not topic.owned)


@settings(max_examples=60, deadline=None)
@given(TOPIC, NAME)
def test_the_policy_text_becomes_the_topic_when_aws_puts_the_thing_in(topic: Topic, thing: str) -> None:
    assume(len(thing) <= topic.max_thing_name)
    assert topic.policy_text.replace("${iot:Connection.Thing.ThingName}", thing) == topic.of(thing)
    assert not set(topic.policy_text.replace("${iot:Connection.Thing.ThingName}", "")) & set("*?${}")


@settings(deadline=None)
@given(st.text(), st.integers(-5, 200))
def test_any_other_text_is_refused_with_its_own_error_and_no_other(template: str, max_thing_name: int) -> None:
    try:
        Topic(template, max_thing_name)
    except TopicError as error:
        assert repr(template) in str(error) or f"max_thing_name={max_thing_name}" in str(error)  # noqa: PT017 -- some texts are topics


@pytest.mark.parametrize(
    ("filter_", "topic", "expected"),
    [
        ("a/+/c", "a/b/c", True),
        ("a/+", "a/b/c", False),
        ("a/#", "a", True),
        ("#", "$aws/a", False),
        ("+/a", "/a", True),
        ("a", "b", False),
    ],
)
def test_the_oracle_knows_the_examples_of_the_standard(filter_: str, topic: str, expected: bool) -> None:
    assert matches(filter_, topic) is expected
