"""AccountLogging: the whole log group, role, setting and alarm, and that there is one of them."""

from typing import Any, get_args

import pytest
from aws_cdk import App, Environment, RemovalPolicy, Stack, Stage
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from support.expected import ADMINISTER, USE_KEY, alarm, allow, allow_key, arn, document, trust
from support.schemas import schema
from support.templates import Made, made

from cdk_secure_iot import AccountLogging
from cdk_secure_iot._support.singletons import SingletonError
from cdk_secure_iot.detection.account_logging import RETENTION_DAYS, LogLevel

WRITE = allow(
    [
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "logs:PutMetricFilter",
        "logs:PutRetentionPolicy",
    ],
    arn("logs", "log-group:AWSIotLogsV2:*"),
)
ENCRYPT = (
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)


def logging(stack: Stack, name: str = "Logging", **properties: Any) -> AccountLogging:  # noqa: ANN401 -- see class
    return AccountLogging(stack, name, alarm_topic=sns.Topic(stack, f"{name}Alarms"), **properties)


@pytest.fixture(scope="module")
def default() -> Made:
    return made(logging)


def test_logs_cannot_be_read_without_the_key_and_are_kept_for_a_year(default: Made) -> None:
    assert default.resources["LoggingResourcesLogGroup"] == {
        "Type": "AWS::Logs::LogGroup",
        "Properties": {"KmsKeyId": "<LoggingKey.Arn>", "LogGroupName": "AWSIotLogsV2", "RetentionInDays": 365},
        # A first deployment that fails must not leave the group behind: it has a fixed name, and the next would fail on it.
        "DeletionPolicy": "RetainExceptOnCreate",
        "UpdateReplacePolicy": "Retain",
    }
    assert default["LoggingKey"]["KeyPolicy"] == document(ADMINISTER, *USE_KEY["logs"])
    assert default.resources["LoggingKey"]["DeletionPolicy"] == "RetainExceptOnCreate"


def test_aws_iot_does_not_make_the_log_group_before_us_without_a_key(default: Made) -> None:
    assert default.resources["LoggingResourcesLogging"] == {
        "Type": "AWS::IoT::Logging",
        "Properties": {
            "AccountId": "<AWS::AccountId>",
            "DefaultLogLevel": "INFO",
            "RoleArn": "<LoggingResourcesRole.Arn>",
        },
        "DependsOn": ["LoggingResourcesLogGroup"],
    }


def test_the_role_for_logs_reaches_no_other_log_and_serves_no_other_account(default: Made) -> None:
    assert default["LoggingResourcesRole"] == {
        "AssumeRolePolicyDocument": trust(None),
        "Description": "Lets AWS IoT write its log to AWSIotLogsV2, and nothing else",
        "ManagedPolicyArns": ["<LoggingResourcesRolePermissions>"],
    }
    assert default.permissions("LoggingResourcesRole") == [WRITE, allow_key("<LoggingKey.Arn>", "logs", *ENCRYPT)]


def test_an_attacker_who_silences_the_log_is_heard(default: Made) -> None:
    assert default.of("AWS::CloudWatch::Alarm") == {
        "LoggingResourcesSilentLogAlarm": alarm(
            topic="<LoggingAlarms>",
            description="AWS IoT cannot write to its log group AWSIotLogsV2: what happens now will not be known later.",
            namespace="AWS/IoT",
            metric="CloudwatchLogs:PutLogEventsFailed",
            dimensions={"LogGroup": "AWSIotLogsV2"},
        )
    }


def test_level_retention_and_removal_can_be_chosen() -> None:
    found = made(lambda stack: logging(stack, level="ERROR", retention_days=3653, removal_policy=RemovalPolicy.DESTROY))
    assert found["LoggingResourcesLogging"]["DefaultLogLevel"] == "ERROR"
    assert found["LoggingResourcesLogGroup"]["RetentionInDays"] == 3653
    removed = {found.resources[name]["DeletionPolicy"] for name in ("LoggingResourcesLogGroup", "LoggingKey")}
    assert removed == {"Delete"}


