"""NotificationTopic: alarms and roles can really publish, strangers cannot, and nothing is told in the clear."""

import pytest
from aws_cdk import App, RemovalPolicy, Stack
from aws_cdk import aws_kms as kms
from support.expected import ACCOUNT, ADMINISTER, USE_KEY, allow, allow_key, arn, document
from support.templates import made

from cdk_secure_iot import DataKey, NotificationTopic
from cdk_secure_iot.detection.notification_topic import publish_permissions


def test_the_topic_is_encrypted_and_only_alarms_of_this_account_may_publish() -> None:
    found = made(lambda stack: NotificationTopic(stack, "Told"))
    assert found.kinds() == {
        "Told": "AWS::SNS::Topic",
        "ToldKey": "AWS::KMS::Key",
        "ToldPolicy": "AWS::SNS::TopicPolicy",
    }
    assert found["Told"] == {"KmsMasterKeyId": "<ToldKey.Arn>"}
    plain = {
        "Sid": "AllowPublishThroughSSLOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sns:Publish",
        "Resource": "<Told>",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    alarms = {
        "Sid": "LetAlarmsPublish",
        "Effect": "Allow",
        "Principal": {"Service": "cloudwatch.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": "<Told>",
        "Condition": {
            "StringEquals": {"aws:SourceAccount": ACCOUNT},
            "ArnLike": {"aws:SourceArn": arn("cloudwatch", "alarm:*")},
        },
    }
    assert found["ToldPolicy"] == {"PolicyDocument": document(plain, alarms), "Topics": ["<Told>"]}


def test_an_alarm_is_not_dropped_at_the_key() -> None:
    found = made(lambda stack: NotificationTopic(stack, "Told"))
    assert found["ToldKey"]["KeyPolicy"] == document(ADMINISTER, *USE_KEY["cloudwatch"], *USE_KEY["sns"])
    assert found.resources["ToldKey"]["DeletionPolicy"] == "Retain"


def test_a_key_of_the_users_own_lets_alarms_in_too() -> None:
    found = made(lambda stack: NotificationTopic(stack, "Told", encryption_key=kms.Key(stack, "Mine")))
    assert found["Told"] == {"KmsMasterKeyId": "<Mine.Arn>"}
    assert found["Mine"]["KeyPolicy"]["Statement"][1:] == [*USE_KEY["sns"], *USE_KEY["cloudwatch"]]


def test_a_data_key_that_would_drop_what_alarms_publish_is_refused() -> None:
    stack = Stack(App(), "Stack")
    key = DataKey(stack, "Mine", description="Notifications", services=["sns"])
    with pytest.raises(ValueError, match="^the DataKey given") as refused:
        NotificationTopic(stack, "Told", encryption_key=key)
    assert str(refused.value) == (
        "the DataKey given serves sns, and this needs cloudwatch. Next: DataKey(..., services=['cloudwatch', 'sns'])"
    )


def test_people_are_subscribed() -> None:
    found = made(lambda stack: NotificationTopic(stack, "Told", emails=["a@example.com", "b@example.com"]))
    assert found.of("AWS::SNS::Subscription") == {
        f"ToldEmail{number}": {"Endpoint": f"{name}@example.com", "Protocol": "email", "TopicArn": "<Told>"}
        for number, name in enumerate("ab")
    }


def test_the_key_can_go_with_the_stack() -> None:
    found = made(lambda stack: NotificationTopic(stack, "Told", removal_policy=RemovalPolicy.DESTROY))
    assert found.resources["ToldKey"]["DeletionPolicy"] == "Delete"


def test_what_a_role_needs_to_publish_is_the_topic_and_the_key_through_sns_and_nothing_else() -> None:
    stack = Stack(App(), "Stack")
    told = NotificationTopic(stack, "Told", encryption_key=kms.Key.from_key_arn(stack, "Key", "arn:aws:kms:x:1:key/k"))
    topic = {"Ref": stack.get_logical_id(told.node.default_child)}  # type: ignore[arg-type]  # the L1 of a topic
    via = {"Fn::Join": ["", ["sns.", {"Ref": "AWS::Region"}, ".amazonaws.com"]]}
    key = allow_key("arn:aws:kms:x:1:key/k", "sns", "kms:Decrypt", "kms:GenerateDataKey")
    key["Condition"] = {"StringEquals": {"kms:ViaService": via}}
    assert stack.resolve(publish_permissions(told, None)) == [allow("sns:Publish", topic), key]  # type: ignore[arg-type]


@pytest.mark.parametrize("email", ["", "team", "@example.com", "team@", "@"])
def test_nobody_is_told_at_an_address_that_is_none(email: str) -> None:
    with pytest.raises(ValueError, match="^NotificationTopic") as refused:
        NotificationTopic(Stack(App(), "Stack"), "Told", emails=[email])
    assert str(refused.value) == (
        f"NotificationTopic emails: {email!r} is not an e-mail address, such as team@example.com"
    )
