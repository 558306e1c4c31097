"""S3Destination: the whole of both buckets, and what a device or a stranger cannot do with them."""

from typing import Any

import pytest
from aws_cdk import App, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from support.expected import ACCOUNT, document
from support.templates import Json, Made, made

from cdk_secure_iot import S3Destination, Topic, TopicRule

PRIVATE = dict.fromkeys(("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True)
KEY_HEADER = "s3:x-amz-server-side-encryption-aws-kms-key-id"


def destination(**properties: Any) -> Made:  # noqa: ANN401 -- the properties of the construct
    return made(lambda stack: S3Destination(stack, "Archive", **properties))


@pytest.fixture(scope="module")
def default() -> Made:
    return destination()


def tls_only(bucket: str) -> Json:
    return {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "s3:*",
        "Resource": [f"<{bucket}.Arn>", f"<{bucket}.Arn>/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def action(topic: str, **properties: Any) -> Json:  # noqa: ANN401 -- the properties of the construct
    def build(stack: Stack) -> None:
        TopicRule(
            stack,
            "Rule",
            alarm_topic=sns.Topic(stack, "Alarms"),
            destinations=[S3Destination(stack, "Archive", **properties)],
            rule_name="the_rule",
            topic=Topic(topic),
        )

    actions: list[Json] = made(build).only("AWS::IoT::TopicRule")["TopicRulePayload"]["Actions"]
    return actions[0]


def test_nothing_is_made_beside_the_buckets_their_policies_and_the_key(default: Made) -> None:
    assert default.kinds() == {
        "ArchiveKey": "AWS::KMS::Key",
        "ArchiveResourcesAccessLogs": "AWS::S3::Bucket",
        "ArchiveResourcesAccessLogsPolicy": "AWS::S3::BucketPolicy",
        "ArchiveResourcesBucket": "AWS::S3::Bucket",
        "ArchiveResourcesBucketPolicy": "AWS::S3::BucketPolicy",
    }


def test_messages_cannot_be_read_in_the_clear_made_public_or_overwritten_for_good(default: Made) -> None:
    assert default["ArchiveResourcesBucket"] == {
        "BucketEncryption": {
            "ServerSideEncryptionConfiguration": [
                {
                    "BlockedEncryptionTypes": {"EncryptionType": ["SSE-C"]},
                    "BucketKeyEnabled": True,
                    "ServerSideEncryptionByDefault": {"KMSMasterKeyID": "<ArchiveKey.Arn>", "SSEAlgorithm": "aws:kms"},
                }
            ]
        },
        "LifecycleConfiguration": {
            "Rules": [
                {
                    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
                    "NoncurrentVersionExpiration": {"NoncurrentDays": 90},
                    "Status": "Enabled",
                }
            ]
        },
        "LoggingConfiguration": {"DestinationBucketName": "<ArchiveResourcesAccessLogs>"},
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        "PublicAccessBlockConfiguration": PRIVATE,
        "VersioningConfiguration": {"Status": "Enabled"},
    }


def test_the_trail_of_who_read_messages_is_as_private_as_they_are(default: Made) -> None:
    assert default["ArchiveResourcesAccessLogs"] == {
        "BucketEncryption": {
            "ServerSideEncryptionConfiguration": [
                {
                    "BlockedEncryptionTypes": {"EncryptionType": ["SSE-C"]},
                    "BucketKeyEnabled": False,
                    "ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"},
                }
            ]
        },
        "LifecycleConfiguration": {
            "Rules": [
                {
                    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
                    "ExpirationInDays": 400,
                    "NoncurrentVersionExpiration": {"NoncurrentDays": 90},
                    "Status": "Enabled",
                }
            ]
        },
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        "PublicAccessBlockConfiguration": PRIVATE,
        "VersioningConfiguration": {"Status": "Enabled"},
    }


def test_nobody_stores_objects_that_the_owner_cannot_read_and_rules_may_leave_the_key_to_the_bucket(
    default: Made,
) -> None:
    def deny(given: str) -> Json:
        return {
            "Effect": "Deny",
            "Principal": {"AWS": "*"},
            "Action": "s3:PutObject",
            "Resource": "<ArchiveResourcesBucket.Arn>/*",
            "Condition": {"StringNotEquals": {KEY_HEADER: "<ArchiveKey.Arn>"}, "Null": {given: "false"}},
        }

    assert default["ArchiveResourcesBucketPolicy"] == {
        "Bucket": "<ArchiveResourcesBucket>",
        "PolicyDocument": document(
            tls_only("ArchiveResourcesBucket"), deny(KEY_HEADER), deny("s3:x-amz-server-side-encryption")
        ),
    }


def test_another_accounts_bucket_cannot_log_into_ours(default: Made) -> None:
    deliver = {
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": "<ArchiveResourcesAccessLogs.Arn>/*",
        "Condition": {
            "StringEquals": {"aws:SourceAccount": ACCOUNT},
            "ArnLike": {"aws:SourceArn": "<ArchiveResourcesBucket.Arn>"},
        },
    }
    assert default["ArchiveResourcesAccessLogsPolicy"] == {
        "Bucket": "<ArchiveResourcesAccessLogs>",
        "PolicyDocument": document(tls_only("ArchiveResourcesAccessLogs"), deliver),
    }


@pytest.mark.parametrize(
    ("chosen", "policy"), [(RemovalPolicy.RETAIN, "Retain"), (RemovalPolicy.DESTROY, "Delete")], ids=["kept", "thrown"]
)
def test_messages_their_trail_and_their_key_go_together(chosen: RemovalPolicy, policy: str) -> None:
    found = destination(removal_policy=chosen)
    for name in ("ArchiveResourcesBucket", "ArchiveResourcesAccessLogs", "ArchiveKey"):
        assert (found.resources[name]["DeletionPolicy"], found.resources[name]["UpdateReplacePolicy"]) == (
            policy,
            policy,
        )


def test_messages_survive_the_deletion_of_their_stack(default: Made) -> None:
    assert {each["DeletionPolicy"] for each in default.resources.values() if "Policy" not in each["Type"]} == {"Retain"}


def test_a_device_cannot_choose_the_object_key() -> None:
    assert action("dt/acme/sensor/{thing}/temperature") == {
        "S3": {
            "BucketName": "<ArchiveResourcesBucket>",
            "Key": 'messages/the_rule/${topic(4)}/${parse_time("yyyy/MM/dd", timestamp(), "UTC")}/${newuuid()}.json',
            "RoleArn": "<RuleResourcesS3Role.Arn>",
        }
    }


def test_two_messages_of_one_millisecond_do_not_overwrite_each_other() -> None:
    assert action("fleet/announcements", prefix="news/2026")["S3"]["Key"] == (
        'news/2026/the_rule/${parse_time("yyyy/MM/dd", timestamp(), "UTC")}/${newuuid()}.json'
    )


def test_messages_go_after_the_time_that_is_chosen() -> None:
    rules = destination(expire_after_days=30)["ArchiveResourcesBucket"]["LifecycleConfiguration"]["Rules"]
    assert rules == [
        {
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
            "ExpirationInDays": 30,
            "NoncurrentVersionExpiration": {"NoncurrentDays": 90},
            "Status": "Enabled",
        }
    ]


def test_the_buckets_policy_is_the_constructs_own_and_no_second_one_is_made() -> None:
    def build(stack: Stack) -> None:
        bucket = S3Destination(stack, "Archive").bucket
        statement = iam.PolicyStatement(
            actions=["s3:GetObject"], principals=[iam.AccountRootPrincipal()], resources=["*"]
        )
        assert not bucket.add_to_resource_policy(statement).statement_added

    assert sorted(made(build).of("AWS::S3::BucketPolicy")) == [
        "ArchiveResourcesAccessLogsPolicy",
        "ArchiveResourcesBucketPolicy",
    ]


def test_a_bucket_takes_no_snapshot_when_its_stack_goes() -> None:
    with pytest.raises(ValueError, match="removal_policy SNAPSHOT: AWS::S3::Bucket has no snapshots"):
        destination(removal_policy=RemovalPolicy.SNAPSHOT)


def test_a_given_bucket_is_left_as_it_is() -> None:
    found = made(lambda stack: S3Destination(stack, "Archive", bucket=s3.Bucket(stack, "Mine")))
    assert found.kinds() == {"Mine": "AWS::S3::Bucket"}


def test_the_given_bucket_is_the_bucket() -> None:
    stack = Stack(App(), "Stack")
    mine = s3.Bucket(stack, "Mine")
    assert S3Destination(stack, "Archive", bucket=mine).bucket is mine


@pytest.mark.parametrize("prefix", ["", "/a", "a/", "a//b", "${topic()}", "a/${x}/b", "a b", "ä", "a*", "a\n"])
def test_a_message_cannot_choose_where_it_is_stored_by_way_of_the_prefix(prefix: str) -> None:
    with pytest.raises(ValueError, match="^S3Destination") as refused:
        destination(prefix=prefix)
    assert str(refused.value) == (
        f"S3Destination prefix {prefix!r}: allowed are levels of a-z A-Z 0-9 ! _ . ( ) - with single slashes between; "
        "a substitution template would let a message choose where it is stored"
    )


@pytest.mark.parametrize("days", [0, -1])
def test_an_expiry_that_would_delete_at_once_is_refused(days: int) -> None:
    with pytest.raises(ValueError, match="^S3Destination") as refused:
        destination(expire_after_days=days)
    assert str(refused.value) == (
        f"S3Destination expire_after_days={days}: give 1 or more, or leave it out to keep all"
    )


def test_an_expiry_for_a_given_bucket_is_not_passed_over() -> None:
    stack = Stack(App(), "Stack")
    with pytest.raises(ValueError, match="with a bucket of yours: give that bucket the lifecycle rule"):
        S3Destination(stack, "Archive", bucket=s3.Bucket(stack, "Mine"), expire_after_days=30)


def test_the_l1_of_a_given_bucket_is_not_ours_to_give() -> None:
    stack = Stack(App(), "Stack")
    archive = S3Destination(stack, "Archive", bucket=s3.Bucket(stack, "Mine"))
    with pytest.raises(AttributeError, match="the bucket is yours; use the object that you gave"):
        _ = archive.cfn_bucket
