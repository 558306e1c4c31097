"""DetectionStack: logs, audit and alarms of the account and region, and who is told."""

from collections.abc import Mapping

from aws_cdk import Environment, RemovalPolicy, Stack
from constructs import Construct

from cdk_secure_iot import (
    AccountLogging,
    DeviceDefenderAudit,
    FleetAlarms,
    NotificationTopic,
    SecurityProfile,
)
from stacks.settings import Settings


class DetectionStack(Stack):
    """What AWS IoT keeps once per account and region, and the alarms of the fleet."""

    notifications: NotificationTopic

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 -- the CDK's own name for it
        *,
        settings: Settings,
        env: Environment,
        tags: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id, env=env, tags=tags, termination_protection=settings.keep_data)
        removal_policy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE if settings.keep_data else RemovalPolicy.DESTROY
        # The log and the topic have a key each: what silences the log does not silence the alarm that tells of it.
        self.notifications = NotificationTopic(
            self, "Notifications", emails=settings.emails, removal_policy=removal_policy
        )
        if settings.account_settings:
            AccountLogging(
                self,
                "Logging",
                alarm_topic=self.notifications,
                existing_log_group=settings.existing_log_group,
                level=settings.log_level,
                removal_policy=removal_policy,
                retention_days=settings.log_retention_days,
            )
            DeviceDefenderAudit(self, "Audit", notifications=self.notifications)
        FleetAlarms(
            self,
            "Alarms",
            alarm_topic=self.notifications,
            always_on=settings.always_on,
            fleet_size=settings.fleet_size,
        )
        if settings.account_already_uses_detect:
            SecurityProfile(self, "Behaviors", account_already_uses_detect=True, notifications=self.notifications)
