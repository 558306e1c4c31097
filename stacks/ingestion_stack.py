"""IngestionStack: from what devices publish into encrypted storage."""

from collections.abc import Mapping

from aws_cdk import Environment, RemovalPolicy, Stack
from aws_cdk import aws_sns as sns
from constructs import Construct

from cdk_secure_iot import DataKey, DynamoDbDestination, ErrorQueue, S3Destination, TopicRule
from stacks.settings import Settings


class IngestionStack(Stack):
    """One rule for each topic that a class publishes on; all of them fill one bucket and one table under one key."""

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 -- the CDK's own name for it
        *,
        settings: Settings,
        alarm_topic: sns.ITopic,
        env: Environment,
        tags: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id, env=env, tags=tags, termination_protection=settings.keep_data)
        removal_policy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE if settings.keep_data else RemovalPolicy.DESTROY
        key = DataKey(
            self,
            "MessagesKey",
            description=f"Messages of the {settings.application} devices at rest",
            services=["dynamodb", "s3"],
            removal_policy=removal_policy,
        )
        archive = S3Destination(
            self,
            "Archive",
            encryption_key=key,
            expire_after_days=settings.keep_messages_days,
            removal_policy=removal_policy,
        )
        recent = DynamoDbDestination(
            self,
            "Messages",
            deletion_protection=settings.keep_data,
            encryption_key=key,
            removal_policy=removal_policy,
        )
        errors = ErrorQueue(self, "Errors", alarm_topic=alarm_topic, removal_policy=removal_policy)
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
