"""DataKey: a customer-managed KMS key whose policy names the services that may use it."""

from collections.abc import Sequence

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from cdk_secure_iot._support.expect import expect_each
from cdk_secure_iot._support.roles import document
from cdk_secure_iot.encryption.key_policy import SERVICES, administration, service_statements

ROTATION_DAYS = range(90, 2561)
PENDING_DAYS = range(7, 31)


class DataKey(kms.Key):
    """A customer-managed key for data at rest, usable only through the AWS services that hold the data.

    It is a `kms.Key`: pass it wherever the CDK or this library takes one.

    Secure defaults:
        * The key rotates every 365 days.
        * IAM policies of the account can administer the key, but can let nobody encrypt or decrypt with it directly: only
          through `services` (`kms:ViaService`). A stolen credential with `kms:Decrypt` on `*` reads no copied ciphertext.
        * Service principals are let in only for this account's own log groups (`logs`) and alarms (`cloudwatch`).
        * Deletion waits 30 days, and the key outlives its stack (`removal_policy` RETAIN): without it the data is lost.

    Relaxing:
        * `services` names those through which callers of this account may use the key: any of cloudwatch, dynamodb, logs,
          s3, sns, sqs. The constructs of this library say so when one is missing.
        * `add_to_resource_policy`, as on every key of the CDK.

    Raises:
        ValueError: an unknown service, a rotation outside 90 to 2,560 days, a waiting period outside 7 to 30 days.

    Example:
        >>> from aws_cdk import App, Stack
        >>> data = DataKey(Stack(App(), "Stack"), "DataKey", description="Readings at rest", services=["s3"])
        >>> sorted(data.services)
        ['s3']

    Source:
        https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 -- the CDK's own name for it
        *,
        description: str,
        services: Sequence[str],
        rotation_days: int = 365,
        pending_days: int = 30,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        expect_each("DataKey services", services, str, 'a list such as ["s3"]')
        if unknown := sorted(set(services) - SERVICES.keys()):
            raise ValueError(f"DataKey services: {', '.join(unknown)} is not one of {', '.join(sorted(SERVICES))}")
        if rotation_days not in ROTATION_DAYS:
            raise ValueError(f"DataKey rotation_days={rotation_days}: KMS allows 90 to 2560")
        if pending_days not in PENDING_DAYS:
            raise ValueError(f"DataKey pending_days={pending_days}: KMS allows 7 to 30")
        statements = [administration()]
        for service in sorted(set(services)):
            statements += service_statements(service)
        super().__init__(
            scope,
            id,
            description=description,
            enable_key_rotation=True,
            # 365 and 30 days are what KMS does when told nothing.
            rotation_period=None if rotation_days == 365 else Duration.days(rotation_days),
            pending_window=None if pending_days == 30 else Duration.days(pending_days),
            policy=iam.PolicyDocument.from_json(document(statements)),
            removal_policy=removal_policy,
        )
        self.services = frozenset(services)
        """The services through which callers may use the key."""
