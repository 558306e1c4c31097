"""DeviceDefenderAudit: every check on, every day, and told; compared with sources that the library does not read."""

from collections import Counter
from typing import Any

import pytest
from aws_cdk import App, Environment, Stack
from aws_cdk import aws_iot as iot
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from support.expected import alarm, allow, allow_key, arn, query_alarm, trust
from support.schemas import schema
from support.templates import Made, made

from cdk_secure_iot import AuditCheck, DeviceDefenderAudit, NotificationTopic
from cdk_secure_iot._support.singletons import SingletonError

OF_CLOUDFORMATION = schema("AWS::IoT::AccountAuditConfiguration")["definitions"]["AuditCheckConfigurations"][
    "properties"
]
CRITICAL = [
    "AUTHENTICATED_COGNITO_ROLE_OVERLY_PERMISSIVE_CHECK",
    "CA_CERTIFICATE_KEY_QUALITY_CHECK",
    "DEVICE_CERTIFICATE_KEY_QUALITY_CHECK",
    "DEVICE_CERTIFICATE_SHARED_CHECK",
    "INTERMEDIATE_CA_REVOKED_FOR_ACTIVE_DEVICE_CERTIFICATES_CHECK",
    "IOT_POLICY_OVERLY_PERMISSIVE_CHECK",
    "IOT_ROLE_ALIAS_OVERLY_PERMISSIVE_CHECK",
    "REVOKED_CA_CERTIFICATE_STILL_ACTIVE_CHECK",
    "UNAUTHENTICATED_COGNITO_ROLE_OVERLY_PERMISSIVE_CHECK",
]
NOTIFICATION = query_alarm(
    topic="<Told>",
    description="Device Defender has audit findings and cannot publish them: see its role, topic and key.",
    query='SELECT SUM("MisconfiguredDeviceDefenderNotification") FROM "AWS/IoT"',
)
THRESHOLDS = {
    "DeviceCertificateAgeCheck": {"CertAgeThresholdInDays": "365"},
    "DeviceCertificateExpiringCheck": {"CertExpirationThresholdInDays": "30"},
}


def audit(stack: Stack, name: str = "Audit", **properties: Any) -> DeviceDefenderAudit:  # noqa: ANN401 -- see class
    return DeviceDefenderAudit(stack, name, notifications=NotificationTopic(stack, "Told"), **properties)


@pytest.fixture(scope="module")
def default() -> Made:
    return made(audit)


def test_no_check_of_the_account_is_left_out(default: Made) -> None:
    assert len(OF_CLOUDFORMATION) == 17
    assert default.only("AWS::IoT::AccountAuditConfiguration") == {
        "AccountId": "<AWS::AccountId>",
        "AuditCheckConfigurations": {
            name: {"Enabled": True} | ({"Configuration": THRESHOLDS[name]} if name in THRESHOLDS else {})
            for name in OF_CLOUDFORMATION
        },
        "AuditNotificationTargetConfigurations": {
            "Sns": {"Enabled": True, "RoleArn": "<AuditResourcesNotificationRole.Arn>", "TargetArn": "<Told>"}
        },
        "RoleArn": "<AuditResourcesAuditRole.Arn>",
    }


def test_every_check_runs_every_day_and_after_it_is_on(default: Made) -> None:
    names = {check.value.replace("_", "").lower(): check.value for check in AuditCheck}
    assert set(names) == {name.lower() for name in OF_CLOUDFORMATION}
    assert default.resources["AuditResourcesSchedule"] == {
        "Type": "AWS::IoT::ScheduledAudit",
        "Properties": {"Frequency": "DAILY", "TargetCheckNames": sorted(names.values())},
        "DependsOn": ["AuditResourcesConfiguration"],
    }


def test_the_checks_are_those_of_the_cdk() -> None:
    known = iot.CfnAccountAuditConfiguration.AuditCheckConfigurationsProperty.__init__.__annotations__
    spelled = {name.replace("_", "") for name in known if name.endswith("_check")}
    assert {check.value.replace("_", "").lower() for check in AuditCheck} == spelled


def test_another_accounts_audit_cannot_use_the_roles(default: Made) -> None:
    assert default["AuditResourcesAuditRole"] == {
        "AssumeRolePolicyDocument": trust(arn("iot", "*")),
        "Description": "Lets Device Defender read the account's AWS IoT, IAM and Cognito settings for its audit",
        "ManagedPolicyArns": ["arn:<AWS::Partition>:iam::aws:policy/service-role/AWSIoTDeviceDefenderAudit"],
    }
    assert default["AuditResourcesNotificationRole"] == {
        "AssumeRolePolicyDocument": trust(arn("iot", "*")),
        "Description": "Lets Device Defender publish audit findings to one topic, and nothing else",
        "ManagedPolicyArns": ["<AuditResourcesNotificationRolePermissions>"],
    }


