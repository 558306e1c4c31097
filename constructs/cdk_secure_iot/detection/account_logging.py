"""AccountLogging: AWS IoT's own log, encrypted, kept for a chosen time, and watched."""

from typing import Literal, get_args

from aws_cdk import RemovalPolicy
from aws_cdk import aws_iot as iot
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from constructs import Construct

from cdk_secure_iot._support.acknowledge import acknowledge, acknowledge_wildcards
from cdk_secure_iot._support.alarms import add_alarm
from cdk_secure_iot._support.arns import arn, arn_of_key, arn_of_topic
from cdk_secure_iot._support.fragment import Fragment, att, ref
from cdk_secure_iot._support.roles import add_service_role, allow
from cdk_secure_iot._support.singletons import claim_singleton
from cdk_secure_iot.encryption import READ_AND_WRITE, key_permission, use_key

LOG_GROUP = "AWSIotLogsV2"
"""The one log group that AWS IoT writes to. docs.aws.amazon.com/iot/latest/developerguide/cloud-watch-logs.html"""

RETENTION_DAYS = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
"""What CloudWatch Logs allows. Source: API reference, PutRetentionPolicy, read 2026-11-22."""

_WRITE = [
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "logs:PutMetricFilter",
    "logs:PutRetentionPolicy",
]

LogLevel = Literal["DEBUG", "INFO", "WARN", "ERROR"]
"""How much is logged; each level holds those behind it. DISABLED is not offered: an audit check fails on it."""


class AccountLogging(Construct):
    """AWS IoT's log of the account and region: who connected, what was refused, which rule failed.

    There is one such setting per account and region. A second one in the app is refused.

    Secure defaults:
        * The log group is made before AWS IoT makes it, so that it has a customer-managed key and a retention: left alone,
          AWS IoT makes it without a key, and keeps logs for 30 days.
        * Kept 365 days, and when the stack goes (RETAIN).
        * The role may write to this one log group, and nothing else; the AWS-managed policy allows it on every log group.
        * Level INFO, in which refused connections and requests are seen.

    Relaxing:
        * `level`: ERROR costs less and does not show who connected; DEBUG holds the most.
        * `existing_log_group=True` adopts the group AWSIotLogsV2 that is there where AWS IoT has logged before, or where a
          stack with this construct was deleted. Its key and retention are then its own; where its key is customer-managed,
          give it as `encryption_key`: the role needs it.
        * `retention_days`, `encryption_key`, `removal_policy`.

    Limits:
        Deployment fails where the account has logging configured already, outside CloudFormation: import that into the stack
        (`cdk import`), or switch it off first (`aws iot set-v2-logging-options --disable-all-logs`).
        AWS documents no condition for the trust of this role. It demands `aws:SourceAccount`, which no page forbids and nobody
        has shown to work; where AWS IoT is refused the role, `trust_any_account_because="..."` drops the demand.

    Raises:
        SingletonError: the app has an AccountLogging for this account and region.
        ValueError: a level or a retention that AWS does not offer.

    Example:
        >>> from aws_cdk import App, Stack, aws_sns as sns
        >>> stack = Stack(App(), "Stack")
        >>> logging = AccountLogging(stack, "Logging", alarm_topic=sns.Topic(stack, "Alarms"), level="WARN")
        >>> logging.cfn_logging.default_log_level
        'WARN'

    Source: https://docs.aws.amazon.com/iot/latest/developerguide/configure-logging.html
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 -- the CDK's own name for it
        *,
        alarm_topic: sns.ITopic,
        level: LogLevel = "INFO",
        retention_days: int = 365,
        existing_log_group: bool = False,
        trust_any_account_because: str | None = None,
        encryption_key: kms.IKey | None = None,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    ) -> None:
        if level not in get_args(LogLevel):
            raise ValueError(f"AccountLogging level {level!r}: one of {', '.join(get_args(LogLevel))}")
        if trust_any_account_because is not None and not trust_any_account_because.strip():
            raise ValueError(
                f"AccountLogging trust_any_account_because={trust_any_account_because!r}: say why, such as "
                "'AWS IoT is refused the role'"
            )
        if retention_days not in RETENTION_DAYS:
            allowed = ", ".join(map(str, RETENTION_DAYS))
            raise ValueError(f"AccountLogging retention_days={retention_days}: CloudWatch Logs allows {allowed}")
        super().__init__(scope, id)
        claim_singleton(self, "AWS IoT logging")
        self.encryption_key: kms.IKey | None = encryption_key
        """The key of the logs; None only for an existing log group for which no key is given."""
        if not existing_log_group or encryption_key is not None:
            self.encryption_key = use_key(
                self,
                encryption_key,
                description="Logs of AWS IoT",
                services=["logs"],
                removal_policy=removal_policy,
            )
        self._confined = trust_any_account_because is None
        self._fragment = self._resources(not existing_log_group, level, retention_days, removal_policy)
        add_alarm(
            self._fragment,
            "SilentLogAlarm",
            description=f"AWS IoT cannot write to its log group {LOG_GROUP}: what happens now will not be known later.",
            dimensions={"LogGroup": LOG_GROUP},
            metric="CloudwatchLogs:PutLogEventsFailed",
            topic_arn=arn_of_topic(alarm_topic),
        )
        self._fragment.make(self)
        streams = "AWS IoT names the log streams itself, so that only their one log group can be named."
        acknowledge_wildcards(self, {_streams(): streams})
        if trust_any_account_because is not None:
            acknowledge(self, {"IotSecurityChecks::IOT301": trust_any_account_because})

    @property
    def cfn_logging(self) -> iot.CfnLogging:
        """The L1, for what this construct does not offer."""
        return self._fragment.l1("Logging", iot.CfnLogging)

    def _resources(
        self, make_group: bool, level: LogLevel, retention_days: int, removal_policy: RemovalPolicy
    ) -> Fragment:
        fragment = Fragment()
        statements = [allow(_WRITE, _streams())]
        key_arn = None if self.encryption_key is None else arn_of_key(self.encryption_key)
        if key_arn is not None:
            # Since 2026 a writer needs the key too: AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
            statements.append(key_permission(key_arn, "logs", READ_AND_WRITE))
        if make_group:
            group = {"KmsKeyId": key_arn, "LogGroupName": LOG_GROUP, "RetentionInDays": retention_days}
            fragment.add("LogGroup", "AWS::Logs::LogGroup", group, removal_policy=removal_policy)
        add_service_role(
            fragment,
            "Role",
            description=f"Lets AWS IoT write its log to {LOG_GROUP}, and nothing else",
            source_arn=None,
            statements=statements,
            confined=self._confined,
        )
        logging = {"AccountId": ref("AWS::AccountId"), "DefaultLogLevel": level, "RoleArn": att("Role")}
        # AWS IoT makes the group itself, without a key, when it logs before the group is there.
        depends = ["LogGroup"] if make_group else []
        fragment.add("Logging", "AWS::IoT::Logging", logging, depends_on=depends)
        return fragment


def _streams() -> str:
    return arn("logs", f"log-group:{LOG_GROUP}:*")
