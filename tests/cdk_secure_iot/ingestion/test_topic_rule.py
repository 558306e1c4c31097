"""TopicRule: the whole rule, its roles and its alarms, and what strangers and bad input cannot do."""

from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from support.expected import alarm, allow, arn, query_alarm, trust
from support.templates import Json, Made, made

from cdk_secure_iot import DynamoDbDestination, ErrorQueue, RuleSource, S3Destination, Topic, TopicRule

TEMPERATURE = Topic("dt/acme/sensor/{thing}/temperature")


def rule(stack: Stack, **properties: Any) -> TopicRule:  # noqa: ANN401 -- the properties of the construct
    destinations = properties.pop("destinations", None) or [
        S3Destination(stack, "Archive", bucket=s3.Bucket.from_bucket_name(stack, "Plain", "plain"))
    ]
    defaults = {"alarm_topic": sns.Topic(stack, "Alarms"), "rule_name": "the_rule", "topic": TEMPERATURE}
    return TopicRule(stack, "Rule", destinations=destinations, **{**defaults, **properties})


def both(stack: Stack) -> TopicRule:
    return rule(stack, destinations=[S3Destination(stack, "Archive"), DynamoDbDestination(stack, "Recent")])


@pytest.fixture(scope="module")
def default() -> Made:
    return made(both)


def payload(**properties: Any) -> Json:  # noqa: ANN401 -- the properties of the construct
    found: Json = made(lambda stack: rule(stack, **properties)).only("AWS::IoT::TopicRule")["TopicRulePayload"]
    return found


def test_no_message_is_lost_in_silence(default: Made) -> None:
    found = default.only("AWS::IoT::TopicRule")
    actions = found["TopicRulePayload"].pop("Actions")
    assert [list(action) for action in actions] == [["S3"], ["DynamoDB"]]
    assert found == {
        "RuleName": "the_rule",
        "TopicRulePayload": {
            "AwsIotSqlVersion": "2016-03-23",
            "ErrorAction": {
                "Sqs": {
                    "QueueUrl": "<RuleErrorQueue>",
                    "RoleArn": "<RuleResourcesErrorRole.Arn>",
                    "UseBase64": False,
                }
            },
            "RuleDisabled": False,
            "Sql": "SELECT * FROM 'dt/acme/sensor/+/temperature'",
        },
    }


@pytest.mark.parametrize("purpose", ["S3", "DynamoDb", "Error"])
def test_another_accounts_rule_cannot_use_the_role(default: Made, purpose: str) -> None:
    role = default[f"RuleResources{purpose}Role"]
    assert role == {
        "AssumeRolePolicyDocument": trust(arn("iot", "rule/the_rule")),
        "Description": f"Lets the AWS IoT rule the_rule use its {purpose} action, and nothing else",
        "ManagedPolicyArns": [f"<RuleResources{purpose}RolePermissions>"],
    }


def test_each_action_has_a_role_of_its_own(default: Made) -> None:
    assert sorted(default.of("AWS::IAM::Role")) == [f"RuleResources{name}Role" for name in ("DynamoDb", "Error", "S3")]
    assert default.of("AWS::IAM::Policy") == {}


def test_an_alarm_tells_of_refused_lost_and_unreadable_messages(default: Made) -> None:
    found = default.of("AWS::CloudWatch::Alarm")
    assert found.pop("RuleErrorQueueResourcesWaitingAlarm")
    assert found == {
        "RuleResourcesFailureAlarm": query_alarm(
            topic="<Alarms>",
            description="A destination of the rule the_rule refuses messages; they are in the error queue.",
            query='SELECT SUM("Failure") FROM "AWS/IoT" WHERE RuleName = \'the_rule\'',
        ),
        "RuleResourcesLossAlarm": query_alarm(
            topic="<Alarms>",
            description="Messages of the rule the_rule are lost: a destination and the error queue refuse them.",
            query='SELECT SUM("ErrorActionFailure") FROM "AWS/IoT" WHERE RuleName = \'the_rule\'',
        ),
        "RuleResourcesParseAlarm": alarm(
            topic="<Alarms>",
            description="The SQL of the rule the_rule cannot be evaluated on some message; no error action sees it.",
            namespace="AWS/IoT",
            metric="ParseError",
            dimensions={"RuleName": "the_rule"},
        ),
    }


def test_the_parts_of_the_sql_can_be_chosen_and_its_topic_cannot() -> None:
    chosen = payload(select="temperature, topic(4) AS thing", where="temperature > 40", enabled=False)
    assert chosen["Sql"] == (
        "SELECT temperature, topic(4) AS thing FROM 'dt/acme/sensor/+/temperature' WHERE temperature > 40"
    )
    assert chosen["RuleDisabled"] is True