def test_findings_are_not_dropped_at_the_encrypted_topic(default: Made) -> None:
    assert default.permissions("AuditResourcesNotificationRole") == [
        allow("sns:Publish", "<Told>"),
        allow_key("<ToldKey.Arn>", "sns", "kms:Decrypt", "kms:GenerateDataKey"),
    ]


def test_a_critical_finding_and_an_audit_that_stopped_wake_somebody(default: Made) -> None:
    def of_schedule(check: str) -> dict[str, str]:
        return {"ScheduledAuditName": "<AuditResourcesSchedule>", "CheckName": check}

    day = 86_400
    critical = [
        alarm(
            topic="<Told>",
            description=f"The audit found something critical: {check}. Its notification names the resource.",
            namespace="AWS/IoT",
            metric="NonCompliantResources",
            dimensions=of_schedule(check),
            statistic="Maximum",
            period=day,
        )
        for check in CRITICAL
    ]
    silent = alarm(
        topic="<Told>",
        description="No audit has run for two days: the check of the logging settings looks at one resource every day.",
        namespace="AWS/IoT",
        metric="ResourcesEvaluated",
        dimensions=of_schedule("LOGGING_DISABLED_CHECK"),
        comparison="LessThanThreshold",
        period=day,
        datapoints=2,
        periods=2,
        missing="breaching",
    )
    found = list(default.of("AWS::CloudWatch::Alarm").values())
    assert sorted(found, key=str) == sorted([NOTIFICATION, silent, *critical], key=str)


def test_the_severities_are_those_of_the_pages_of_aws() -> None:
    assert sorted(check.value for check in AuditCheck if check.severity == "Critical") == CRITICAL
    assert Counter(check.severity for check in AuditCheck) == {"Critical": 9, "High": 1, "Medium": 5, "Low": 2}


def test_a_check_is_its_name_in_the_api_and_knows_its_name_in_cloudformation() -> None:
    assert str(AuditCheck.CONFLICTING_CLIENT_IDS) == "CONFLICTING_CLIENT_IDS_CHECK"
    assert sorted(check.cfn_name for check in AuditCheck) == sorted(OF_CLOUDFORMATION)


def test_a_check_that_is_left_out_is_not_scheduled_and_not_waited_for_and_can_be_left_out_later() -> None:
    # AWS refuses to disable a check that a schedule names, and CloudFormation updates the configuration first.
    found = made(lambda stack: audit(stack, checks=[AuditCheck.CONFLICTING_CLIENT_IDS] * 2))
    enabled = found.only("AWS::IoT::AccountAuditConfiguration")["AuditCheckConfigurations"]
    assert {name: each["Enabled"] for name, each in enabled.items()} == dict.fromkeys(OF_CLOUDFORMATION, True)
    assert found.only("AWS::IoT::ScheduledAudit")["TargetCheckNames"] == ["CONFLICTING_CLIENT_IDS_CHECK"]
    assert list(found.of("AWS::CloudWatch::Alarm").values()) == [NOTIFICATION]


@pytest.mark.parametrize(
    "schedule",
    [
        {"frequency": "WEEKLY", "day_of_week": "SUN"},
        {"frequency": "BIWEEKLY", "day_of_week": "SAT"},
        {"frequency": "MONTHLY", "day_of_month": "LAST"},
    ],
    ids=lambda schedule: str(schedule["frequency"]),
)
def test_a_rarer_audit_has_its_day_and_no_alarm_that_cannot_look_back_so_far(schedule: dict[str, str]) -> None:
    found = made(lambda stack: audit(stack, **schedule))
    properties = found.only("AWS::IoT::ScheduledAudit")
    assert len(properties.pop("TargetCheckNames")) == 17
    names = {"frequency": "Frequency", "day_of_week": "DayOfWeek", "day_of_month": "DayOfMonth"}
    assert properties == {names[name]: value for name, value in schedule.items()}
    alarms = found.of("AWS::CloudWatch::Alarm")
    assert len(alarms) == 10
    assert {each.get("MetricName") for each in alarms.values()} == {None, "NonCompliantResources"}


@pytest.mark.parametrize("checks", [["LOGGING_DISABLED_CHECK"], [AuditCheck.LOGGING_DISABLED]])
def test_a_check_can_be_named_as_aws_names_it(checks: list[Any]) -> None:
    found = made(lambda stack: audit(stack, checks=checks))
    assert found.only("AWS::IoT::ScheduledAudit")["TargetCheckNames"] == ["LOGGING_DISABLED_CHECK"]


