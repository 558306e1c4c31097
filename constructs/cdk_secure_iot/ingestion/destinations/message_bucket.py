"""The resources of a bucket that is private, encrypted, versioned and logged."""

from collections.abc import Mapping, Sequence

from aws_cdk import RemovalPolicy

from cdk_secure_iot._support.fragment import Fragment, Json, att, ref
from cdk_secure_iot._support.roles import document, source_conditions

BUCKET = "Bucket"
BUCKET_POLICY = "BucketPolicy"
ACCESS_LOGS = "AccessLogs"
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
    _add_policy(
        fragment, "AccessLogsPolicy", ACCESS_LOGS, [_tls_only(att(ACCESS_LOGS), _objects(ACCESS_LOGS)), deliver]
    )
    _add_policy(fragment, BUCKET_POLICY, BUCKET, denials(att(BUCKET), _objects(BUCKET), key_arn))
    return fragment


def denials(bucket_arn: object, objects_arn: object, key_arn: str) -> list[Json]:
    """What nobody may do with the bucket for messages, whatever else its policy comes to allow."""
    return [_tls_only(bucket_arn, objects_arn), _deny_other_keys(objects_arn, key_arn)]


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


def _add_policy(fragment: Fragment, name: str, bucket: str, statements: Sequence[Json]) -> None:
    fragment.add(name, "AWS::S3::BucketPolicy", {"Bucket": ref(bucket), "PolicyDocument": document(statements)})


def _tls_only(bucket_arn: object, objects_arn: object) -> Json:
    return {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "s3:*",
        "Resource": [bucket_arn, objects_arn],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def _deny_other_keys(objects_arn: object, key_arn: str) -> Json:
    # A rule sends no encryption headers, so a demand for them would refuse every message. Only a wrong key is denied: objects
    # under somebody else's key are objects that the owner of the bucket cannot read.
    return {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "s3:PutObject",
        "Resource": objects_arn,
        "Condition": {"StringNotEquals": {_KEY_HEADER: key_arn}, "Null": {_KEY_HEADER: "false"}},
    }


def _objects(bucket: str) -> Json:
    return {"Fn::Join": ["", [att(bucket), "/*"]]}
