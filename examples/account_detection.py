"""What AWS IoT keeps once per account and region: logging, the Device Defender audit, and alarms on the broker."""

from aws_cdk import App, Stack

from cdk_secure_iot import AccountLogging, DeviceDefenderAudit, FleetAlarms, NotificationTopic, SecurityBaseline

app = App()
SecurityBaseline.apply(app)
stack = Stack(app, "AccountDetection")

notifications = NotificationTopic(stack, "Notifications", emails=["iot-security@example.com"])
AccountLogging(stack, "Logging", alarm_topic=notifications)
DeviceDefenderAudit(stack, "Audit", notifications=notifications)
FleetAlarms(stack, "Alarms", alarm_topic=notifications, fleet_size=10_000)

app.synth()