def test_a_check_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="'NO_SUCH_CHECK' is not one of AUTHENTICATED_COGNITO_ROLE"):
        audit(Stack(App(), "Stack"), checks=["NO_SUCH_CHECK"])


def test_any_topic_can_be_told_with_its_key() -> None:
    def build(stack: Stack) -> None:
        central = sns.Topic.from_topic_arn(stack, "Central", "arn:aws:sns:eu-central-1:111122223333:security")
        key = kms.Key.from_key_arn(stack, "Key", "arn:aws:kms:eu-central-1:111122223333:key/k")
        DeviceDefenderAudit(stack, "Audit", notifications=central, notifications_key=key)

    assert made(build).permissions("AuditResourcesNotificationRole") == [
        allow("sns:Publish", "arn:aws:sns:eu-central-1:111122223333:security"),
        allow_key("arn:aws:kms:eu-central-1:111122223333:key/k", "sns", "kms:Decrypt", "kms:GenerateDataKey"),
    ]


def test_the_ages_of_certificates_can_be_chosen() -> None:
    found = made(lambda stack: audit(stack, certificate_age_days=3652, certificate_expiry_days=60))
    checks = found.only("AWS::IoT::AccountAuditConfiguration")["AuditCheckConfigurations"]
    assert checks["DeviceCertificateAgeCheck"]["Configuration"] == {"CertAgeThresholdInDays": "3652"}
    assert checks["DeviceCertificateExpiringCheck"]["Configuration"] == {"CertExpirationThresholdInDays": "60"}


WEEKLY_ONLY = "give SUN to SAT with WEEKLY and BIWEEKLY only"
MONTHLY_ONLY = "give 1 to 31 or LAST with MONTHLY only"


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ({"checks": []}, "DeviceDefenderAudit: no checks; leave `checks` out for all of them"),
        ({"frequency": "HOURLY"}, "DeviceDefenderAudit frequency 'HOURLY': one of DAILY, WEEKLY, BIWEEKLY, MONTHLY"),
        ({"frequency": "WEEKLY"}, f"DeviceDefenderAudit day_of_week=None with WEEKLY: {WEEKLY_ONLY}"),
        ({"day_of_week": "SUN"}, f"DeviceDefenderAudit day_of_week='SUN' with DAILY: {WEEKLY_ONLY}"),
        (
            {"frequency": "WEEKLY", "day_of_week": "SUNDAY"},
            f"DeviceDefenderAudit day_of_week='SUNDAY' with WEEKLY: {WEEKLY_ONLY}",
        ),
        ({"frequency": "MONTHLY"}, f"DeviceDefenderAudit day_of_month=None with MONTHLY: {MONTHLY_ONLY}"),
        ({"day_of_month": "1"}, f"DeviceDefenderAudit day_of_month='1' with DAILY: {MONTHLY_ONLY}"),
        (
            {"frequency": "MONTHLY", "day_of_month": "32"},
            f"DeviceDefenderAudit day_of_month='32' with MONTHLY: {MONTHLY_ONLY}",
        ),
        ({"certificate_age_days": 29}, "DeviceDefenderAudit certificate_age_days=29: AWS allows 30 to 3652"),
        ({"certificate_expiry_days": 3653}, "DeviceDefenderAudit certificate_expiry_days=3653: AWS allows 30 to 3652"),
    ],
)
def test_an_audit_that_would_not_run_is_refused(properties: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match="^DeviceDefenderAudit") as refused:
        audit(Stack(App(), "Stack"), **properties)
    assert str(refused.value) == message


def test_a_second_one_would_overwrite_the_first_in_silence_and_is_refused() -> None:
    app = App()
    env = Environment(account="111122223333", region="eu-west-1")
    audit(Stack(app, "One", env=env))
    with pytest.raises(SingletonError) as refused:
        audit(Stack(app, "Two", env=env))
    assert str(refused.value) == (
        "the Device Defender audit configuration exists once per account and region, and 'One/Audit' makes it for "
        "aws://111122223333/eu-west-1 already. Remove 'Two/Audit', or give the two stacks different environments"
    )
    audit(Stack(app, "Three", env=Environment(account="111122223333", region="us-east-1")))


def test_the_l1s_are_there_for_what_is_not_offered() -> None:
    def build(stack: Stack) -> None:
        here = audit(stack)
        here.cfn_scheduled_audit.add_property_override("ScheduledAuditName", "nightly")
        here.cfn_account_audit_configuration.add_property_override("AccountId", "111122223333")

    found = made(build)
    assert found.only("AWS::IoT::ScheduledAudit")["ScheduledAuditName"] == "nightly"
    assert found.only("AWS::IoT::AccountAuditConfiguration")["AccountId"] == "111122223333"
