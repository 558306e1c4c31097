"""Whole devices: connect, subscribe, publish, receive."""

from dataclasses import replace

import pytest
from policy_questions import HERE, PUMP7, document, statement

from iot_posture.policy import PolicyError, Session, parse_policy_object
from iot_posture.policy.arns import Arn

DEVICE = document(
    statement(action="iot:Connect", resource="client/${iot:Connection.Thing.ThingName}"),
    statement(action=["iot:Publish", "iot:Receive"], resource="topic/dt/${iot:Connection.Thing.ThingName}/*"),
    statement(action="iot:Subscribe", resource="topicfilter/dt/*"),
    statement(action="iot:RetainPublish", resource="topic/dt/*/config"),
)


def session(policy: object = DEVICE, **changes: object) -> Session:
    return Session([parse_policy_object(policy)], replace(PUMP7, **changes))  # type: ignore[arg-type]


def test_a_device_gets_what_it_subscribed_to_and_may_receive() -> None:
    device = session()
    assert device.connect().allowed
    assert device.subscribe("dt/#").allowed
    assert device.receives("dt/pump7/t")
    assert not device.receives("dt/pump8/t"), "Receive guards what the wide filter lets in"
    assert not device.receives("other/pump7/t")


def test_nothing_arrives_without_a_connection_or_a_subscription() -> None:
    device = session()
    assert not device.subscribe("other/#").allowed
    device.subscribe("dt/#")
    assert not device.receives("dt/pump7/t")
    device.connect()
    assert not device.receives("dt/pump7/t"), "the subscription came before the connection"
    device.subscribe("dt/#")
    assert device.receives("dt/pump7/t")
    device.connect()
    assert not device.receives("dt/pump7/t"), "a new connection has no subscriptions"


def test_a_refused_connection() -> None:
    device = session(client_id="other")
    assert not device.connect().allowed
    assert not device.connected


def test_a_retained_message_needs_both_actions() -> None:
    device = session()
    assert device.publish("dt/pump7/config", retain=True).allowed
    assert device.publish("dt/pump7/t").allowed
    answer = device.publish("dt/pump7/t", retain=True)
    assert {name: result.allowed for name, result in answer.results.items()} == {
        "iot:Publish": True,
        "iot:RetainPublish": False,
    }
    assert not answer.allowed


def test_a_will_needs_connect_and_publish_and_says_that_the_time_is_open() -> None:
    device = session()
    answer = device.connect(will_topic="other/will", will_retain=True)
    assert [(name, result.allowed) for name, result in answer.results.items()] == [
        ("iot:Connect", True),
        ("iot:Publish", False),
        ("iot:RetainPublish", False),
    ]
    assert device.connected
    assert answer.notes == ("U1: when Publish on the will topic is checked is not documented",)


def test_connect_attributes_follow_what_the_device_asks_for() -> None:
    condition = {"ForAllValues:StringEquals": {"iot:ConnectAttributes": "LastWill"}}
    device = session(document(statement(action="iot:*", Condition=condition)))
    assert device.connect().allowed
    assert device.connect(will_topic="a").results["iot:Connect"].allowed
    assert not device.connect(persistent=True).allowed
    assert device.connect().allowed, "the attributes of an earlier CONNECT are gone"


def test_direct_messages_need_no_subscription() -> None:
    device = session()
    assert not device.receives_direct("dt/pump7/hello")
    device.connect()
    assert device.receives_direct("dt/pump7/hello")
    assert not device.receives_direct("dt/pump8/hello")
    anything = session(document(statement(action="iot:*")))
    anything.connect()
    assert not anything.receives_direct("$aws/things/pump7/shadow/update")


def test_a_shared_subscription_receives_the_real_topic_and_names_the_open_question() -> None:
    device = session(
        document(
            statement(action=["iot:Connect", "iot:Subscribe"]),
            statement(action="iot:Receive", resource="topic/jobs/*"),
        )
    )
    device.connect()
    assert device.subscribe("$share/workers/jobs/#").allowed
    assert device.receives("jobs/1")
    assert device.receive("jobs/1").notes == ("U2: judged on topic/$share/workers/jobs/1 this would be IMPLICIT_DENY",)
    assert device.receive("else/1").notes == ()


