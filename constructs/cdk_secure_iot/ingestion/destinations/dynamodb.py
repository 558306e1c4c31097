"""DynamoDbDestination: messages as items of an encrypted table, by thing and time."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from constructs import Construct

from cdk_secure_iot._support.acknowledge import acknowledge
from cdk_secure_iot._support.arns import arn_of_key
from cdk_secure_iot._support.fragment import Json
from cdk_secure_iot._support.roles import allow
from cdk_secure_iot.encryption import READ_AND_WRITE, key_for, key_permission
from cdk_secure_iot.ingestion.destinations.destination import RuleSource


class DynamoDbDestination(Construct):
    """Messages as items: the thing is the partition key, the time of arrival with a random part the sort key.

    Secure defaults:
        * Encrypted with a customer-managed key, recoverable to any second of 35 days, protected from deletion, RETAIN.
        * The partition key is the topic level that policies pin to the thing, never a field of the payload: a device cannot
          write into another's partition. The sort key is `<milliseconds>-<uuid>`: two messages never overwrite one another.
        * The rule's role may put items into this one table, and nothing else.

    Relaxing:
        * `table` and `encryption_key` are yours when given; `thing_attribute` and `time_attribute` are then the table's own
          keys, both strings. With a table under a customer-managed key that the CDK only knows by name, give that key too.
        * `deletion_protection=False` together with `removal_policy` for a stack that is to be thrown away.

    Raises:
        ValueError: an attribute name with a substitution template.

    Example:
        >>> from aws_cdk import App, Stack
        >>> latest = DynamoDbDestination(Stack(App(), "Stack"), "Readings")
        >>> latest.table.node.path
        'Stack/Readings/Table'

    Source: https://docs.aws.amazon.com/iot/latest/developerguide/dynamodb-rule-action.html
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 -- the CDK's own name for it
        *,
        table: dynamodb.ITable | None = None,
        encryption_key: kms.IKey | None = None,
        thing_attribute: str = "thing",
        time_attribute: str = "received",
        payload_attribute: str = "payload",
        deletion_protection: bool = True,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        for name in (thing_attribute, time_attribute, payload_attribute):
            if not name or "${" in name:
                raise ValueError(
                    f"DynamoDbDestination attribute {name!r}: give a plain attribute name; a substitution template would let a "
                    "message choose which attribute it writes"
                )
        super().__init__(scope, id)
        self.thing_attribute = thing_attribute
        self.time_attribute = time_attribute
        self.payload_attribute = payload_attribute
        self.encryption_key = key_for(
            self,
            table,
            encryption_key or (table.encryption_key if table else None),
            kind="table",
            description="Messages of AWS IoT devices in DynamoDB",
            service="dynamodb",
            removal_policy=removal_policy,
        )
        """The key of the items; None only for a table of yours of which the CDK knows no customer-managed key."""
        self.table: dynamodb.ITable = table or self._make_table(deletion_protection, removal_policy)
        """The table that holds the messages."""
        self._table_arn = self.table.table_arn
        self._table_name = self.table.table_name

    def bind(self, source: RuleSource) -> Json:
        """Make the role for one rule and describe its action.

        Raises:
            ValueError: the rule's topic is shared, so that no level of it says whose a message is.
        """
        if not source.topic.owned:
            raise ValueError(
                f"DynamoDbDestination: topic {source.topic.template!r} has no {{thing}} level to take the partition key from. "
                "Use a topic that has one, or an S3Destination"
            )
        statements = [allow("dynamodb:PutItem", self._table_arn)]
        if self.encryption_key is not None:
            statements.append(key_permission(arn_of_key(self.encryption_key), "dynamodb", READ_AND_WRITE))
        return {
            # DynamoDBv2 would take the keys from the payload, where a device can write any name it likes.
            "DynamoDB": {
                "TableName": self._table_name,
                "HashKeyField": self.thing_attribute,
                "HashKeyValue": f"${{{source.topic.sql_thing}}}",
                "HashKeyType": "STRING",
                "RangeKeyField": self.time_attribute,
                "RangeKeyValue": "${timestamp()}-${newuuid()}",
                "RangeKeyType": "STRING",
                "PayloadField": self.payload_attribute,
                "RoleArn": source.role_arn("DynamoDb", statements),
            }
        }

    def _make_table(self, deletion_protection: bool, removal_policy: RemovalPolicy) -> dynamodb.Table:
        table = dynamodb.Table(
            self,
            "Table",
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            deletion_protection=deletion_protection,
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
            encryption_key=self.encryption_key,
            partition_key=dynamodb.Attribute(name=self.thing_attribute, type=dynamodb.AttributeType.STRING),
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            removal_policy=removal_policy,
            sort_key=dynamodb.Attribute(name=self.time_attribute, type=dynamodb.AttributeType.STRING),
        )
        acknowledge(
            table,
            {
                "NIST.800.53.R5::NIST.800.53.R5-DynamoDBInBackupPlan": "Point-in-time recovery keeps every second of the last "
                "35 days. Backups for longer are a plan of the account, which selects tables by tag, not of this table."
            },
        )
        return table
