"""A filter and the topic that it delivers, read together: the same as matching the two given texts, for all there are."""

import functools

import pytest
from support.words import words

from iot_posture.policy.mqtt import filter_matches
from iot_posture.proof.budget import Budget
from iot_posture.proof.delivery import MAY_END, STEPS, Mode
from iot_posture.proof.search import Search

LONGEST = 4
TOPICS, FILTERS = tuple(words("a/$", LONGEST)), tuple(words("a/+#$", LONGEST))


@functools.cache
def read_together() -> frozenset[tuple[str, str]]:
    """Every filter and topic that the steps read from the beginning to where words may end."""
    found = set()
    seen = {(Mode.FIRST, "", "")}
    queue = list(seen)
    for mode, topic_filter, topic in queue:
        if mode in MAY_END:
            found.add((topic_filter, topic))
        for step in STEPS[mode]:
            for character in "a/+#$" if step.character is None else step.character:
                if character not in step.of or (step.topic and character in "+#"):
                    continue
                after = (step.to, topic_filter + character * step.filter, topic + character * step.topic)
                if max(len(after[1]), len(after[2])) <= LONGEST and after not in seen:
                    seen.add(after)
                    queue.append(after)
    return frozenset(found)


def found(topic: str, topic_filter: str, *, shared: bool = False) -> bool:
    return any(Search([(topic,)], [(topic_filter,)], shared=shared, budget=Budget()).run())


def test_the_steps_deliver_what_filters_match() -> None:
    expected = {(one, topic) for one in FILTERS for topic in TOPICS if filter_matches(one, topic)}
    assert read_together() == expected


def test_every_step_reads_what_it_says() -> None:
    for mode, steps in STEPS.items():
        for step in steps:
            assert step.filter or step.topic, mode
            assert step.character is None or step.character in step.of


def test_no_topic_holds_a_wildcard_or_nul() -> None:
    (hash_step,) = STEPS[Mode.HASH]
    (first_hash,) = STEPS[Mode.FIRST_HASH]
    for character in "+#\0":
        assert character not in hash_step.of
        assert character not in first_hash.of
        assert all(character not in step.of for step in STEPS[Mode.PLUS] if step.character is None)
        assert all(character not in step.of for step in STEPS[Mode.FIRST_PLUS] if step.character is None)


def test_without_a_filter_any_topic_ends() -> None:
    assert Mode.ALONE in MAY_END
    assert {step.to for mode in (Mode.BEGIN, Mode.ALONE) for step in STEPS[mode]} == {Mode.ALONE}
    assert not any(step.filter for mode in (Mode.BEGIN, Mode.ALONE) for step in STEPS[mode])


def test_a_search_for_two_texts_finds_what_filters_match() -> None:
    wrong = [
        (one, topic)
        for one in FILTERS[: 5 + 25 + 125]
        for topic in TOPICS[: 3 + 9 + 27]
        if found(topic, one) != filter_matches(one, topic)
    ]
    assert wrong == []


def test_a_search_for_longer_texts_finds_what_filters_match() -> None:
    delivered = read_together()
    pairs = [(one, topic) for one in FILTERS[155::11] for topic in TOPICS[39::7]]
    assert [pair for pair in pairs if found(pair[1], pair[0]) != (pair in delivered)] == []


@pytest.mark.parametrize("group", ["g", "gg", "$share", "$", "a b"])
def test_a_shared_subscription_delivers_what_its_filter_does(group: str) -> None:
    for one in (*FILTERS[:30:2], "a/+", "a/#", "+/a", "$/#"):
        for topic in TOPICS[:12]:
            assert found(topic, f"$share/{group}/{one}", shared=True) == filter_matches(one, topic), (one, topic)


@pytest.mark.parametrize("topic_filter", ["$share//a", "$share/a", "$share/", "$share", "$shar/g/a", "share/g/a", "a", "$share/+/a",
                                          "$share/#/a", "$Share/g/a", "$share/g", "$share/g/"])  # fmt: skip
def test_what_has_no_group_is_no_shared_subscription(topic_filter: str) -> None:
    assert not found("a", topic_filter, shared=True)


def test_a_filter_is_read_as_it_is_unless_it_is_said_to_be_shared() -> None:
    assert found("$share/g/a", "$share/g/a")
    assert not found("a", "$share/g/a")
