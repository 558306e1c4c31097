"""Where topic rules put messages: one module for each kind of rule action."""

from cdk_secure_iot.ingestion.destinations.destination import Destination, RuleSource
from cdk_secure_iot.ingestion.destinations.dynamodb import DynamoDbDestination
from cdk_secure_iot.ingestion.destinations.error_queue import ErrorQueue
from cdk_secure_iot.ingestion.destinations.s3 import S3Destination

__all__ = ["Destination", "DynamoDbDestination", "ErrorQueue", "RuleSource", "S3Destination"]
