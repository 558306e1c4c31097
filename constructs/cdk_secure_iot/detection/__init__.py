"""What happens in the fleet and the account, and who is told."""

from cdk_secure_iot.detection.account_logging import AccountLogging, LogLevel
from cdk_secure_iot.detection.audit_checks import AuditCheck
from cdk_secure_iot.detection.behaviors import Behavior
from cdk_secure_iot.detection.device_defender_audit import AuditFrequency, DeviceDefenderAudit
from cdk_secure_iot.detection.fleet_alarms import FleetAlarms
from cdk_secure_iot.detection.notification_topic import NotificationTopic
from cdk_secure_iot.detection.security_profile import SecurityProfile

__all__ = [
    "AccountLogging",
    "AuditCheck",
    "AuditFrequency",
    "Behavior",
    "DeviceDefenderAudit",
    "FleetAlarms",
    "LogLevel",
    "NotificationTopic",
    "SecurityProfile",
]
