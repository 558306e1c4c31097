"""S3Destination: messages as objects in an encrypted, versioned bucket."""

import re
from functools import cached_property

from aws_cdk import RemovalPolicy
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from cdk_secure_iot._support.acknowledge import acknowledge
from cdk_secure_iot._support.arns import arn_of_key, note_stack
from cdk_secure_iot._support.fragment import Json
from cdk_secure_iot._support.roles import allow
from cdk_secure_iot.encryption import key_for, key_permission
from cdk_secure_iot.ingestion.destinations.destination import RuleSource
from cdk_secure_iot.ingestion.destinations.message_bucket import ACKNOWLEDGED, BUCKET, message_bucket

_PREFIX = re.compile(r"[a-zA-Z0-9!_.()-]+(/[a-zA-Z0-9!_.()-]+)*")


class S3Destination(Construct):
    """Messages as objects, one for each message, in a bucket that nobody can read in the clear or overwrite.

    Secure defaults:
        * Encrypted with a customer-managed key, with S3 Bucket Keys; an upload under another key, or none, is denied.
        * No public access, TLS only, versioned, access logged, no ACLs, SSE-C blocked, RETAIN when the stack goes.
        * Object keys are `<prefix>/<rule>/<thing>/<yyyy>/<mm>/<dd>/<uuid>.json`. The thing comes from the topic level that
          policies pin, never from the payload, so a device cannot choose where it writes, and no two messages collide.
        * The rule's role may put objects under the rule's own prefix, and nothing else.

    Relaxing:
        * `bucket` and `encryption_key` are yours when given. With a bucket that is encrypted under a customer-managed key,
          and that the CDK only knows by name, give that key too: the rule's role needs it. A bucket of yours for which no key
          is known gives a warning, to be acknowledged with a reason.
        * `expire_after_days` deletes messages after a time; by default they stay. Overwritten versions go after 90 days,
          access logs after 400.

    Raises:
        ValueError: an `expire_after_days` below 1 or with a bucket of yours, or a prefix with `${...}` or other characters
            unfit for an object key.

    Example:
        >>> from aws_cdk import App, Stack
        >>> archive = S3Destination(Stack(App(), "Stack"), "Archive", prefix="readings")
        >>> archive.cfn_bucket.node.path
        'Stack/Archive/Resources/Bucket'

    Source: https://docs.aws.amazon.com/iot/latest/developerguide/s3-rule-action.html
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 -- the CDK's own name for it
        *,
        prefix: str = "messages",
        bucket: s3.IBucket | None = None,
        encryption_key: kms.IKey | None = None,
        expire_after_days: int | None = None,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        if not _PREFIX.fullmatch(prefix):
            raise ValueError(
                f"S3Destination prefix {prefix!r}: allowed are levels of a-z A-Z 0-9 ! _ . ( ) - with single slashes between; "
                "a substitution template would let a message choose where it is stored"
            )
        if expire_after_days is not None and expire_after_days < 1:
            raise ValueError(
                f"S3Destination expire_after_days={expire_after_days}: give 1 or more, or leave it out to keep all"
            )
        if bucket is not None and expire_after_days is not None:
            raise ValueError(
                f"S3Destination expire_after_days={expire_after_days} with a bucket of yours: give that bucket the lifecycle rule"
            )
        super().__init__(scope, id)
        note_stack(self, scope)
        self.prefix = prefix
        self._given = bucket
        self.encryption_key = key_for(
            self,
            bucket,
            encryption_key or (bucket.encryption_key if bucket else None),
            kind="bucket",
            description="Messages of AWS IoT devices in S3",
            service="s3",
            removal_policy=removal_policy,
        )
        """The key of the objects; None only for a bucket of yours of which the CDK knows no customer-managed key."""
        if bucket is not None:
            self._bucket_arn, self._bucket_name = bucket.bucket_arn, bucket.bucket_name
        elif self.encryption_key is not None:
            self._made = message_bucket(arn_of_key(self.encryption_key), expire_after_days, removal_policy)
            self._made.make(self)
            made = self._made.l1(BUCKET, s3.CfnBucket)
            self._bucket_arn, self._bucket_name = made.attr_arn, made.ref
            for name, reasons in ACKNOWLEDGED.items():
                acknowledge(self._made.l1(name, s3.CfnBucket), reasons)

    @cached_property
    def bucket(self) -> s3.IBucket:
        """The bucket that holds the messages, for grants and notifications.

        Its policy is the construct's own: a bucket policy that needs more statements belongs to a bucket of yours.
        """
        return self._given or s3.Bucket.from_bucket_attributes(
            self,
            "Interface",
            bucket_arn=self._bucket_arn,
            bucket_name=self._bucket_name,
            encryption_key=self.encryption_key,
        )

    @property
    def cfn_bucket(self) -> s3.CfnBucket:
        """The L1 of the bucket that the construct made, for what it does not offer."""
        if self._given is not None:
            raise AttributeError("S3Destination.cfn_bucket: the bucket is yours; use the object that you gave")
        return self._made.l1(BUCKET, s3.CfnBucket)

    def bind(self, source: RuleSource) -> Json:
        """Make the role for one rule and describe its action."""
        folder = f"{self.prefix}/{source.rule_name}"
        objects = f"{self._bucket_arn}/{folder}/*"
        statements = [allow("s3:PutObject", objects)]
        if self.encryption_key is not None:
            statements.append(key_permission(arn_of_key(self.encryption_key), "s3", ["kms:GenerateDataKey"]))
        reason = f"Each message becomes an object with a random name, so that only its folder, {folder}, can be named."
        thing = f"${{{source.topic.sql_thing}}}/" if source.topic.owned else ""
        day = '${parse_time("yyyy/MM/dd", timestamp(), "UTC")}'
        return {
            "S3": {
                "BucketName": self._bucket_name,
                "Key": f"{folder}/{thing}{day}/${{newuuid()}}.json",
                "RoleArn": source.role_arn("S3", statements, {objects: reason}, owner=self),
            }
        }