def test_a_log_group_that_exists_is_adopted_and_not_made_again() -> None:
    def build(stack: Stack) -> None:
        logging(stack, existing_log_group=True)

    found = made(build)
    assert found.of("AWS::Logs::LogGroup") == found.of("AWS::KMS::Key") == {}
    assert "DependsOn" not in found.resources["LoggingResourcesLogging"]
    assert found.permissions("LoggingResourcesRole") == [WRITE]


def test_the_key_of_an_adopted_log_group_is_opened_to_the_role() -> None:
    def build(stack: Stack) -> None:
        logging(stack, existing_log_group=True, encryption_key=kms.Key(stack, "Mine"))

    found = made(build)
    assert found.permissions("LoggingResourcesRole") == [WRITE, allow_key("<Mine.Arn>", "logs", *ENCRYPT)]
    assert found["Mine"]["KeyPolicy"]["Statement"][1:] == USE_KEY["logs"]


def test_a_second_one_would_overwrite_the_first_in_silence_and_is_refused() -> None:
    app = App()
    logging(Stack(app, "One"))
    with pytest.raises(SingletonError) as refused:
        logging(Stack(app, "Two"), "Again")
    assert str(refused.value) == (
        "AWS IoT logging exists once per account and region, and 'One/Logging' makes it for "
        "aws://unknown-account/unknown-region already. Remove 'Two/Again', or give the two stacks different environments"
    )


def test_each_region_account_and_stage_has_one_of_its_own() -> None:
    app = App()
    for number, (account, region) in enumerate(
        [("1" * 12, "eu-west-1"), ("1" * 12, "us-east-1"), ("2" * 12, "eu-west-1")]
    ):
        logging(Stack(app, f"Stack{number}", env=Environment(account=account, region=region)))
    for name in ("Test", "Production"):
        logging(Stack(Stage(app, name), "Stack"))  # where a stage goes is not known here, so they may go apart
    logging(Stack(App(), "Stack"))


def test_two_stages_that_go_to_one_place_would_overwrite_one_another() -> None:
    app = App()
    place = Environment(account="1" * 12, region="eu-west-1")
    logging(Stack(Stage(app, "Test"), "Stack", env=place))
    with pytest.raises(SingletonError, match="'Test/Stack/Logging' makes it for aws://111111111111/eu-west-1 already"):
        logging(Stack(Stage(app, "Production"), "Stack", env=place))


def test_a_level_that_shows_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="^AccountLogging") as refused:
        logging(Stack(App(), "Stack"), level="DISABLED")
    assert str(refused.value) == "AccountLogging level 'DISABLED': one of DEBUG, INFO, WARN, ERROR"


@pytest.mark.parametrize("days", [0, -1, 2, 366])
def test_a_retention_that_cloudwatch_refuses_is_refused(days: int) -> None:
    with pytest.raises(ValueError, match="^AccountLogging") as refused:
        logging(Stack(App(), "Stack"), retention_days=days)
    assert str(refused.value) == (
        f"AccountLogging retention_days={days}: CloudWatch Logs allows 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, "
        "545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653"
    )


def test_the_retentions_are_those_of_cloudformation_and_of_the_cdk() -> None:
    assert list(RETENTION_DAYS) == sorted(schema("AWS::Logs::LogGroup")["properties"]["RetentionInDays"]["enum"])
    assert len(RETENTION_DAYS) == len(set(logs.RetentionDays.__members__) - {"INFINITE"})


def test_the_levels_are_those_of_cloudformation_without_the_one_that_logs_nothing() -> None:
    levels = schema("AWS::IoT::Logging")["properties"]["DefaultLogLevel"]["enum"]
    assert sorted(get_args(LogLevel)) == sorted(set(levels) - {"DISABLED"})


def test_a_role_that_aws_iot_is_refused_can_be_opened_with_a_reason() -> None:
    found = made(lambda stack: logging(stack, trust_any_account_because="AWS IoT is refused the role"))
    assert found["LoggingResourcesRole"]["AssumeRolePolicyDocument"]["Statement"] == [
        {"Effect": "Allow", "Principal": {"Service": "iot.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ]
    with pytest.raises(ValueError, match="trust_any_account_because=' ': say why"):
        logging(Stack(App(), "Stack"), trust_any_account_because=" ")
