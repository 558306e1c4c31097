"""ErrorQueue: where a rule puts a message that it could not deliver."""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from cdk_secure_iot._support.acknowledge import acknowledge
from cdk_secure_iot._support.alarms import add_alarm
from cdk_secure_iot._support.arns import arn_of_key, arn_of_topic
from cdk_secure_iot._support.fragment import Fragment, Json
from cdk_secure_iot._support.roles import allow
from cdk_secure_iot.encryption import key_for, key_permission
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
        encryption_key: kms.IKey | None = None,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        if queue is not None and queue.fifo:
            raise ValueError("ErrorQueue: AWS IoT cannot write to a FIFO queue; give a standard queue")
        super().__init__(scope, id)
        self.encryption_key = key_for(
            self,
            queue,
            encryption_key or (queue.encryption_master_key if queue else None),
            kind="queue",
            description="Messages that AWS IoT rules could not deliver",
            service="sqs",
            removal_policy=removal_policy,
        )
        """The key of the messages; None only for a queue of yours of which the CDK knows no customer-managed key."""
        self.queue: sqs.IQueue = queue or self._make_queue(removal_policy)
        """The queue that holds the messages, as the JSON of AWS IoT's error actions."""
        self._queue_arn = self.queue.queue_arn
        self._queue_url = self.queue.queue_url
        watch = Fragment()
        add_alarm(
            watch,
            "WaitingAlarm",
            description="A rule could not deliver messages; they wait in the error queue. Mend the cause, then redrive them.",
            dimensions={"QueueName": self.queue.queue_name},
            metric="ApproximateNumberOfMessagesVisible",
            namespace="AWS/SQS",
            statistic="Maximum",
            topic_arn=arn_of_topic(alarm_topic),
        )
        watch.make(self)

    def bind(self, source: RuleSource) -> Json:
        """Make the role for one rule and describe its error action."""
        statements = [allow("sqs:SendMessage", self._queue_arn)]
        if self.encryption_key is not None:
            actions = ["kms:Decrypt", "kms:GenerateDataKey"]
            statements.append(key_permission(arn_of_key(self.encryption_key), "sqs", actions))
        role = source.role_arn("Error", statements)
        return {"Sqs": {"QueueUrl": self._queue_url, "RoleArn": role, "UseBase64": False}}

    def _make_queue(self, removal_policy: RemovalPolicy) -> sqs.Queue:
        queue = sqs.Queue(
            self,
            "Queue",
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=self.encryption_key,
            enforce_ssl=True,
            removal_policy=removal_policy,
            retention_period=Duration.days(14),
        )
        acknowledge(
            queue,
            {
                "AwsSolutions::AwsSolutions-SQS3": "This queue is itself where undelivered messages end. People read it after "
                "its alarm, nothing consumes it that could fail and would need another queue."
            },
        )
        return queue