def test_two_destinations_of_one_kind_do_not_share_a_role() -> None:
    def build(stack: Stack) -> None:
        buckets = [s3.Bucket.from_bucket_name(stack, f"Named{name}", name) for name in ("aaa", "bbb", "ccc")]
        rule(
            stack,
            destinations=[S3Destination(stack, f"To{number}", bucket=each) for number, each in enumerate(buckets)],
        )

    found = made(build)
    roles = [action["S3"]["RoleArn"] for action in found.only("AWS::IoT::TopicRule")["TopicRulePayload"]["Actions"]]
    assert roles == ["<RuleResourcesS3Role.Arn>", "<RuleResourcesS3Role2.Arn>", "<RuleResourcesS3Role3.Arn>"]
    assert [found.permissions(role.strip("<>").removesuffix(".Arn")) for role in roles] == [
        [allow("s3:PutObject", f"arn:<AWS::Partition>:s3:::{name}/messages/the_rule/*")]
        for name in ("aaa", "bbb", "ccc")
    ]


def test_one_error_queue_serves_many_rules_with_a_role_for_each() -> None:
    def build(stack: Stack) -> None:
        topic = sns.Topic(stack, "Alarms")
        errors = ErrorQueue(stack, "Errors", alarm_topic=topic)
        archive = S3Destination(stack, "Archive")
        for name in ("One", "Two"):
            TopicRule(
                stack,
                name,
                alarm_topic=topic,
                destinations=[archive],
                error_queue=errors,
                rule_name=name,
                topic=TEMPERATURE,
            )

    found = made(build)
    assert sorted(found.of("AWS::SQS::Queue")) == ["ErrorsQueue"]
    for name in ("One", "Two"):
        assert found[f"{name}ResourcesErrorRole"]["AssumeRolePolicyDocument"] == trust(arn("iot", f"rule/{name}"))
        objects = f"<ArchiveResourcesBucket.Arn>/messages/{name}/*"
        assert found.permissions(f"{name}ResourcesS3Role")[0] == allow("s3:PutObject", objects)


def test_a_rule_has_a_fixed_name_that_its_roles_can_name() -> None:
    found = made(lambda stack: rule(stack, rule_name=None))
    name = found.only("AWS::IoT::TopicRule")["RuleName"]
    assert isinstance(name, str)
    assert name.startswith("Stack_Rule_")
    assert found["RuleResourcesS3Role"]["AssumeRolePolicyDocument"] == trust(arn("iot", f"rule/{name}"))


def test_an_action_that_the_library_lacks_can_be_written_by_the_user() -> None:
    class Republish:
        def bind(self, source: RuleSource) -> Json:
            role = source.role_arn("Republish", [allow("iot:Publish", "arn:aws:iot:eu-central-1:111122223333:topic/x")])
            return {"Republish": {"Topic": "x", "RoleArn": role}}

    found = made(lambda stack: rule(stack, destinations=[Republish()]))
    actions = found.only("AWS::IoT::TopicRule")["TopicRulePayload"]["Actions"]
    assert actions == [{"Republish": {"Topic": "x", "RoleArn": "<RuleResourcesRepublishRole.Arn>"}}]
    assert found["RuleResourcesRepublishRole"]["AssumeRolePolicyDocument"] == trust(arn("iot", "rule/the_rule"))


def test_the_l1_is_there_for_what_is_not_offered() -> None:
    def build(stack: Stack) -> None:
        rule(stack).cfn_topic_rule.add_property_override("TopicRulePayload.Description", "Temperatures")

    found = made(build).only("AWS::IoT::TopicRule")
    assert found["TopicRulePayload"]["Description"] == "Temperatures"


@pytest.mark.parametrize("count", [0, 11])
def test_a_rule_has_one_to_ten_destinations(count: int) -> None:
    stack = Stack(App(), "Stack")
    archive = S3Destination(stack, "Archive")
    with pytest.raises(ValueError, match="^TopicRule") as refused:
        TopicRule(
            stack, "Rule", alarm_topic=sns.Topic(stack, "Alarms"), destinations=[archive] * count, topic=TEMPERATURE
        )
    assert str(refused.value) == f"TopicRule: {count} destinations; AWS IoT allows 1 to 10 for a rule"


@pytest.mark.parametrize("name", ["", "the-rule", "a b", "ü", "a" * 129, "x\n"])
def test_a_rule_name_that_aws_iot_refuses_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="^TopicRule") as refused:
        rule(Stack(App(), "Stack"), rule_name=name)
    assert str(refused.value) == f"TopicRule rule_name {name!r}: AWS IoT allows 1 to 128 of a-z A-Z 0-9 _"


@pytest.mark.parametrize(("select", "where"), [("", None), ("  ", None), ("*", ""), ("*", " ")])
def test_an_empty_part_of_sql_is_refused(select: str, where: str | None) -> None:
    with pytest.raises(ValueError, match="^TopicRule") as refused:
        rule(Stack(App(), "Stack"), select=select, where=where)
    assert str(refused.value) == (
        f"TopicRule: select={select!r}, where={where!r}: an empty part of SQL; leave it out for the default"
    )