def test_basic_ingest_goes_to_a_rule_and_to_nobody_else() -> None:
    note = "Basic Ingest: the message goes to the topic rule Store only; nobody can subscribe to it"
    assert session().publish("$aws/rules/Store/x").notes == (note,)
    (refused,) = session().subscribe("$aws/rules/Store/#").notes
    assert refused == "reserved topic: AWS documents no Subscribe on $aws/rules/Store/#, which may end the connection"


@pytest.mark.parametrize(
    ("topic", "publish", "subscribe"),
    [
        ("$aws/things/pump7/shadow/update", True, True),
        ("$aws/things/pump7/jobs/get", True, False),
        ("$aws/things/pump7/shadow/update/delta", False, True),
        ("$aws/things/pump7/shadow/name/config/get/accepted", False, True),
        ("$aws/things/pump7/jobs/notify-next", False, True),
        ("$aws/events/presence/connected/pump7", False, True),
        ("$aws/certificates/create-from-csr/json", True, False),
        ("$aws/mine", False, False),
        ("dt/pump7", True, True),
        ("$share/g/dt/pump7", True, True),
    ],
)
def test_what_aws_does_not_document_on_reserved_topics_is_noted(topic: str, publish: bool, subscribe: bool) -> None:
    assert (session().publish(topic).notes == ()) == publish
    assert (session().subscribe(topic).notes == ()) == subscribe


def test_a_wide_filter_on_reserved_topics_is_not_judged() -> None:
    assert session().subscribe("$aws/things/pump7/shadow/#").notes == ()


def test_a_retained_message_on_a_reserved_topic_is_noted() -> None:
    assert session().publish("$aws/x", retain=True).notes[-1] == "messages on reserved topics cannot be retained"


def test_what_cannot_be_asked_is_refused() -> None:
    device = session()
    for step in (device.publish, device.receive):
        with pytest.raises(PolicyError, match="a topic has no wildcards"):
            step("a/#")
    with pytest.raises(PolicyError, match="stand alone"):
        device.subscribe("a#")
    with pytest.raises(PolicyError, match="a topic has no wildcards"):
        device.connect(will_topic="+")


def test_a_session_lies_where_it_is_put() -> None:
    place = Arn.parse("arn:aws-cn:iot:cn-north-1:210987654321:x")
    policy = document(statement(resource="arn:aws-cn:iot:cn-north-1:210987654321:topic/a"))
    assert Session([parse_policy_object(policy)], PUMP7, place).publish("a").allowed
    assert not Session([parse_policy_object(policy)], PUMP7).publish("a").allowed


def test_a_connection_that_hangs_on_the_last_will_topic_is_noted() -> None:
    condition = {"ArnEquals": {"iot:LastWillTopic": f"{HERE}topic/will"}}
    by_topic = session(document(statement(action="iot:*", Condition=condition)))
    assert not by_topic.connect().allowed
    notes = by_topic.connect(will_topic="will").notes
    assert notes[1:] == ("users report a disconnect within minutes when Connect is allowed by iot:LastWillTopic alone",)
    anyway = session(document(statement(action="iot:*")))
    assert len(anyway.connect(will_topic="will").notes) == 1


@pytest.mark.parametrize("changes", [{"client_id": None}, {"protocol": "HTTPS"}])
def test_only_mqtt_clients_connect(changes: dict[str, object]) -> None:
    with pytest.raises(PolicyError, match="only MQTT clients connect"):
        session(**changes).connect()


def test_sending_direct_messages() -> None:
    condition = {"StringLike": {"iot:Topic": "cmd/*"}}
    device = session(document(statement(action="iot:SendDirectMessage", resource="client/hub", Condition=condition)))
    assert device.send_direct("hub", "cmd/a").allowed
    assert not device.send_direct("hub", "other").allowed
    assert not device.send_direct("pump8", "cmd/a").allowed
    assert device.send_direct("hub", "$aws/x").notes == (
        "direct messages on $ topics are not sent, whatever the policy says",
    )
