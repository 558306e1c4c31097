"""NotificationTopic: an encrypted SNS topic to which alarms and AWS IoT can really publish."""

from collections.abc import Sequence

from aws_cdk import RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from constructs import Construct

from cdk_secure_iot._support.arns import arn
from cdk_secure_iot._support.roles import JsonStatement, allow, source_conditions
from cdk_secure_iot.encryption import EncryptionKey, key_permission, use_key


class NotificationTopic(Construct):
    """Where alarms and audit findings are told to people.

    An encrypted topic with the AWS-managed key drops what alarms publish, without a word: the alarm turns red, nobody hears
    of it. This topic has a customer-managed key that lets this account's alarms in.

    Secure defaults:
        * Encrypted with a customer-managed key, TLS only.
        * CloudWatch may publish for alarms of this account, and for no other.
        * Deleted with its stack, as it holds nothing; its key waits 30 days.

    Relaxing:
        * `encryption_key` is yours when given. It must serve `sns` and `cloudwatch`.
        * `emails` subscribes people. Each must confirm; until one does, nobody hears.

    Raises:
        ValueError: an e-mail address without `@`.

    Example:
        >>> from aws_cdk import App, Stack
        >>> alarms = NotificationTopic(Stack(App(), "Stack"), "Alarms", emails=["iot-security@example.com"])
        >>> alarms.topic.node.path
        'Stack/Alarms/Topic'

    Source: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 -- the CDK's own name for it
        *,
        emails: Sequence[str] = (),
        encryption_key: EncryptionKey | None = None,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        for email in emails:
            if "@" not in email.strip("@"):
                raise ValueError(f"NotificationTopic emails: {email!r} is not an e-mail address, such as team@example.com")
        super().__init__(scope, id)
        self.encryption_key = use_key(
            self,
            encryption_key,
            description="Notifications of AWS IoT alarms and audits",
            services=["sns", "cloudwatch"],
            removal_policy=removal_policy,
        )
        """The key of the messages."""
        self.topic: sns.ITopic = sns.Topic(self, "Topic", master_key=self.encryption_key, enforce_ssl=True)
        """The topic, as other constructs take it."""
        self.topic_arn = self.topic.topic_arn
        """The ARN of the topic."""
        alarms = {
            "Sid": "LetAlarmsPublish",
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": self.topic_arn,
            "Condition": source_conditions(arn("cloudwatch", "alarm:*")),
        }
        self.topic.add_to_resource_policy(iam.PolicyStatement.from_json(alarms))
        for number, email in enumerate(emails):
            sns.CfnSubscription(self, f"Email{number}", topic_arn=self.topic_arn, protocol="email", endpoint=email)

    def publish_permissions(self) -> list[JsonStatement]:
        """What a role needs to publish here: the topic, and the key through SNS."""
        key_arn = self.encryption_key.key_arn
        return [allow("sns:Publish", self.topic_arn), key_permission(key_arn, "sns", ["kms:Decrypt", "kms:GenerateDataKey*"])]
