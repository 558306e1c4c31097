"""Topic and TopicSpace: what they render, and every topic that they refuse."""

import pytest

from cdk_secure_iot import Topic, TopicError, TopicSpace

OWNED = Topic("dt/acme/sensor/{thing}/temperature")
SHARED = Topic("fleet/announcements")


def test_an_owned_topic_renders_the_same_levels_four_times() -> None:
    assert OWNED.owned
    assert OWNED.policy_text == "dt/acme/sensor/${iot:Connection.Thing.ThingName}/temperature"
    assert OWNED.filter == "dt/acme/sensor/+/temperature"
    assert OWNED.sql_from == "'dt/acme/sensor/+/temperature'"
    assert (OWNED.thing_level, OWNED.sql_thing) == (4, "topic(4)")
    assert OWNED.of("s:1_a-B") == "dt/acme/sensor/s:1_a-B/temperature"


def test_a_shared_topic_has_no_owner_to_render() -> None:
    assert not SHARED.owned
    assert SHARED.policy_text == SHARED.filter == SHARED.of("s-1") == "fleet/announcements"
    assert SHARED.sql_from == "'fleet/announcements'"
    assert SHARED.thing_level is None
    assert SHARED.sql_thing is None


def test_a_topic_may_be_the_thing_alone() -> None:
    assert (Topic("{thing}").filter, Topic("{thing}").thing_level) == ("+", 1)


PLAIN = "A level is plain text, or {thing} as a whole"
REFUSED = {
    "a/+/b": f"topic 'a/+/b': '+' in level '+' is an MQTT wildcard. {PLAIN}",
    "a/#": f"topic 'a/#': '#' in level '#' is an MQTT wildcard. {PLAIN}",
    "a/b*": f"topic 'a/b*': '*' in level 'b*' is a policy wildcard. {PLAIN}",
    "a/?": f"topic 'a/?': '?' in level '?' is a policy wildcard. {PLAIN}",
    "$aws/things": f"topic '$aws/things': '$' in level '$aws' is reserved for AWS topics and for variables. {PLAIN}",
    "a/${x}": f"topic 'a/${{x}}': '$' in level '${{x}}' is reserved for AWS topics and for variables. {PLAIN}",
    "a'b": f'topic "a\'b": "\'" in level "a\'b" is the quotation mark of rule SQL. {PLAIN}',
    'a"b': f"topic 'a\"b': '\"' in level 'a\"b' is a quotation mark. {PLAIN}",
    "a\\b": f"topic 'a\\\\b': '\\\\' in level 'a\\\\b' is an escape. {PLAIN}",
    "a/x{thing}": f"topic 'a/x{{thing}}': '{{' in level 'x{{thing}}' is the start of a placeholder. {PLAIN}",
    "a/{device}": f"topic 'a/{{device}}': '{{' in level '{{device}}' is the start of a placeholder. {PLAIN}",
    "a/thing}": f"topic 'a/thing}}': '}}' in level 'thing}}' is the end of a placeholder. {PLAIN}",
    "": "topic '': an empty level; write no leading, trailing or double slash",
    "/a": "topic '/a': an empty level; write no leading, trailing or double slash",
    "a/": "topic 'a/': an empty level; write no leading, trailing or double slash",
    "a//b": "topic 'a//b': an empty level; write no leading, trailing or double slash",
    "a b": "topic 'a b': ' ' in level 'a b' is not a visible character",
    "a\x00": "topic 'a\\x00': '\\x00' in level 'a\\x00' is not a visible character",
    "a\u200b": "topic 'a\\u200b': '\\u200b' in level 'a\\u200b' is not a visible character",
    "\ud800": "topic '\\ud800': '\\ud800' in level '\\ud800' is not a visible character",
    "{thing}/{thing}": "topic '{thing}/{thing}': {thing} stands 2 times; one level can name the owner",
    "a/b/c/d/e/f/g/h/i": "topic 'a/b/c/d/e/f/g/h/i': it has 8 slashes; AWS IoT allows 7",
}


