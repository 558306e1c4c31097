"""Parts of policies that tests expect, written out by hand from the guides of the services and never taken from the library."""

from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]
ACCOUNT = "<AWS::AccountId>"
ROOT = "arn:<AWS::Partition>:iam::<AWS::AccountId>:root"
THING = "${iot:Connection.Thing.ThingName}"
ENCRYPT_ALL_WAYS = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
ADMINISTER = {
    "Sid": "Administer",
    "Effect": "Allow",
    "Principal": {"AWS": ROOT},
    "Action": [
        "kms:CancelKeyDeletion",
        "kms:CreateAlias",
        "kms:DeleteAlias",
        "kms:DescribeKey",
        "kms:DisableKey",
        "kms:DisableKeyRotation",
        "kms:EnableKey",
        "kms:EnableKeyRotation",
        "kms:GetKeyPolicy",
        "kms:GetKeyRotationStatus",
        "kms:ListGrants",
        "kms:ListKeyPolicies",
        "kms:ListKeyRotations",
        "kms:ListResourceTags",
        "kms:PutKeyPolicy",
        "kms:RevokeGrant",
        "kms:RotateKeyOnDemand",
        "kms:ScheduleKeyDeletion",
        "kms:TagResource",
        "kms:UntagResource",
        "kms:UpdateAlias",
        "kms:UpdateKeyDescription",
    ],
    "Resource": "*",
}
"""No kms:Decrypt, no kms:GenerateDataKey, no kms:CreateGrant: who administers the key cannot use it."""

ALARMS_MAY_PUBLISH = {
    "Sid": "LetAlarmsPublish",
    "Effect": "Allow",
    "Principal": {"Service": "cloudwatch.amazonaws.com"},
    "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
    "Resource": "*",
    "Condition": {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": "arn:<AWS::Partition>:cloudwatch:<AWS::Region>:<AWS::AccountId>:alarm:*"},
    },
}


def arn(service: str, resource: str) -> str:
    """An ARN in the stack's own partition, region and account."""
    return f"arn:<AWS::Partition>:{service}:<AWS::Region>:<AWS::AccountId>:{resource}"


def document(*statements: Json) -> Json:
    """A policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def use_through(service: str, sid: str, actions: Sequence[str]) -> Json:
    """What a key's policy says on callers through a service."""
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"AWS": ROOT},
        "Action": list(actions),
        "Resource": "*",
        "Condition": {
            "StringEquals": {"kms:CallerAccount": ACCOUNT, "kms:ViaService": f"{service}.<AWS::Region>.amazonaws.com"}
        },
    }


KEEP_GRANTS = {
    "Sid": "LetTablesKeepGrants",
    "Effect": "Allow",
    "Principal": {"AWS": ROOT},
    "Action": "kms:CreateGrant",
    "Resource": "*",
    "Condition": {
        "StringEquals": {"kms:CallerAccount": ACCOUNT, "kms:ViaService": "dynamodb.<AWS::Region>.amazonaws.com"},
        "Bool": {"kms:GrantIsForAWSResource": "true"},
    },
}
USE_KEY = {
    "s3": [use_through("s3", "UseThroughS3", ["kms:Decrypt", "kms:GenerateDataKey"])],
    "dynamodb": [use_through("dynamodb", "UseThroughDynamodb", ENCRYPT_ALL_WAYS), KEEP_GRANTS],
    "sqs": [use_through("sqs", "UseThroughSqs", ["kms:Decrypt", "kms:GenerateDataKey"])],
    "sns": [use_through("sns", "UseThroughSns", ["kms:Decrypt", "kms:GenerateDataKey*"])],
    "cloudwatch": [ALARMS_MAY_PUBLISH],
    "logs": [
        use_through("logs", "UseThroughLogs", ENCRYPT_ALL_WAYS),
        {
            "Sid": "EncryptLogGroups",
            "Effect": "Allow",
            "Principal": {"Service": "logs.<AWS::Region>.amazonaws.com"},
            "Action": ENCRYPT_ALL_WAYS,
            "Resource": "*",
            "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": arn("logs", "log-group:*")}},
        },
    ],
}
"""By service, what a key's policy needs beside its administration."""


def trust(source_arn: str | None) -> Json:
    """The trust policy of a role for AWS IoT: this account, and this resource where AWS sends it."""
    conditions: Json = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    if source_arn is not None:
        conditions["ArnLike"] = {"aws:SourceArn": source_arn}
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": "iot.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": conditions,
        }
    )


def allow(action: str | list[str], resource: str) -> Json:
    """A statement of a role."""
    return {"Effect": "Allow", "Action": action, "Resource": resource}


def allow_key(key: str, service: str, *actions: str) -> Json:
    """A statement of a role on a key, through one service only."""
    return {
        "Effect": "Allow",
        "Action": list(actions),
        "Resource": key,
        "Condition": {"StringEquals": {"kms:ViaService": f"{service}.<AWS::Region>.amazonaws.com"}},
    }


def alarm(
    *,
    topic: str,
    description: str,
    namespace: str,
    metric: str,
    dimensions: dict[str, str],
    threshold: int = 1,
    comparison: str = "GreaterThanOrEqualToThreshold",
    statistic: str = "Sum",
    period: int = 300,
    datapoints: int = 1,
    periods: int = 1,
    missing: str = "notBreaching",
) -> Json:
    """An alarm on one metric, whole."""
    return {
        "ActionsEnabled": True,
        "AlarmActions": [topic],
        "AlarmDescription": description,
        "ComparisonOperator": comparison,
        "DatapointsToAlarm": datapoints,
        "Dimensions": [{"Name": name, "Value": value} for name, value in dimensions.items()],
        "EvaluationPeriods": periods,
        "MetricName": metric,
        "Namespace": namespace,
        "OKActions": [topic],
        "Period": period,
        "Statistic": statistic,
        "Threshold": threshold,
        "TreatMissingData": missing,
    }


def query_alarm(*, topic: str, description: str, query: str) -> Json:
    """An alarm on a Metrics Insights query, whole."""
    return {
        "ActionsEnabled": True,
        "AlarmActions": [topic],
        "AlarmDescription": description,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "DatapointsToAlarm": 1,
        "EvaluationPeriods": 1,
        "Metrics": [{"Expression": query, "Id": "sum", "Period": 300, "ReturnData": True}],
        "OKActions": [topic],
        "Threshold": 1,
        "TreatMissingData": "notBreaching",
    }
