"""ErrorQueue: the whole queue, its alarm, and its own failure domain."""

from typing import Any

import pytest
from aws_cdk import App, RemovalPolicy, Stack
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from support.expected import alarm, document
from support.templates import Made, made

from cdk_secure_iot import ErrorQueue, S3Destination, Topic, TopicRule

WAITING = "A rule could not deliver messages; they wait in the error queue. Mend the cause, then redrive them."


def queue(**properties: Any) -> Made:  # noqa: ANN401 -- the properties of the construct
    return made(lambda stack: ErrorQueue(stack, "Errors", alarm_topic=sns.Topic(stack, "Alarms"), **properties))


@pytest.fixture(scope="module")
def default() -> Made:
    return queue()


def test_undelivered_messages_are_kept_for_14_days_encrypted_and_survive_their_stack(default: Made) -> None:
    assert default.resources["ErrorsQueue"] == {
        "Type": "AWS::SQS::Queue",
        "Properties": {"KmsMasterKeyId": "<ErrorsKey.Arn>", "MessageRetentionPeriod": 14 * 86_400},
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
    }
    assert default.resources["ErrorsKey"]["DeletionPolicy"] == "Retain"


def test_undelivered_messages_cannot_be_read_on_the_wire(default: Made) -> None:
    plain = {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "sqs:*",
        "Resource": "<ErrorsQueue.Arn>",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    assert default.of("AWS::SQS::QueuePolicy") == {
        "ErrorsQueuePolicy": {"PolicyDocument": document(plain), "Queues": ["<ErrorsQueue>"]}
    }


def test_a_message_does_not_wait_unheard(default: Made) -> None:
    assert default.of("AWS::CloudWatch::Alarm") == {
        "ErrorsResourcesWaitingAlarm": alarm(
            topic="<Alarms>",
            description=WAITING,
            namespace="AWS/SQS",
            metric="ApproximateNumberOfMessagesVisible",
            dimensions={"QueueName": "<ErrorsQueue.QueueName>"},
            statistic="Maximum",
        )
    }


def test_the_error_queue_survives_the_loss_of_the_destinations_key() -> None:
    def build(stack: Stack) -> None:
        TopicRule(
            stack,
            "Rule",
            alarm_topic=sns.Topic(stack, "Alarms"),
            destinations=[S3Destination(stack, "Archive", encryption_key=kms.Key(stack, "Secret"))],
            topic=Topic("dt/{thing}"),
        )

    found = made(build)
    assert found["RuleErrorQueue"]["KmsMasterKeyId"] == "<RuleErrorQueueKey.Arn>"
    assert "Secret" not in str(found.permissions("RuleResourcesErrorRole"))


def test_an_error_queue_can_be_thrown_away_with_its_key() -> None:
    found = queue(removal_policy=RemovalPolicy.DESTROY)
    assert {found.resources[name]["DeletionPolicy"] for name in ("ErrorsQueue", "ErrorsKey")} == {"Delete"}


def test_a_given_queue_is_left_as_it_is_and_watched() -> None:
    def build(stack: Stack) -> None:
        mine = sqs.Queue(stack, "Mine")
        assert ErrorQueue(stack, "Errors", alarm_topic=sns.Topic(stack, "Alarms"), queue=mine).queue is mine

    found = made(build)
    assert found.kinds() == {
        "Alarms": "AWS::SNS::Topic",
        "ErrorsResourcesWaitingAlarm": "AWS::CloudWatch::Alarm",
        "Mine": "AWS::SQS::Queue",
    }
    assert found.only("AWS::CloudWatch::Alarm")["Dimensions"] == [{"Name": "QueueName", "Value": "<Mine.QueueName>"}]


def test_a_fifo_queue_is_refused_as_messages_would_not_arrive() -> None:
    stack = Stack(App(), "Stack")
    with pytest.raises(ValueError, match="^ErrorQueue") as refused:
        ErrorQueue(stack, "Errors", alarm_topic=sns.Topic(stack, "Alarms"), queue=sqs.Queue(stack, "Mine", fifo=True))
    assert str(refused.value) == "ErrorQueue: AWS IoT cannot write to a FIFO queue; give a standard queue"