@pytest.mark.parametrize(("template", "message"), REFUSED.items(), ids=ascii)
def test_a_topic_that_would_mean_something_else_elsewhere_is_refused(template: str, message: str) -> None:
    with pytest.raises(TopicError) as refused:
        Topic(template)
    assert str(refused.value) == message


def test_seven_slashes_are_allowed() -> None:
    assert Topic("a/b/c/d/e/f/g/h").filter.count("/") == 7


@pytest.mark.parametrize("prefix", ["a" * 127, "ü" * 63 + "a"])
def test_a_topic_of_256_bytes_with_the_longest_thing_name_is_allowed(prefix: str) -> None:
    assert len(Topic(f"{prefix}/{{thing}}").of("t" * 128).encode()) == 256


@pytest.mark.parametrize("prefix", ["a" * 128, "ü" * 64])
def test_a_topic_of_257_bytes_with_the_longest_thing_name_is_refused(prefix: str) -> None:
    template = f"{prefix}/{{thing}}"
    with pytest.raises(TopicError) as refused:
        Topic(template)
    assert str(refused.value) == (
        f"topic {template!r}: it is 257 bytes long with a thing name of 128; AWS IoT allows 256. "
        "Shorten its levels, or promise shorter names with max_thing_name="
    )


def test_a_promise_of_shorter_names_leaves_more_to_the_other_levels_and_is_kept() -> None:
    topic = Topic("a" * 128 + "/{thing}", max_thing_name=127)
    assert len(topic.of("t" * 127)) == 256
    with pytest.raises(TopicError) as refused:
        topic.of("t" * 128)
    assert str(refused.value) == f"thing name {'t' * 128!r}: allowed are 1 to 127 of a-z A-Z 0-9 : _ -"


@pytest.mark.parametrize("size", [0, -1, 129])
def test_a_thing_name_has_1_to_128_characters(size: int) -> None:
    with pytest.raises(TopicError) as refused:
        Topic("{thing}", max_thing_name=size)
    assert str(refused.value) == f"max_thing_name={size}: a thing name has 1 to 128 characters"


@pytest.mark.parametrize("thing", ["", "a/b", "+", "#", "a b", "ä", "a\n", "${x}", "a" * 129])
def test_a_thing_cannot_be_named_so_that_its_topic_is_anothers(thing: str) -> None:
    with pytest.raises(TopicError) as refused:
        OWNED.of(thing)
    assert str(refused.value) == f"thing name {thing!r}: allowed are 1 to 128 of a-z A-Z 0-9 : _ -"


def test_a_topic_space_puts_the_thing_at_the_same_level_everywhere() -> None:
    space = TopicSpace("acme", "sensor", max_thing_name=20)
    assert space.telemetry("temperature") == Topic("dt/acme/sensor/{thing}/temperature", 20)
    assert space.command("firmware") == Topic("cmd/acme/sensor/{thing}/firmware", 20)
    assert space.telemetry("motor/speed").thing_level == space.command("x").thing_level == 4


@pytest.mark.parametrize("part", ["a/b", "{thing}", "x{thing}"])
def test_the_application_and_the_class_are_one_level_each(part: str) -> None:
    message = f"{part!r}: the application and the class are one topic level each"
    with pytest.raises(TopicError) as application:
        TopicSpace(part, "sensor")
    with pytest.raises(TopicError) as device_class:
        TopicSpace("acme", part)
    assert str(application.value) == str(device_class.value) == message


def test_a_topic_space_of_a_wildcard_is_refused_before_it_has_a_topic() -> None:
    with pytest.raises(TopicError) as refused:
        TopicSpace("acme", "+")
    assert str(refused.value) == f"topic 'dt/acme/+/{{thing}}/x': '+' in level '+' is an MQTT wildcard. {PLAIN}"


def test_a_topic_space_gives_no_topic_that_aws_iot_refuses() -> None:
    with pytest.raises(TopicError) as refused:
        TopicSpace("acme", "sensor").command("a/b/c/d/e")
    assert str(refused.value) == "topic 'cmd/acme/sensor/{thing}/a/b/c/d/e': it has 8 slashes; AWS IoT allows 7"


def test_topics_are_values() -> None:
    assert {Topic("a/{thing}"), Topic("a/{thing}")} == {Topic("a/{thing}")}
