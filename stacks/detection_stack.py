"""DetectionStack: logs, audit and alarms of the account and region, and who is told."""

from collections.abc import Mapping

from aws_cdk import Environment, RemovalPolicy, Stack
from constructs import Construct

from cdk_secure_iot import (
    AccountLogging,
    DataKey,
    DeviceDefenderAudit,
    FleetAlarms,
    NotificationTopic,
    SecurityProfile,
)
from stacks.settings import Settings


class DetectionStack(Stack):
    """What AWS IoT keeps once per account and region: deploy it once, whatever the number of fleets."""

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
        super().__init__(scope, id, env=env, tags=tags)
        removal_policy = RemovalPolicy.RETAIN if settings.keep_data else RemovalPolicy.DESTROY
        key = DataKey(
            self,
            "DetectionKey",
            description=f"Logs and notifications of the {settings.application} fleet",
            services=["cloudwatch", "logs", "sns"],
            removal_policy=removal_policy,
        )
        self.notifications = NotificationTopic(self, "Notifications", emails=settings.emails, encryption_key=key)
        AccountLogging(
            self,
            "Logging",
            alarm_topic=self.notifications,
            encryption_key=key,
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
