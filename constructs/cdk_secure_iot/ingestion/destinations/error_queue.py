"""ErrorQueue: where a rule puts a message that it could not deliver."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_iot as iot
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from cdk_secure_iot._support.acknowledge import acknowledge
from cdk_secure_iot._support.alarms import alarm
from cdk_secure_iot._support.durations import days
from cdk_secure_iot._support.roles import allow
from cdk_secure_iot.encryption import EncryptionKey, key_permission, use_key
from cdk_secure_iot.ingestion.destinations.destination import RuleSource


class ErrorQueue(Construct):
    """An encrypted queue for messages whose rule actions failed, with an alarm when one arrives.

    A failed message holds the original payload, so the queue protects it as the destination would have.

    Secure defaults:
        * A key of its own: what breaks the destination's key does not break the queue that reports it.
        * TLS only, 14 days to act, RETAIN when the stack goes.
        * An alarm while a message waits.

    Relaxing:
        * `queue` and `encryption_key` are yours when given. A FIFO queue is refused: AWS IoT cannot write to one.

    Raises:
        ValueError: a FIFO queue.

    Example:
        >>> from aws_cdk import App, Stack, aws_sns as sns
        >>> stack = Stack(App(), "Stack")
        >>> errors = ErrorQueue(stack, "Errors", alarm_topic=sns.Topic(stack, "Alarms"))
        >>> errors.queue.node.path
        'Stack/Errors/Queue'

    Source: https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 -- the CDK's own name for it
        *,
        alarm_topic: sns.ITopic,
        queue: sqs.IQueue | None = None,
        encryption_key: EncryptionKey | None = None,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        if queue is not None and queue.fifo:
            raise ValueError("ErrorQueue: AWS IoT cannot write to a FIFO queue; give a standard queue")
        super().__init__(scope, id)
        key = encryption_key
        if queue is not None and key is None:
            key = queue.encryption_master_key
        self.encryption_key: kms.IKey | None = None
        """The key of the messages; None only for a queue of yours of which the CDK knows no customer-managed key."""
        if queue is None or key is not None:
            self.encryption_key = use_key(
                self,
                key,
                description="Messages that AWS IoT rules could not deliver",
                services=["sqs"],
                removal_policy=removal_policy,
            )
        self.queue: sqs.IQueue = queue or self._make_queue(removal_policy)
        """The queue that holds the messages, as the JSON of AWS IoT's error actions."""
        self._queue_arn = self.queue.queue_arn
        self._queue_url = self.queue.queue_url
        self._key_arn = None if self.encryption_key is None else self.encryption_key.key_arn
        alarm(
            self,
            "WaitingAlarm",
            description="A rule could not deliver messages; they wait in the error queue. Mend the cause, then redrive them.",
            topic=alarm_topic,
            namespace="AWS/SQS",
            metric="ApproximateNumberOfMessagesVisible",
            dimensions={"QueueName": self.queue.queue_name},
            statistic="Maximum",
        )

    def bind(self, source: RuleSource) -> iot.CfnTopicRule.ActionProperty:
        """Make the role for one rule and describe its action."""
        statements = [allow("sqs:SendMessage", self._queue_arn)]
        if self._key_arn is not None:
            statements.append(key_permission(self._key_arn, "sqs", ["kms:Decrypt", "kms:GenerateDataKey"]))
        return iot.CfnTopicRule.ActionProperty(
            sqs=iot.CfnTopicRule.SqsActionProperty(
                queue_url=self._queue_url,
                role_arn=source.role_arn("Error", statements),
                use_base64=False,
            )
        )

    def _make_queue(self, removal_policy: RemovalPolicy) -> sqs.Queue:
        queue = sqs.Queue(
            self,
            "Queue",
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=self.encryption_key,
            enforce_ssl=True,
            removal_policy=removal_policy,
            retention_period=days(14),
        )
        acknowledge(
            queue,
            {
                "AwsSolutions::AwsSolutions-SQS3": "This queue is itself where undelivered messages end. People read it after "
                "its alarm, nothing consumes it that could fail and would need another queue."
            },
        )
        return queue
