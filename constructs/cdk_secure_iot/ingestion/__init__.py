"""From the message broker into storage."""

from cdk_secure_iot.ingestion.destinations import (
    Destination,
    DynamoDbDestination,
    ErrorQueue,
    RuleSource,
    S3Destination,
)
from cdk_secure_iot.ingestion.topic_rule import TopicRule

__all__ = ["Destination", "DynamoDbDestination", "ErrorQueue", "RuleSource", "S3Destination", "TopicRule"]
