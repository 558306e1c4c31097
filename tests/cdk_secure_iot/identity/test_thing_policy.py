"""ThingPolicy: whole documents for every grant, and what a device cannot do under them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from aws_cdk import App, Stack
from support.expected import THING, arn
from support.templates import Json, made

from cdk_secure_iot import ThingPolicy, ThingPolicyError, Topic

TEMPERATURE = Topic("dt/acme/sensor/{thing}/temperature")
FIRMWARE = Topic("cmd/acme/sensor/{thing}/firmware")
SHARED = Topic("fleet/announcements")
SHADOW = f"$aws/things/{THING}/shadow"
JOBS = f"$aws/things/{THING}/jobs"
CONNECT = {
    "Effect": "Allow",
    "Action": "iot:Connect",
    "Resource": arn("iot", f"client/{THING}"),
    "Condition": {"Bool": {"iot:Connection.Thing.IsAttached": "true"}},
}


def document(*grants: Callable[[ThingPolicy], object]) -> Json:
    def build(stack: Stack) -> None:
        policy = ThingPolicy(stack, "Sensor")
        for grant in grants:
            grant(policy)

    found: Json = made(build).only("AWS::IoT::Policy")["PolicyDocument"]
    return found


def policy_in_no_app() -> ThingPolicy:
    return ThingPolicy(Stack(App(), "Stack"), "Sensor")


def whole(*statements: tuple[str, list[str]]) -> Json:
    granted = [
        {
            "Effect": "Allow",
            "Action": action,
            "Resource": arn("iot", resources[0]) if len(resources) == 1 else [arn("iot", each) for each in resources],
        }
        for action, resources in statements
    ]
    return {"Version": "2012-10-17", "Statement": [CONNECT, *granted]}


def test_a_device_cannot_connect_under_the_name_of_another() -> None:
    assert document() == whole()


def test_a_device_cannot_publish_in_the_name_of_another() -> None:
    assert document(lambda policy: policy.allow_publish(TEMPERATURE)) == whole(
        ("iot:Publish", [f"topic/dt/acme/sensor/{THING}/temperature"])
    )


def test_a_device_leaves_no_retained_message_unless_it_is_asked_for() -> None:
    granted = [f"topic/dt/acme/sensor/{THING}/temperature"]
    assert document(lambda policy: policy.allow_publish(TEMPERATURE, retain=True)) == whole(
        ("iot:Publish", granted), ("iot:RetainPublish", granted)
    )


def test_a_device_cannot_listen_to_the_commands_of_another() -> None:
    assert document(lambda policy: policy.allow_subscribe(FIRMWARE)) == whole(
        ("iot:Subscribe", [f"topicfilter/cmd/acme/sensor/{THING}/firmware"]),
        ("iot:Receive", [f"topic/cmd/acme/sensor/{THING}/firmware"]),
    )


def test_a_device_cannot_read_or_delete_the_shadow_of_another() -> None:
    assert document(lambda policy: policy.allow_shadow()) == whole(
        ("iot:Publish", [f"topic/{SHADOW}/get", f"topic/{SHADOW}/update"]),
        ("iot:Subscribe", [f"topicfilter/{SHADOW}/get/*", f"topicfilter/{SHADOW}/update/*"]),
        ("iot:Receive", [f"topic/{SHADOW}/get/*", f"topic/{SHADOW}/update/*"]),
    )


def test_a_device_deletes_its_own_shadow_only_where_it_is_asked_for() -> None:
    verbs = ("get", "update", "delete")
    assert document(lambda policy: policy.allow_shadow(delete=True)) == whole(
        ("iot:Publish", [f"topic/{SHADOW}/{verb}" for verb in verbs]),
        ("iot:Subscribe", [f"topicfilter/{SHADOW}/{verb}/*" for verb in verbs]),
        ("iot:Receive", [f"topic/{SHADOW}/{verb}/*" for verb in verbs]),
    )


def test_a_grant_on_one_named_shadow_reaches_no_other_shadow() -> None:
    named = f"{SHADOW}/name/config"
    assert document(lambda policy: policy.allow_shadow("config")) == whole(
        ("iot:Publish", [f"topic/{named}/get", f"topic/{named}/update"]),
        ("iot:Subscribe", [f"topicfilter/{named}/get/*", f"topicfilter/{named}/update/*"]),
        ("iot:Receive", [f"topic/{named}/get/*", f"topic/{named}/update/*"]),
    )


def test_a_device_cannot_report_on_the_jobs_of_another() -> None:
    assert document(lambda policy: policy.allow_jobs()) == whole(
        ("iot:Publish", [f"topic/{JOBS}/{verb}" for verb in ("get", "start-next", "*/get", "*/update")]),
        ("iot:Subscribe", [f"topicfilter/{JOBS}/*"]),
        ("iot:Receive", [f"topic/{JOBS}/*"]),
    )


def test_devices_meet_on_a_shared_topic_only_where_somebody_says_why() -> None:
    found = document(lambda policy: policy.allow_subscribe(SHARED, shared_because="All are told of outages"))
    assert found == whole(
        ("iot:Subscribe", ["topicfilter/fleet/announcements"]), ("iot:Receive", ["topic/fleet/announcements"])
    )
    found = document(lambda policy: policy.allow_publish(SHARED, shared_because="Peers count one another"))
    assert found == whole(("iot:Publish", ["topic/fleet/announcements"]))


def test_a_shared_topic_opens_nothing_beside_it() -> None:
    found = document(lambda policy: policy.allow_publish(TEMPERATURE, SHARED, shared_because="Peers count one another"))
    assert found == whole(
        ("iot:Publish", [f"topic/dt/acme/sensor/{THING}/temperature", "topic/fleet/announcements"]),
    )


def test_the_reason_for_a_shared_topic_is_kept() -> None:
    policy = policy_in_no_app()
    policy.allow_subscribe(SHARED, FIRMWARE, shared_because="All are told of outages")
    assert policy.shared_topics == {"fleet/announcements": "All are told of outages"}


def test_the_reason_for_a_shared_topic_ends_in_the_template() -> None:
    def build(stack: Stack) -> None:
        policy = ThingPolicy(stack, "Sensor")
        policy.allow_subscribe(SHARED, shared_because="All are told of outages")
        policy.allow_publish(Topic("fleet/votes"), shared_because="Peers count one another")

    (policy,) = [each for each in made(build).resources.values() if each["Type"] == "AWS::IoT::Policy"]
    assert policy["Metadata"]["iot_posture"]["shared_topics"] == {
        "fleet/announcements": "All are told of outages",
        "fleet/votes": "Peers count one another",
    }


def test_a_thing_cannot_be_named_so_that_its_topic_is_anothers() -> None:
    policy = policy_in_no_app()
    policy.allow_publish(Topic("{thing}/state/now"))
    before = policy.document
    with pytest.raises(ThingPolicyError) as refused:
        policy.allow_publish(Topic("dt/{thing}/now"))
    assert str(refused.value) == (
        "with this grant thing `dt` can publish to `dt/state/now`, which belongs to `state`. Give the topics different levels "
        "before {thing}, so that no name of a thing can turn one into the other; or, where all devices may share the topic, "
        "write it without {thing} and say why: shared_because='...'"
    )
    assert policy.document == before


def test_a_shared_topic_cannot_be_that_of_a_thing_unless_it_is_said_to_be_shared() -> None:
    policy = policy_in_no_app()
    policy.allow_publish(Topic("dt/{thing}/now"))
    policy.allow_publish(Topic("dt/all/now"), shared_because="All things vote, and none is called all")
    assert policy.shared_topics == {"dt/all/now": "All things vote, and none is called all"}


def test_grants_of_one_action_are_joined_and_said_once() -> None:
    found = document(
        lambda policy: policy.allow_publish(TEMPERATURE, FIRMWARE),
        lambda policy: policy.allow_publish(TEMPERATURE),
        lambda policy: policy.allow_shadow(),
        lambda policy: policy.allow_subscribe(FIRMWARE),
    )
    assert found == whole(
        (
            "iot:Publish",
            [
                f"topic/dt/acme/sensor/{THING}/temperature",
                f"topic/cmd/acme/sensor/{THING}/firmware",
                f"topic/{SHADOW}/get",
                f"topic/{SHADOW}/update",
            ],
        ),
        (
            "iot:Subscribe",
            [
                f"topicfilter/{SHADOW}/get/*",
                f"topicfilter/{SHADOW}/update/*",
                f"topicfilter/cmd/acme/sensor/{THING}/firmware",
            ],
        ),
        (
            "iot:Receive",
            [f"topic/{SHADOW}/get/*", f"topic/{SHADOW}/update/*", f"topic/cmd/acme/sensor/{THING}/firmware"],
        ),
    )


def test_the_order_of_grants_changes_nothing_that_is_granted() -> None:
    grants: list[Callable[[ThingPolicy], object]] = [
        lambda policy: policy.allow_publish(TEMPERATURE),
        lambda policy: policy.allow_subscribe(FIRMWARE),
        lambda policy: policy.allow_shadow(),
        lambda policy: policy.allow_publish(FIRMWARE, retain=True),
    ]

    def meaning(found: Json) -> set[tuple[str, str, str]]:
        return {
            (each["Action"], resource, json.dumps(each.get("Condition")))
            for each in found["Statement"]
            for resource in ([each["Resource"]] if isinstance(each["Resource"], str) else each["Resource"])
        }

    assert meaning(document(*grants)) == meaning(document(*reversed(grants)))


@pytest.mark.parametrize("grant", ["allow_publish", "allow_subscribe"])
@pytest.mark.parametrize("reason", [None, "", "  "])
def test_a_device_cannot_speak_for_all_without_a_reason(grant: str, reason: str | None) -> None:
    policy = policy_in_no_app()
    before = policy.document
    with pytest.raises(ThingPolicyError) as refused:
        getattr(policy, grant)(TEMPERATURE, SHARED, shared_because=reason)
    assert str(refused.value) == (
        "topic 'fleet/announcements' has no {thing} level: every device of the class could use it in every other's name. "
        "Add the level, or say why they may share it: shared_because='...'"
    )
    assert policy.document == before
    assert policy.shared_topics == {}


def test_a_reason_without_a_shared_topic_is_refused_as_it_would_not_be_true() -> None:
    with pytest.raises(ThingPolicyError) as refused:
        policy_in_no_app().allow_publish(TEMPERATURE, shared_because="why not")
    assert str(refused.value) == (
        "shared_because='why not': every topic holds {thing}, nothing is shared; leave it out"
    )


@pytest.mark.parametrize("grant", ["allow_publish", "allow_subscribe"])
def test_a_grant_of_nothing_is_refused(grant: str) -> None:
    with pytest.raises(ThingPolicyError) as refused:
        getattr(policy_in_no_app(), grant)()
    assert str(refused.value) == "no topic given: name at least one, such as Topic('dt/app/class/{thing}/state')"


@pytest.mark.parametrize("name", ["", "a/b", "*", "+", "a" * 65, "config\n"])
def test_a_shadow_name_cannot_reach_other_shadows(name: str) -> None:
    with pytest.raises(ThingPolicyError) as refused:
        policy_in_no_app().allow_shadow(name)
    assert str(refused.value) == f"shadow name {name!r}: allowed are 1 to 64 of a-z A-Z 0-9 : _ -"


LONGEST = {"<AWS::Partition>": "aws-us-gov", "<AWS::Region>": "ap-northeast-1", "<AWS::AccountId>": "1" * 12}


def deployed_size(found: Json) -> int:
    """Characters without white space, as AWS IoT counts the document that it gets."""
    text = json.dumps(found)
    for token, value in LONGEST.items():
        text = text.replace(token, value)
    return len("".join(text.split()))


def filling(room: int) -> Topic:
    """A topic that makes the policy this many characters longer than with Topic("a/{thing}") alone."""
    return Topic("a" * (1 + room) + "/{thing}", max_thing_name=1)


def grants_up_to(size: int) -> list[Callable[[ThingPolicy], object]]:
    base = [
        lambda policy: policy.allow_shadow(delete=True),
        lambda policy: policy.allow_publish(*(Topic(f"a/{number}/{{thing}}") for number in range(1, 5))),
    ]
    room = size - deployed_size(document(*base, lambda policy: policy.allow_publish(filling(0))))
    assert 0 <= room < 200
    return [*base, lambda policy: policy.allow_publish(filling(room))]


def test_a_policy_of_2048_characters_is_made_and_deploys_in_the_longest_region() -> None:
    assert deployed_size(document(*grants_up_to(2048))) == 2048


def test_a_policy_of_2049_characters_is_refused_and_stays_what_it_was() -> None:
    *fitting, last = grants_up_to(2049)
    policy = policy_in_no_app()
    for grant in fitting:
        grant(policy)
    before = policy.document
    with pytest.raises(ThingPolicyError) as refused:
        last(policy)
    assert str(refused.value) == (
        "the policy would have 2049 characters without white space (with the longest region names); AWS IoT allows 2048. "
        "Split it: up to 10 policies can be attached to a certificate, for example one ThingPolicy with allow_shadow and "
        "allow_jobs beside one with the topics. Largest part: iot:Publish on 8 resources"
    )
    assert policy.document == before
    policy.allow_publish(Topic("a/1/{thing}"))
    assert policy.document == before


def test_a_shared_topic_of_a_refused_grant_leaves_no_reason_behind() -> None:
    policy = policy_in_no_app()
    topics = [Topic(f"{'a' * 120}/{number}") for number in range(20)]
    with pytest.raises(ThingPolicyError, match=r"^the policy would have \d+ characters"):
        policy.allow_publish(*topics, shared_because="Peers count one another")
    assert policy.shared_topics == {}


def test_the_policy_has_the_name_that_is_given_and_tells_its_name_and_arn() -> None:
    def build(stack: Stack) -> None:
        policy = ThingPolicy(stack, "Sensor", policy_name="sensors")
        assert stack.resolve(policy.policy_name) == {"Ref": stack.get_logical_id(policy.cfn_policy)}
        assert stack.resolve(policy.policy_arn) == {"Fn::GetAtt": [stack.get_logical_id(policy.cfn_policy), "Arn"]}

    assert made(build).only("AWS::IoT::Policy") == {"PolicyDocument": whole(), "PolicyName": "sensors"}


def test_a_policy_that_certificates_hold_does_not_stand_in_the_way_of_its_stack() -> None:
    found = made(lambda stack: ThingPolicy(stack, "Sensor")).resources["SensorPolicy"]
    assert (found["DeletionPolicy"], found["UpdateReplacePolicy"]) == ("Retain", "Retain")


@pytest.mark.parametrize("name", ["", "a b", "a/b", "a" * 129])
def test_a_policy_name_that_aws_iot_refuses_is_refused(name: str) -> None:
    with pytest.raises(ThingPolicyError) as refused:
        ThingPolicy(Stack(App(), "Stack"), "Sensor", policy_name=name)
    assert str(refused.value) == f"policy_name {name!r}: AWS IoT allows 1 to 128 of a-z A-Z 0-9 _ + = , . @ -"


def test_a_topic_as_text_is_refused_as_nobody_checked_it() -> None:
    text: Any = "dt/acme/sensor/+/temperature"
    with pytest.raises(TypeError) as refused:
        policy_in_no_app().allow_publish(text)
    assert str(refused.value) == (
        "ThingPolicy topics: found 'dt/acme/sensor/+/temperature'; give Topic objects, such as "
        "Topic('dt/acme/sensor/{thing}/state')"
    )
