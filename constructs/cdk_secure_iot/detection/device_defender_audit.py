"""DeviceDefenderAudit: every audit check of the account on, run on a schedule, its findings told."""

from collections.abc import Sequence
from typing import Literal, get_args

from aws_cdk import aws_iot as iot
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from constructs import Construct

from cdk_secure_iot._support.acknowledge import acknowledge
from cdk_secure_iot._support.alarms import DAYS, add_alarm, add_query_alarm
from cdk_secure_iot._support.arns import arn, arn_of_topic, managed_policy_arn
from cdk_secure_iot._support.expect import expect_each
from cdk_secure_iot._support.fragment import Fragment, att, ref
from cdk_secure_iot._support.roles import add_service_role
from cdk_secure_iot._support.singletons import claim_singleton
from cdk_secure_iot.detection.audit_checks import AuditCheck
from cdk_secure_iot.detection.notification_topic import publish_permissions

AuditFrequency = Literal["DAILY", "WEEKLY", "BIWEEKLY", "MONTHLY"]
DAYS_OF_WEEK = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
DAYS_OF_MONTH = (*map(str, range(1, 32)), "LAST")
THRESHOLD_DAYS = range(30, 3653)
_MANAGED = "service-role/AWSIoTDeviceDefenderAudit"
_KNOWN = {check.value: check for check in AuditCheck}
_WHY_MANAGED = (
    "AWS keeps this read-only policy in step with the checks of the audit; a copy would miss the rights of new checks, and the "
    "audit would then pass what it could not read."
)


