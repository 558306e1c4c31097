"""The resources of a bucket that is private, encrypted, versioned and logged."""

from collections.abc import Mapping

from aws_cdk import RemovalPolicy

from cdk_secure_iot._support.fragment import Fragment, Json, att, ref
from cdk_secure_iot._support.roles import document, source_conditions

BUCKET = "Bucket"
ACCESS_LOGS = "AccessLogs"
_ENCRYPTION_HEADER = "s3:x-amz-server-side-encryption"
_KEY_HEADER = "s3:x-amz-server-side-encryption-aws-kms-key-id"
_NO_REPLICA = (
    "A second copy in another region is for the owner of the data to decide, who also chooses the region. Versioning and RETAIN "
    "keep this one."
)
ACKNOWLEDGED: Mapping[str, Mapping[str, str]] = {
    BUCKET: {"NIST.800.53.R5::NIST.800.53.R5-S3BucketReplicationEnabled": _NO_REPLICA},
    ACCESS_LOGS: {
        "NIST.800.53.R5::NIST.800.53.R5-S3BucketReplicationEnabled": _NO_REPLICA,
        "NIST.800.53.R5::NIST.800.53.R5-S3DefaultEncryptionKMS": "S3 delivers server access logs only into buckets under keys "
        "that S3 itself manages; with a KMS key they would not arrive.",
    },
}
"""What the baseline finds on these buckets, and why it stands."""


def message_bucket(key_arn: str, expire_after_days: int | None, removal_policy: RemovalPolicy) -> Fragment:
    """A bucket for messages, a bucket for its access logs, and the policies of both."""
    fragment = Fragment()
    fragment.add(
        ACCESS_LOGS,
        "AWS::S3::Bucket",
        # S3 cannot deliver its access logs into a bucket under a customer-managed key.
        _bucket({"SSEAlgorithm": "AES256"}, {"ExpirationInDays": 400}),
        removal_policy=removal_policy,
    )
    fragment.add(
        BUCKET,
        "AWS::S3::Bucket",
        _bucket({"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key_arn}, {"ExpirationInDays": expire_after_days})
        | {"LoggingConfiguration": {"DestinationBucketName": ref(ACCESS_LOGS)}},
        removal_policy=removal_policy,
    )
    deliver = {
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": _objects(ACCESS_LOGS),
        "Condition": source_conditions(att(BUCKET)),
    }
    _add_policy(fragment, "AccessLogsPolicy", ACCESS_LOGS, deliver)
    _add_policy(fragment, "BucketPolicy", BUCKET, _deny_other_keys(key_arn), _deny_other_encryption(key_arn))
    return fragment


def _bucket(encryption: Json, expiration: Json) -> dict[str, object]:
    by_default = {
        "BlockedEncryptionTypes": {"EncryptionType": ["SSE-C"]},
        "BucketKeyEnabled": "KMSMasterKeyID" in encryption,
        "ServerSideEncryptionByDefault": encryption,
    }
    lifecycle = {
        "Status": "Enabled",
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
        "NoncurrentVersionExpiration": {"NoncurrentDays": 90},
    } | {key: value for key, value in expiration.items() if value is not None}
    return {
        "BucketEncryption": {"ServerSideEncryptionConfiguration": [by_default]},
        "LifecycleConfiguration": {"Rules": [lifecycle]},
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        "PublicAccessBlockConfiguration": dict.fromkeys(
            ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True
        ),
        "VersioningConfiguration": {"Status": "Enabled"},
    }


def _add_policy(fragment: Fragment, name: str, bucket: str, *statements: Json) -> None:
    tls_only = {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "s3:*",
        "Resource": [att(bucket), _objects(bucket)],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    properties = {"Bucket": ref(bucket), "PolicyDocument": document([tls_only, *statements])}
    fragment.add(name, "AWS::S3::BucketPolicy", properties)


# A rule sends no encryption headers, so a demand for them would refuse every message. Denied is only who sends them and means
# something else: objects under somebody else's key are objects that the owner of the bucket cannot read.


def _deny_other_keys(key_arn: str) -> Json:
    return _deny_put({"StringNotEquals": {_KEY_HEADER: key_arn}, "Null": {_KEY_HEADER: "false"}})


def _deny_other_encryption(key_arn: str) -> Json:
    # Without a key id, `aws:kms` means the key that AWS manages; a key id that is missing is not equal either.
    return _deny_put({"StringNotEquals": {_KEY_HEADER: key_arn}, "Null": {_ENCRYPTION_HEADER: "false"}})


def _deny_put(condition: Json) -> Json:
    return {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "s3:PutObject",
        "Resource": _objects(BUCKET),
        "Condition": condition,
    }


def _objects(bucket: str) -> Json:
    return {"Fn::Join": ["", [att(bucket), "/*"]]}
