"""NotificationTopic: an encrypted SNS topic to which alarms and AWS IoT can really publish."""

from collections.abc import Sequence

from aws_cdk import RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from constructs import Construct

from cdk_secure_iot._support.arns import arn, arn_of_key, arn_of_topic
from cdk_secure_iot._support.expect import expect_each
from cdk_secure_iot._support.fragment import Json
from cdk_secure_iot._support.roles import allow, source_conditions
from cdk_secure_iot.encryption import key_permission, use_key


class NotificationTopic(sns.Topic):
    """Where alarms and audit findings are told to people.

    It is an `sns.Topic`: pass it wherever the CDK or this library takes one.

    An encrypted topic with the AWS-managed key drops what alarms publish, without a word: the alarm turns red, nobody hears
    of it. This topic has a customer-managed key that lets this account's alarms in.

    Secure defaults:
        * Encrypted with a customer-managed key, TLS only.
        * CloudWatch may publish for alarms of this account, and for no other.
        * Deleted with its stack, as it holds nothing; its key is retained.

    Relaxing:
        * `encryption_key` is yours when given. It must serve `sns` and `cloudwatch`.
        * `emails` subscribes people. Each must confirm; until one does, nobody hears.

    Raises:
        ValueError: an e-mail address without `@`.

    Example:
        >>> from aws_cdk import App, Stack
        >>> alarms = NotificationTopic(Stack(App(), "Stack"), "Alarms", emails=["iot-security@example.com"])
        >>> alarms.node.path
        'Stack/Alarms'

    Source: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 -- the CDK's own name for it
        *,
        emails: Sequence[str] = (),
        encryption_key: kms.IKey | None = None,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        expect_each("NotificationTopic emails", emails, str, 'a list such as ["team@example.com"]')
        for email in emails:
            if "@" not in email.strip("@"):
                raise ValueError(
                    f"NotificationTopic emails: {email!r} is not an e-mail address, such as team@example.com"
                )
        key = use_key(
            scope,
            encryption_key,
            id=f"{id}Key",
            description="Notifications of AWS IoT alarms and audits",
            services=["sns", "cloudwatch"],
            removal_policy=removal_policy,
        )
        super().__init__(scope, id, master_key=key, enforce_ssl=True)
        self.encryption_key = key
        """The key of the messages."""
        alarms = {
            "Sid": "LetAlarmsPublish",
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": arn_of_topic(self),
            "Condition": source_conditions(arn("cloudwatch", "alarm:*")),
        }
        self.add_to_resource_policy(iam.PolicyStatement.from_json(alarms))
        for number, email in enumerate(emails):
            sns.CfnSubscription(self, f"Email{number}", topic_arn=arn_of_topic(self), protocol="email", endpoint=email)


def publish_permissions(topic: sns.ITopic, key: kms.IKey | None) -> list[Json]:
    """What a role needs to publish to a topic: the topic, and its key through SNS."""
    if key is None and isinstance(topic, NotificationTopic):
        key = topic.encryption_key
    statements = [allow("sns:Publish", arn_of_topic(topic))]
    if key is not None:
        statements.append(key_permission(arn_of_key(key), "sns", ["kms:Decrypt", "kms:GenerateDataKey"]))
    return statements
