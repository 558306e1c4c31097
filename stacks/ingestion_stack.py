"""IngestionStack: from what devices publish into encrypted storage."""

from aws_cdk import aws_sns as sns
from constructs import Construct

from cdk_secure_iot import DataKey, DynamoDbDestination, ErrorQueue, S3Destination, TopicRule
from stacks.fleet_stack import FleetStack
from stacks.settings import Settings


class IngestionStack(FleetStack):
    """One rule for each topic that a class publishes on; all of them fill one bucket and one table under one key."""

    def __init__(self, scope: Construct, settings: Settings, alarm_topic: sns.ITopic) -> None:
        super().__init__(scope, "ingestion", settings)
        key = DataKey(
            self,
            "MessagesKey",
            description=f"Messages of the {settings.application} devices at rest",
            services=["dynamodb", "s3"],
            removal_policy=self.data_removal_policy,
        )
        archive = S3Destination(
            self,
            "Archive",
            encryption_key=key,
            expire_after_days=settings.keep_messages_days,
            removal_policy=self.data_removal_policy,
        )
        recent = DynamoDbDestination(
            self,
            "Messages",
            deletion_protection=settings.keep_data,
            encryption_key=key,
            removal_policy=self.data_removal_policy,
        )
        errors = ErrorQueue(self, "Errors", alarm_topic=alarm_topic, removal_policy=self.data_removal_policy)
        for device_class in settings.device_classes:
            for name in device_class.publishes:
                TopicRule(
                    self,
                    f"{device_class.name}.{name}",
                    alarm_topic=alarm_topic,
                    destinations=[archive, recent],
                    error_queue=errors,
                    topic=settings.topics(device_class).telemetry(name),
                )