class DeviceDefenderAudit(Construct):
    """The account's audit by AWS IoT Device Defender: which checks run, how often, and who hears of findings.

    There is one audit configuration per account and region. A second one in the app is refused.

    Secure defaults:
        * All 17 checks are on, the three that other libraries miss and the age of certificates among them.
        * They run every day. An alarm tells when a critical check finds something, and another when no audit has run.
        * Findings go to an encrypted topic. The notification role has the rights on the topic *and* on its key; an alarm
          tells when AWS IoT cannot notify all the same.
        * AWS IoT may assume the roles only for this account.

    Relaxing:
        * `checks` names those that shall run, by `AuditCheck` or by AWS's name. The others stay enabled and are not
          scheduled: AWS refuses to disable a check that a schedule still names.
        * `notifications` is any topic; where it is not a `NotificationTopic` and encrypted, give its key as
          `notifications_key`, which must let in the account's roles and alarms.
        * `frequency` WEEKLY, BIWEEKLY (with `day_of_week`) or MONTHLY (with `day_of_month`) audits less often.
        * `certificate_age_days` and `certificate_expiry_days` (30 to 3,652) are the thresholds of those two checks.

    Limits:
        Deployment fails where the account has an audit configuration already, made outside CloudFormation: import it into the
        stack (`cdk import`), or delete it first (`aws iot delete-account-audit-configuration`). The alarm on missing audits
        rings for the first two days, until two audits have run.

    Raises:
        SingletonError: the app has a DeviceDefenderAudit for this account and region.
        ValueError: no check, a threshold out of range, or a day that does not fit the frequency.

    Example:
        >>> from aws_cdk import App, Stack
        >>> from cdk_secure_iot import NotificationTopic
        >>> stack = Stack(App(), "Stack")
        >>> audit = DeviceDefenderAudit(stack, "Audit", notifications=NotificationTopic(stack, "Findings"))
        >>> len(audit.checks)
        17

    Source: https://docs.aws.amazon.com/iot-device-defender/latest/devguide/device-defender-audit.html
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 -- the CDK's own name for it
        *,
        notifications: sns.ITopic,
        notifications_key: kms.IKey | None = None,
        checks: Sequence[AuditCheck] = tuple(AuditCheck),
        frequency: AuditFrequency = "DAILY",
        day_of_week: str | None = None,
        day_of_month: str | None = None,
        certificate_age_days: int = 365,
        certificate_expiry_days: int = 30,
    ) -> None:
        expect_each("DeviceDefenderAudit checks", checks, str, "a list such as [AuditCheck.LOGGING_DISABLED]")
        if not checks:
            raise ValueError("DeviceDefenderAudit: no checks; leave `checks` out for all of them")
        if unknown := [check for check in checks if check not in _KNOWN]:
            raise ValueError(f"DeviceDefenderAudit checks: {unknown[0]!r} is not one of {', '.join(_KNOWN)}")
        _check_days(frequency, day_of_week, day_of_month)
        for name, days in (("age", certificate_age_days), ("expiry", certificate_expiry_days)):
            if days not in THRESHOLD_DAYS:
                raise ValueError(f"DeviceDefenderAudit certificate_{name}_days={days}: AWS allows 30 to 3652")
        super().__init__(scope, id)
        claim_singleton(self, "the Device Defender audit configuration")
        self.checks = tuple(sorted({_KNOWN[check] for check in checks}))
        """The checks that run."""
        self._notifications = notifications
        self._notifications_key = notifications_key
        self._fragment = Fragment()
        self._add_roles()
        self._add_configuration(certificate_age_days, certificate_expiry_days)
        schedule = {
            "DayOfMonth": day_of_month,
            "DayOfWeek": day_of_week,
            "Frequency": frequency,
            "TargetCheckNames": [check.value for check in self.checks],
        }
        # AWS refuses a schedule of checks that the account's configuration does not have on.
        self._fragment.add("Schedule", "AWS::IoT::ScheduledAudit", schedule, depends_on=["Configuration"])
        self._add_alarms(daily=frequency == "DAILY")
        self._fragment.make(self)
        acknowledge(
            self,
            {f"AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/{_MANAGED}]": _WHY_MANAGED},
        )

    @property
    def cfn_account_audit_configuration(self) -> iot.CfnAccountAuditConfiguration:
        """The L1 of the account's audit configuration, for what this construct does not offer."""
        return self._fragment.l1("Configuration", iot.CfnAccountAuditConfiguration)

    @property
    def cfn_scheduled_audit(self) -> iot.CfnScheduledAudit:
        """The L1 of the schedule, for what this construct does not offer."""
        return self._fragment.l1("Schedule", iot.CfnScheduledAudit)

    def _add_roles(self) -> None:
        add_service_role(
            self._fragment,
            "AuditRole",
            description="Lets Device Defender read the account's AWS IoT, IAM and Cognito settings for its audit",
            source_arn=arn("iot", "*"),
            managed_policies=[managed_policy_arn(_MANAGED)],
        )
        add_service_role(
            self._fragment,
            "NotificationRole",
            description="Lets Device Defender publish audit findings to one topic, and nothing else",
            source_arn=arn("iot", "*"),
            statements=publish_permissions(self._notifications, self._notifications_key),
        )

    def _add_configuration(self, age_days: int, expiry_days: int) -> None:
        checks: dict[str, dict[str, object]] = {check.cfn_name: {"Enabled": True} for check in AuditCheck}
        checks[AuditCheck.DEVICE_CERTIFICATE_AGE.cfn_name]["Configuration"] = {"CertAgeThresholdInDays": str(age_days)}
        checks[AuditCheck.DEVICE_CERTIFICATE_EXPIRING.cfn_name]["Configuration"] = {
            "CertExpirationThresholdInDays": str(expiry_days)
        }
        sns = {"Enabled": True, "RoleArn": att("NotificationRole"), "TargetArn": arn_of_topic(self._notifications)}
        configuration = {
            "AccountId": ref("AWS::AccountId"),
            "AuditCheckConfigurations": checks,
            "AuditNotificationTargetConfigurations": {"Sns": sns},
            "RoleArn": att("AuditRole"),
        }
        self._fragment.add("Configuration", "AWS::IoT::AccountAuditConfiguration", configuration)

    def _add_alarms(self, *, daily: bool) -> None:
        topic_arn = arn_of_topic(self._notifications)
        add_query_alarm(
            self._fragment,
            "NotificationAlarm",
            description="Device Defender has audit findings and cannot publish them: see its role, topic and key.",
            metric="MisconfiguredDeviceDefenderNotification",
            topic_arn=topic_arn,
        )
        for check in self.checks:
            if check.severity == "Critical":
                add_alarm(
                    self._fragment,
                    f"{check.cfn_name}Alarm",
                    description=f"The audit found something critical: {check.value}. Its notification names the resource.",
                    dimensions={"ScheduledAuditName": ref("Schedule"), "CheckName": check.value},
                    metric="NonCompliantResources",
                    period=DAYS,
                    statistic="Maximum",
                    topic_arn=topic_arn,
                )
        # CloudWatch looks back over a week at the most: it cannot tell a weekly audit from none.
        if daily and AuditCheck.LOGGING_DISABLED in self.checks:
            add_alarm(
                self._fragment,
                "SilentAuditAlarm",
                comparison="LessThanThreshold",
                datapoints=(2, 2),
                description="No audit has run for two days: the check of the logging settings looks at one resource every day.",
                dimensions={"ScheduledAuditName": ref("Schedule"), "CheckName": AuditCheck.LOGGING_DISABLED.value},
                metric="ResourcesEvaluated",
                missing="breaching",
                period=DAYS,
                topic_arn=topic_arn,
            )


def _check_days(frequency: str, day_of_week: str | None, day_of_month: str | None) -> None:
    if frequency not in get_args(AuditFrequency):
        raise ValueError(f"DeviceDefenderAudit frequency {frequency!r}: one of {', '.join(get_args(AuditFrequency))}")
    if day_of_week not in (DAYS_OF_WEEK if frequency in {"WEEKLY", "BIWEEKLY"} else (None,)):
        raise ValueError(
            f"DeviceDefenderAudit day_of_week={day_of_week!r} with {frequency}: give SUN to SAT with WEEKLY and BIWEEKLY only"
        )
    if day_of_month not in (DAYS_OF_MONTH if frequency == "MONTHLY" else (None,)):
        raise ValueError(
            f"DeviceDefenderAudit day_of_month={day_of_month!r} with {frequency}: give 1 to 31 or LAST with MONTHLY only"
        )
