"""DynamoDbDestination: the whole table, and what a device cannot do to the items of another."""

from typing import Any

import pytest
from aws_cdk import App, RemovalPolicy, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_sns as sns
from support.templates import Json, Made, made

from cdk_secure_iot import DynamoDbDestination, Topic, TopicRule


def destination(**properties: Any) -> Made:  # noqa: ANN401 -- the properties of the construct
    return made(lambda stack: DynamoDbDestination(stack, "Recent", **properties))


def rule(stack: Stack, topic: Topic, **properties: Any) -> None:  # noqa: ANN401 -- the properties of the construct
    TopicRule(
        stack,
        "Rule",
        alarm_topic=sns.Topic(stack, "Alarms"),
        destinations=[DynamoDbDestination(stack, "Recent", **properties)],
        topic=topic,
    )


def action(**properties: Any) -> Json:  # noqa: ANN401 -- the properties of the construct
    found = made(lambda stack: rule(stack, Topic("dt/acme/sensor/{thing}/temperature"), **properties))
    actions: list[Json] = found.only("AWS::IoT::TopicRule")["TopicRulePayload"]["Actions"]
    return actions[0]


def test_items_are_encrypted_recoverable_and_survive_their_stack() -> None:
    found = destination()
    assert found.kinds() == {"RecentKey": "AWS::KMS::Key", "RecentTable": "AWS::DynamoDB::Table"}
    assert found.resources["RecentTable"] == {
        "Type": "AWS::DynamoDB::Table",
        "Properties": {
            "AttributeDefinitions": [
                {"AttributeName": "thing", "AttributeType": "S"},
                {"AttributeName": "received", "AttributeType": "S"},
            ],
            "BillingMode": "PAY_PER_REQUEST",
            "DeletionProtectionEnabled": True,
            "KeySchema": [
                {"AttributeName": "thing", "KeyType": "HASH"},
                {"AttributeName": "received", "KeyType": "RANGE"},
            ],
            "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
            "SSESpecification": {"KMSMasterKeyId": "<RecentKey.Arn>", "SSEEnabled": True, "SSEType": "KMS"},
        },
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
    }


def test_a_device_cannot_write_into_the_partition_of_another_and_two_messages_never_overwrite_one_another() -> None:
    assert action() == {
        "DynamoDB": {
            "TableName": "<RecentTable>",
            "HashKeyField": "thing",
            "HashKeyType": "STRING",
            "HashKeyValue": "${topic(4)}",
            "RangeKeyField": "received",
            "RangeKeyType": "STRING",
            "RangeKeyValue": "${timestamp()}-${newuuid()}",
            "PayloadField": "payload",
            "RoleArn": "<RuleResourcesDynamoDbRole.Arn>",
        }
    }


def test_a_stack_that_is_to_be_thrown_away_can_be() -> None:
    found = destination(deletion_protection=False, removal_policy=RemovalPolicy.DESTROY)
    assert found["RecentTable"]["DeletionProtectionEnabled"] is False
    assert {each["DeletionPolicy"] for each in found.resources.values()} == {"Delete"}


def test_a_given_table_is_left_as_it_is_and_written_under_its_own_attributes() -> None:
    string = dynamodb.AttributeType.STRING

    def build(stack: Stack) -> None:
        mine = dynamodb.Table(
            stack,
            "Mine",
            partition_key=dynamodb.Attribute(name="device", type=string),
            sort_key=dynamodb.Attribute(name="at", type=string),
        )
        attributes = {"thing_attribute": "device", "time_attribute": "at", "payload_attribute": "body"}
        rule(stack, Topic("dt/{thing}"), table=mine, **attributes)

    found = made(build)
    assert sorted(found.of("AWS::DynamoDB::Table")) == ["Mine"]
    written = found.only("AWS::IoT::TopicRule")["TopicRulePayload"]["Actions"][0]["DynamoDB"]
    assert {name: value for name, value in written.items() if name.endswith("Field")} == {
        "HashKeyField": "device",
        "RangeKeyField": "at",
        "PayloadField": "body",
    }
    assert written["TableName"] == "<Mine>"


def test_a_shared_topic_is_refused_as_nothing_in_it_says_whose_a_message_is() -> None:
    with pytest.raises(ValueError, match="^DynamoDbDestination") as refused:
        rule(Stack(App(), "Stack"), Topic("fleet/announcements"))
    assert str(refused.value) == (
        "DynamoDbDestination: topic 'fleet/announcements' has no {thing} level to take the partition key from. "
        "Use a topic that has one, or an S3Destination"
    )


@pytest.mark.parametrize("attribute", ["thing_attribute", "time_attribute", "payload_attribute"])
@pytest.mark.parametrize("name", ["", "${clientid()}"])
def test_a_message_cannot_choose_which_attribute_it_writes(attribute: str, name: str) -> None:
    with pytest.raises(ValueError, match="^DynamoDbDestination") as refused:
        destination(**{attribute: name})
    assert str(refused.value) == (
        f"DynamoDbDestination attribute {name!r}: give a plain attribute name; a substitution template would let a message "
        "choose which attribute it writes"
    )
