"""DetectionStack: logs, audit and alarms of the account and region, and who is told."""

from constructs import Construct

from cdk_secure_iot import (
    AccountLogging,
    DeviceDefenderAudit,
    FleetAlarms,
    NotificationTopic,
    SecurityProfile,
)
from stacks.fleet_stack import FleetStack
from stacks.settings import Settings


class DetectionStack(FleetStack):
    """What AWS IoT keeps once per account and region, and the alarms of the fleet."""

    notifications: NotificationTopic

    def __init__(self, scope: Construct, settings: Settings) -> None:
        super().__init__(scope, "detection", settings)
        # The log and the topic have a key each: what silences the log does not silence the alarm that tells of it.
        self.notifications = NotificationTopic(
            self, "Notifications", emails=settings.emails, removal_policy=self.data_removal_policy
        )
        if settings.account_settings:
            AccountLogging(
                self,
                "Logging",
                alarm_topic=self.notifications,
                existing_log_group=settings.existing_log_group,
                level=settings.log_level,
                removal_policy=self.data_removal_policy,
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
