"""What each service, and callers through it, need in the policy of a key. Read in the services' guides, 2026-11-22."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from cdk_secure_iot._support.arns import account_root, arn, pseudo, via_service
from cdk_secure_iot._support.fragment import Json
from cdk_secure_iot._support.roles import source_conditions

SERVICES: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        # Alarms publish to an encrypted topic as a service principal, never for a caller.
        # docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
        "cloudwatch": (),
        # docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
        "dynamodb": ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"),
        # docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
        "logs": ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"),
        # docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
        "s3": ("kms:Decrypt", "kms:GenerateDataKey"),
        # docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
        "sns": ("kms:Decrypt", "kms:GenerateDataKey*"),
        # docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
        "sqs": ("kms:Decrypt", "kms:GenerateDataKey"),
    }
)
"""By service, the KMS actions that it makes on behalf of its callers."""

READ_AND_WRITE = (
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)
"""What `dynamodb` and `logs` need of a caller, with the wildcards above spelled out: an identity policy names its actions."""

_ADMINISTRATION = (
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
)


def administration() -> Json:
    """Lets IAM policies of the account administer the key, and not use it."""
    return _statement("Administer", {"AWS": account_root()}, _ADMINISTRATION)


def service_statements(service: str) -> list[Json]:
    """What a key's policy needs, so that IAM policies can let callers use the key through a service."""
    statements: list[Json] = []
    callers = {"kms:CallerAccount": pseudo().account, "kms:ViaService": via_service(service)}
    if actions := SERVICES[service]:
        statements.append(
            _statement(f"UseThrough{service.title()}", {"AWS": account_root()}, actions, {"StringEquals": callers})
        )
    if service == "dynamodb":
        # A table keeps a grant on its key for as long as it lives; a grant for anything but an AWS resource is refused.
        for_resources = {"StringEquals": callers, "Bool": {"kms:GrantIsForAWSResource": "true"}}
        statements.append(
            _statement("LetTablesKeepGrants", {"AWS": account_root()}, ["kms:CreateGrant"], for_resources)
        )
    if service == "logs":
        groups = {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": arn("logs", "log-group:*")}}
        principal = {"Service": f"logs.{pseudo().region}.amazonaws.com"}
        statements.append(_statement("EncryptLogGroups", principal, SERVICES["logs"], groups))
    if service == "cloudwatch":
        alarms = source_conditions(arn("cloudwatch", "alarm:*"))
        statements.append(
            _statement("LetAlarmsPublish", {"Service": "cloudwatch.amazonaws.com"}, SERVICES["sns"], alarms)
        )
    return statements


def _statement(
    sid: str, principal: Mapping[str, str], actions: Sequence[str], conditions: Mapping[str, object] | None = None
) -> Json:
    statement = {"Sid": sid, "Effect": "Allow", "Principal": principal, "Action": list(actions), "Resource": "*"}
    return statement | ({"Condition": conditions} if conditions else {})
