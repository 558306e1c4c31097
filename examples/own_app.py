"""Constructs of the library in an app of one's own: one class of sensors, from policy to storage, in one stack."""

from aws_cdk import Acknowledgment, App, Stack, Validations

from cdk_secure_iot import (
    DynamoDbDestination,
    NotificationTopic,
    S3Destination,
    SecurityBaseline,
    ThingPolicy,
    TopicRule,
    TopicSpace,
)

app = App()
SecurityBaseline.apply(app)
stack = Stack(app, "Sensors")
sensors = TopicSpace("acme", "sensor")

policy = ThingPolicy(stack, "SensorPolicy")
policy.allow_publish(sensors.telemetry("temperature"))
policy.allow_subscribe(sensors.command("firmware"))

TopicRule(
    stack,
    "Temperatures",
    topic=sensors.telemetry("temperature"),
    destinations=[S3Destination(stack, "Archive"), DynamoDbDestination(stack, "Recent")],
    alarm_topic=NotificationTopic(stack, "Alarms", emails=["iot-security@example.com"]),
)

for check in ("IOT501", "IOT504"):
    reason = "Logging and audit are set once for the account: see examples/account_detection.py"
    Validations.of(policy).acknowledge(Acknowledgment(id=f"IotSecurityChecks::{check}", reason=reason))

app.synth()
