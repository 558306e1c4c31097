"""A bucket that is private, encrypted, versioned and logged, made of L1s.

The L2 bucket depends on feature flags of the user's app for what it logs and blocks, and costs a round trip to the jsii
kernel for each lifecycle rule; a library cannot ask for flags.
"""

from collections.abc import Mapping, Sequence

from aws_cdk import RemovalPolicy
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from cdk_secure_iot._support.acknowledge import acknowledge
from cdk_secure_iot._support.roles import document, source_conditions

_KEY_HEADER = "s3:x-amz-server-side-encryption-aws-kms-key-id"
_NO_REPLICA = (
    "A second copy in another region is for the owner of the data to decide, who also chooses the region. Versioning and RETAIN "
    "keep this one."
)


class LockedBucket:
    """The L1s of a data bucket and of the bucket that holds its access logs, under a scope; `bucket` is the L2 view."""

    def __init__(
        self, scope: Construct, *, key_arn: str, key: kms.IKey, expire_after_days: int | None, removal: RemovalPolicy
    ) -> None:
        access_logs = _cfn_bucket(
            scope,
            "AccessLogs",
            # S3 cannot write its access logs into a bucket under a customer-managed key.
            encryption={"sse_algorithm": "AES256"},
            lifecycle={"expiration_in_days": 400},
            removal=removal,
        )
        self._cfn_bucket = _cfn_bucket(
            scope,
            "Bucket",
            encryption={"sse_algorithm": "aws:kms", "kms_master_key_id": key_arn},
            lifecycle={"expiration_in_days": expire_after_days} if expire_after_days else {},
            removal=removal,
            logs=access_logs,
        )
        self.name = self._cfn_bucket.ref
        self.arn = self._cfn_bucket.attr_arn
        logs_arn = access_logs.attr_arn
        deliver = {
            "Effect": "Allow",
            "Principal": {"Service": "logging.s3.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": f"{logs_arn}/*",
            "Condition": source_conditions(self.arn),
        }
        _policy(scope, "AccessLogsPolicy", access_logs, [_tls_only(logs_arn), deliver])
        self._cfn_policy = _policy(
            scope, "BucketPolicy", self._cfn_bucket, [_tls_only(self.arn), _own_key_only(self.arn, key_arn)]
        )
        self._key = key
        acknowledge(self._cfn_bucket, {"NIST.800.53.R5::NIST.800.53.R5-S3BucketReplicationEnabled": _NO_REPLICA})
        acknowledge(
            access_logs,
            {
                "NIST.800.53.R5::NIST.800.53.R5-S3BucketReplicationEnabled": _NO_REPLICA,
                "NIST.800.53.R5::NIST.800.53.R5-S3DefaultEncryptionKMS": "S3 delivers server access logs only into buckets "
                "under keys that S3 itself manages; with a KMS key they would not arrive.",
            },
        )

    @property
    def bucket(self) -> s3.IBucket:
        """The data bucket as constructs of the CDK take it; statements added to its policy join those that are there."""
        bucket = s3.Bucket.from_cfn_bucket(self._cfn_bucket)
        bucket.policy = s3.BucketPolicy.from_cfn_bucket_policy(self._cfn_policy)
        return bucket


def _cfn_bucket(
    scope: Construct,
    id: str,  # noqa: A002 -- the CDK's own name for it
    *,
    encryption: Mapping[str, str],
    lifecycle: Mapping[str, int],
    removal: RemovalPolicy,
    logs: s3.CfnBucket | None = None,
) -> s3.CfnBucket:
    kinds = s3.CfnBucket
    by_default = kinds.ServerSideEncryptionRuleProperty(
        blocked_encryption_types=kinds.BlockedEncryptionTypesProperty(encryption_type=["SSE-C"]),
        bucket_key_enabled=True if "kms_master_key_id" in encryption else None,
        server_side_encryption_by_default=kinds.ServerSideEncryptionByDefaultProperty(**encryption),
    )
    rule = kinds.RuleProperty(
        abort_incomplete_multipart_upload=kinds.AbortIncompleteMultipartUploadProperty(days_after_initiation=7),
        noncurrent_version_expiration=kinds.NoncurrentVersionExpirationProperty(noncurrent_days=90),
        status="Enabled",
        **lifecycle,
    )
    bucket = s3.CfnBucket(
        scope,
        id,
        bucket_encryption=kinds.BucketEncryptionProperty(server_side_encryption_configuration=[by_default]),
        lifecycle_configuration=kinds.LifecycleConfigurationProperty(rules=[rule]),
        logging_configuration=None if logs is None else kinds.LoggingConfigurationProperty(destination_bucket_name=logs.ref),
        ownership_controls=kinds.OwnershipControlsProperty(
            rules=[kinds.OwnershipControlsRuleProperty(object_ownership="BucketOwnerEnforced")]
        ),
        public_access_block_configuration=kinds.PublicAccessBlockConfigurationProperty(
            block_public_acls=True, block_public_policy=True, ignore_public_acls=True, restrict_public_buckets=True
        ),
        versioning_configuration=kinds.VersioningConfigurationProperty(status="Enabled"),
    )
    bucket.apply_removal_policy(removal)
    return bucket


def _policy(
    scope: Construct,
    id: str,  # noqa: A002 -- the CDK's own name for it
    bucket: s3.CfnBucket,
    statements: Sequence[Mapping[str, object]],
) -> s3.CfnBucketPolicy:
    return s3.CfnBucketPolicy(scope, id, bucket=bucket, policy_document=document(statements))


def _tls_only(arn: str) -> Mapping[str, object]:
    return {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def _own_key_only(arn: str, key_arn: str) -> Mapping[str, object]:
    # A rule sends no encryption headers, so a demand for them would refuse every message. Only a wrong key is denied: objects
    # under somebody else's key are objects that the owner of the bucket cannot read.
    return {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "s3:PutObject",
        "Resource": f"{arn}/*",
        "Condition": {"StringNotEquals": {_KEY_HEADER: key_arn}, "Null": {_KEY_HEADER: "false"}},
    }
