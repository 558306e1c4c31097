"""Messages about an account's posture state the fact, the value found and what to do next."""

from typing import Any

import pytest

from iot_posture.analysis import Finding, analyse
from iot_posture.checks import CHECKS
from iot_posture.template import Template


def said(check: str, **resources: dict[str, Any]) -> Finding:
    found = analyse([Template.from_dict({"Resources": resources}, file="a.json")], CHECKS)
    (finding,) = [item for item in found if item.check_id == check]
    return finding


LOGGING = {"Type": "AWS::IoT::Logging", "Properties": {"DefaultLogLevel": "ERROR", "RoleArn": "r"}}
ENCRYPTION = {"Type": "AWS::IoT::EncryptionConfiguration", "Properties": {"EncryptionType": "AWS_OWNED_KMS_KEY"}}
CLAIM = {"Type": "AWS::IoT::Certificate", "Properties": {"Status": "ACTIVE"}}


def test_missing_logging_is_an_info_and_says_what_it_is_missed_by() -> None:
    found = said("IOT501", Encryption=ENCRYPTION, Claim=CLAIM)
    assert (found.resource, found.severity, found.device_defender) == ("Claim", "info", None)
    assert found.message == (
        "This app serves devices, with AWS::IoT::Certificate Claim, and no template of it declares AWS::IoT::Logging."
    )
    assert found.fix == "Declare it, or acknowledge this with the name of the app that does."


def test_a_missing_audit_says_what_the_app_declares() -> None:
    found = said("IOT504", Logging=LOGGING, Claim=CLAIM)
    assert (found.resource, found.severity) == ("Claim", "info")
    assert found.message == (
        "This app serves devices, with AWS::IoT::Certificate Claim, and no template of it declares "
        "AWS::IoT::AccountAuditConfiguration."
    )


def test_a_notification_role_is_told_the_right_that_it_lacks() -> None:
    sns = {"Enabled": True, "TargetArn": {"Ref": "Topic"}, "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]}}
    trust = {
        "Statement": {"Effect": "Allow", "Principal": {"Service": "iot.amazonaws.com"}, "Action": "sts:AssumeRole"}
    }
    found = said(
        "IOT505",
        Audit={
            "Type": "AWS::IoT::AccountAuditConfiguration",
            "Properties": {"AuditNotificationTargetConfigurations": {"Sns": sns}},
        },
        Role={"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust}},
        Topic={"Type": "AWS::SNS::Topic"},
    )
    assert (
        found.message
        == "The role Role does not allow sns:Publish to <Topic>, so audit notifications are not delivered."
    )
    assert found.fix == "Let the role allow sns:Publish to <Topic>."


@pytest.mark.parametrize(
    ("kind", "message", "fix"),
    [
        (
            "AWS::IoTAnalytics::Channel",
            "AWS IoT Analytics ended on 2025-12-15.",
            "Use instead: a topic rule to Kinesis Data Streams or Amazon Data Firehose, with S3, Glue and Athena behind it.",
        ),
        (
            "AWS::IoTFleetHub::Application",
            "Fleet Hub for AWS IoT Device Management ended on 2025-10-18.",
            "Take it out: AWS names nothing in its place.",
        ),
        (
            "AWS::IoT::CustomMetric",
            "AWS IoT Device Defender Detect is closed to new customers since 2026-08-31: other accounts cannot make this.",
            "Use instead: lifecycle events, AWS IoT logs and CloudWatch alarms. "
            "Acknowledge IOT511 where the account has used it before.",
        ),
    ],
)
def test_a_service_that_ended_says_when_and_what_stands_in_its_place(kind: str, message: str, fix: str) -> None:
    found = said("IOT511", Old={"Type": kind})
    assert (found.message, found.fix) == (message, fix)


def test_a_second_setting_of_the_account_names_the_first() -> None:
    found = said("IOT512", One=LOGGING, Two=LOGGING)
    assert found.resource == "Two"
    assert found.message == "An account has one logging configuration in a Region, and One declares it already."


def test_a_resource_without_tags_names_one_that_has_some() -> None:
    tags = [{"Key": "Owner", "Value": "fleet"}]
    topic = {"Type": "AWS::SNS::Topic", "Properties": {"Tags": tags}}
    found = said("IOT513", Topic=topic, Group={"Type": "AWS::IoT::ThingGroup"})
    assert (
        found.message
        == "This AWS::IoT::ThingGroup has no tags, and AWS::SNS::Topic Topic of the same template has Owner."
    )
