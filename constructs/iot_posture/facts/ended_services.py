"""Services and features around AWS IoT that have ended, and those that only accounts which had them may still use.

Sources, read 2026-11-22:
docs.aws.amazon.com/iotevents/latest/developerguide/iotevents-end-of-support.html,
docs.aws.amazon.com/iotanalytics/latest/userguide/iotanalytics-end-of-support.html,
docs.aws.amazon.com/iot-device-defender/latest/devguide/dd-detect-availability-change.html,
docs.aws.amazon.com/greengrass/v1/developerguide/maintenance-policy.html,
docs.aws.amazon.com/timestream/latest/developerguide/AmazonTimestreamForLiveAnalytics-availability-change.html,
the banner of aws.amazon.com/iot-device-management/pricing, and the service notes in botocore's models. A test compares the
names with the CloudFormation schemas, which still have most of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ended:
    """A service or feature, and what stands in its place where AWS names something."""

    name: str
    since: str
    instead: str | None = None
    closed_only: bool = False
    """True where accounts that used it before may go on."""


_PIPELINE = "a topic rule to Kinesis Data Streams or Amazon Data Firehose, with S3, Glue and Athena behind it"

IOT_EVENTS = Ended(
    "AWS IoT Events", "2026-05-20", "a topic rule to Kinesis Data Streams and Lambda, with state in DynamoDB"
)
IOT_ANALYTICS = Ended("AWS IoT Analytics", "2025-12-15", _PIPELINE)
TIMESTREAM = Ended(
    "Amazon Timestream for LiveAnalytics", "2025-06-20", "Amazon Timestream for InfluxDB", closed_only=True
)
_DETECT = Ended(
    "AWS IoT Device Defender Detect",
    "2026-08-31",
    "lifecycle events, AWS IoT logs and CloudWatch alarms",
    closed_only=True,
)
_MONITOR = Ended("AWS IoT SiteWise Monitor", "2025-11-07", closed_only=True)

ENDED_TYPES: Mapping[str, Ended] = {
    "AWS::Greengrass::": Ended("AWS IoT Greengrass V1", "2026-10-07", "AWS IoT Greengrass V2"),
    "AWS::IoT1Click::": Ended("AWS IoT 1-Click", "2024-12-16"),
    "AWS::IoT::CustomMetric": _DETECT,
    "AWS::IoT::Dimension": _DETECT,
    "AWS::IoT::SecurityProfile": _DETECT,
    "AWS::IoTAnalytics::": IOT_ANALYTICS,
    "AWS::IoTEvents::": IOT_EVENTS,
    "AWS::IoTFleetHub::": Ended("Fleet Hub for AWS IoT Device Management", "2025-10-18"),
    "AWS::IoTSiteWise::Dashboard": _MONITOR,
    "AWS::IoTSiteWise::Portal": _MONITOR,
    "AWS::IoTSiteWise::Project": _MONITOR,
    "AWS::Timestream::Database": TIMESTREAM,
    "AWS::Timestream::ScheduledQuery": TIMESTREAM,
    "AWS::Timestream::Table": TIMESTREAM,
}
"""By resource type; a name that ends in `::` stands for all types of the service."""

ENDED_ACTIONS: Mapping[str, Ended] = {
    "IotAnalytics": IOT_ANALYTICS,
    "IotEvents": IOT_EVENTS,
    "Timestream": TIMESTREAM,
}
"""By the property of a topic rule's action."""


def ended(resource_type: str) -> Ended | None:
    """The service that a resource type belongs to, if it has ended or closed."""
    service = f"{resource_type.rpartition('::')[0]}::"
    return ENDED_TYPES.get(resource_type) or ENDED_TYPES.get(service)
