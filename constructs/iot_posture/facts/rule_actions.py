"""The actions of topic rules: what each writes to, and what its role needs.

Sources, read 2026-11-22: docs.aws.amazon.com/iot/latest/developerguide/iot-rule-actions.html and the page of each action;
for keys docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html, .../streams/latest/dev/
permissions-user-key-KMS.html, .../AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html,
.../sns/latest/dg/sns-key-management.html, .../amazondynamodb/latest/developerguide/encryption.usagenotes.html and
.../AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html.
The property names are those of AWS::IoT::TopicRule and of the targets' types; a test compares them with the schemas.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """One kind of rule action."""

    permissions: tuple[str, ...]
    """What its role needs, each on the target."""
    target: str = ""
    """The field that names the target, with dots between levels."""
    type: str = ""
    """The CloudFormation type of the target."""
    also: tuple[str, ...] = ()
    """What its role needs for some settings only, or on no particular resource."""


@dataclass(frozen=True, slots=True)
class TargetFacts:
    """One type of target, as far as names and keys go."""

    name: str
    """The property that holds its name."""
    key: str = ""
    """The property that names its key, with dots between levels."""
    service: str = ""
    """The service that calls AWS KMS for the role, as `kms:ViaService` names it."""
    key_actions: tuple[str, ...] = ()
    """What the role needs on a customer-managed key at the least."""


_TABLE = ActionFacts(("dynamodb:PutItem",), "PutItem.TableName", "AWS::DynamoDB::Table")
_LOG_EVENTS = ("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents")

RULE_ACTIONS: Mapping[str, ActionFacts] = {
    "CloudwatchAlarm": ActionFacts(("cloudwatch:SetAlarmState",), "AlarmName", "AWS::CloudWatch::Alarm"),
    "CloudwatchLogs": ActionFacts(_LOG_EVENTS, "LogGroupName", "AWS::Logs::LogGroup"),
    "CloudwatchMetric": ActionFacts(("cloudwatch:PutMetricData",)),
    "DynamoDB": ActionFacts(
        ("dynamodb:PutItem",), "TableName", "AWS::DynamoDB::Table", ("dynamodb:UpdateItem", "dynamodb:DeleteItem")
    ),
    "DynamoDBv2": _TABLE,
    "Elasticsearch": ActionFacts(("es:ESHttpPut",), "Endpoint", "AWS::Elasticsearch::Domain"),
    "Firehose": ActionFacts(
        ("firehose:PutRecord",),
        "DeliveryStreamName",
        "AWS::KinesisFirehose::DeliveryStream",
        ("firehose:PutRecordBatch",),
    ),
    "IotSiteWise": ActionFacts(("iotsitewise:BatchPutAssetPropertyValue",)),
    "Kinesis": ActionFacts(("kinesis:PutRecord",), "StreamName", "AWS::Kinesis::Stream"),
    "Lambda": ActionFacts((), "FunctionArn", "AWS::Lambda::Function"),
    "Location": ActionFacts(("geo:BatchUpdateDevicePosition",), "TrackerName", "AWS::Location::Tracker"),
    "OpenSearch": ActionFacts(("es:ESHttpPut",), "Endpoint", "AWS::OpenSearchService::Domain"),
    "Republish": ActionFacts(("iot:Publish",), "Topic"),
    "S3": ActionFacts(("s3:PutObject",), "BucketName", "AWS::S3::Bucket"),
    "Sns": ActionFacts(("sns:Publish",), "TargetArn", "AWS::SNS::Topic"),
    "Sqs": ActionFacts(("sqs:SendMessage",), "QueueUrl", "AWS::SQS::Queue"),
    "StepFunctions": ActionFacts(("states:StartExecution",), "StateMachineName", "AWS::StepFunctions::StateMachine"),
    "Timestream": ActionFacts(
        ("timestream:WriteRecords",), "TableName", "AWS::Timestream::Table", ("timestream:DescribeEndpoints",)
    ),
}
"""Actions whose role is judged, and Lambda, which takes a permission of the function instead of a role."""

TARGETS: Mapping[str, TargetFacts] = {
    "AWS::CloudWatch::Alarm": TargetFacts("AlarmName"),
    "AWS::DynamoDB::Table": TargetFacts("TableName", "SSESpecification.KMSMasterKeyId", "dynamodb", ("kms:Decrypt",)),
    "AWS::Elasticsearch::Domain": TargetFacts("DomainName"),
    "AWS::Kinesis::Stream": TargetFacts("Name", "StreamEncryption.KeyId", "kinesis", ("kms:GenerateDataKey",)),
    "AWS::KinesisFirehose::DeliveryStream": TargetFacts("DeliveryStreamName"),
    "AWS::Lambda::Function": TargetFacts("FunctionName"),
    "AWS::Location::Tracker": TargetFacts("TrackerName"),
    "AWS::Logs::LogGroup": TargetFacts("LogGroupName", "KmsKeyId", "logs", ("kms:GenerateDataKey", "kms:Decrypt")),
    "AWS::OpenSearchService::Domain": TargetFacts("DomainName"),
    "AWS::S3::Bucket": TargetFacts(
        "BucketName",
        "BucketEncryption.ServerSideEncryptionConfiguration.ServerSideEncryptionByDefault.KMSMasterKeyID",
        "s3",
        ("kms:GenerateDataKey",),
    ),
    "AWS::SNS::Topic": TargetFacts("TopicName", "KmsMasterKeyId", "sns", ("kms:GenerateDataKey", "kms:Decrypt")),
    "AWS::SQS::Queue": TargetFacts("QueueName", "KmsMasterKeyId", "sqs", ("kms:GenerateDataKey", "kms:Decrypt")),
    "AWS::StepFunctions::StateMachine": TargetFacts("StateMachineName"),
    "AWS::Timestream::Table": TargetFacts("TableName"),
}
"""Firehose, Step Functions and the others without a key use keys of theirs under roles of their own."""

ON_NO_RESOURCE = frozenset(("cloudwatch:PutMetricData", "timestream:DescribeEndpoints"))
"""Permissions that are granted on `*`, because they have no resource type. Source: the Service Authorization Reference,
docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html and .../list_amazontimestream.html,
read 2026-11-22."""
