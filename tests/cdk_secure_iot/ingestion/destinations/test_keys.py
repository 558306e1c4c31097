"""Each destination under each kind of key: the role and the key's policy get exactly what is needed, or somebody is told."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from aws_cdk import Annotations, App, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from aws_cdk.assertions import Annotations as Said
from aws_cdk.assertions import Match
from support.expected import ADMINISTER, ROOT, USE_KEY, allow, allow_key, document
from support.templates import Json, made

from cdk_secure_iot import DataKey, DynamoDbDestination, ErrorQueue, RuleSource, S3Destination, Topic, TopicRule

IMPORTED = "arn:aws:kms:eu-central-1:111122223333:key/00000000-1111-2222-3333-444444444444"
WHOLE_ACCOUNT = {"Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": "kms:*", "Resource": "*"}


@dataclass(frozen=True)
class Kind:
    """One kind of destination: how a rule gets it, and what its role needs."""

    service: str
    key_actions: tuple[str, ...]
    write: Callable[[str], list[Json]]
    """The role's statement without a key, for the ARN of the bucket, table or queue."""
    make: Callable[..., object]
    """(stack, encryption_key, given) -> the destination under the id "Target"."""
    own: Callable[..., Any]
    """(stack, key or None) -> a bucket, table or queue of the user's own under the id "Mine"."""
    named: Callable[[Stack], Any]
    """A bucket, table or queue that the CDK only knows by name."""
    error: bool = False


def make_queue(stack: Stack, **properties: Any) -> ErrorQueue:  # noqa: ANN401 -- the properties of the construct
    return ErrorQueue(stack, "Target", alarm_topic=topic(stack), **properties)


def topic(stack: Stack) -> sns.ITopic:
    found = stack.node.try_find_child("Alarms")
    return found if isinstance(found, sns.Topic) else sns.Topic(stack, "Alarms")


STRING = dynamodb.AttributeType.STRING
KINDS = {
    "S3": Kind(
        service="s3",
        key_actions=("kms:GenerateDataKey",),
        write=lambda arn: [allow("s3:PutObject", f"{arn}/messages/the_rule/*")],
        make=lambda stack, encryption_key=None, given=None: S3Destination(
            stack, "Target", bucket=given, encryption_key=encryption_key
        ),
        own=lambda stack, key=None: s3.Bucket(stack, "Mine", encryption_key=key),
        named=lambda stack: s3.Bucket.from_bucket_name(stack, "Named", "named"),
    ),
    "DynamoDb": Kind(
        service="dynamodb",
        key_actions=(
            "kms:Decrypt",
            "kms:DescribeKey",
            "kms:Encrypt",
            "kms:GenerateDataKey",
            "kms:GenerateDataKeyWithoutPlaintext",
            "kms:ReEncryptFrom",
            "kms:ReEncryptTo",
        ),
        write=lambda arn: [allow("dynamodb:PutItem", arn)],
        make=lambda stack, encryption_key=None, given=None: DynamoDbDestination(
            stack, "Target", table=given, encryption_key=encryption_key
        ),
        own=lambda stack, key=None: dynamodb.Table(
            stack,
            "Mine",
            encryption_key=key,
            partition_key=dynamodb.Attribute(name="thing", type=STRING),
            sort_key=dynamodb.Attribute(name="received", type=STRING),
        ),
        named=lambda stack: dynamodb.Table.from_table_name(stack, "Named", "named"),
    ),
    "Error": Kind(
        service="sqs",
        key_actions=("kms:Decrypt", "kms:GenerateDataKey"),
        write=lambda arn: [allow("sqs:SendMessage", arn)],
        make=lambda stack, encryption_key=None, given=None: make_queue(
            stack, queue=given, encryption_key=encryption_key
        ),
        own=lambda stack, key=None: sqs.Queue(stack, "Mine", encryption_master_key=key),
        named=lambda stack: sqs.Queue.from_queue_arn(stack, "Named", "arn:aws:sqs:eu-central-1:111122223333:named"),
        error=True,
    ),
}
NAMED_ARNS = {
    "S3": "arn:<AWS::Partition>:s3:::named",
    "DynamoDb": "arn:<AWS::Partition>:dynamodb:<AWS::Region>:<AWS::AccountId>:table/named",
    "Error": "arn:aws:sqs:eu-central-1:111122223333:named",
}
MADE_ARNS = {"S3": "<TargetResourcesBucket.Arn>", "DynamoDb": "<TargetTable.Arn>", "Error": "<TargetQueue.Arn>"}
SIDS = {
    "S3": ["UseThroughS3"],
    "DynamoDb": ["UseThroughDynamodb", "LetTablesKeepGrants"],
    "Error": ["UseThroughSqs"],
}
every_kind = pytest.mark.parametrize("kind", KINDS)


class _Nowhere:
    """A destination of the user's own that needs nothing, so that only the error queue is seen."""

    def bind(self, source: RuleSource) -> Json:
        return {"Republish": {"RoleArn": "arn:aws:iam::111122223333:role/r", "Topic": source.topic.filter}}


def rule(stack: Stack, kind: str, **properties: Any) -> None:  # noqa: ANN401 -- the properties of the destination
    destination: Any = KINDS[kind].make(stack, **properties)
    TopicRule(
        stack,
        "Rule",
        alarm_topic=topic(stack),
        destinations=[_Nowhere() if KINDS[kind].error else destination],
        error_queue=destination if KINDS[kind].error else None,
        rule_name="the_rule",
        topic=Topic("dt/acme/{thing}/state"),
    )


def role_and_key(build: Callable[[Stack], object], kind: str, key: str = "") -> tuple[list[Json], Json]:
    found = made(build)
    policy: Json = found[key]["KeyPolicy"] if key else {}
    return found.permissions(f"RuleResources{kind}Role"), policy


def imported(stack: Stack) -> kms.IKey:
    return kms.Key.from_key_arn(stack, "Imported", IMPORTED)


@every_kind
def test_without_a_key_the_destination_has_one_that_only_its_service_can_use(kind: str) -> None:
    it = KINDS[kind]
    permissions, policy = role_and_key(lambda stack: rule(stack, kind), kind, "TargetKey")
    assert permissions == [*it.write(MADE_ARNS[kind]), allow_key("<TargetKey.Arn>", it.service, *it.key_actions)]
    assert policy == document(ADMINISTER, *USE_KEY[it.service])


@every_kind
def test_a_data_key_that_serves_the_service_is_used_as_it_is(kind: str) -> None:
    it = KINDS[kind]

    def build(stack: Stack) -> None:
        key = DataKey(stack, "Mine", description="All messages", services=["dynamodb", "s3", "sqs"])
        rule(stack, kind, encryption_key=key)

    permissions, policy = role_and_key(build, kind, "Mine")
    assert permissions == [*it.write(MADE_ARNS[kind]), allow_key("<Mine.Arn>", it.service, *it.key_actions)]
    assert policy == document(ADMINISTER, *USE_KEY["dynamodb"], *USE_KEY["s3"], *USE_KEY["sqs"])


@every_kind
def test_a_data_key_that_lacks_the_service_is_refused_before_messages_are_lost(kind: str) -> None:
    stack = Stack(App(), "Stack")
    key = DataKey(stack, "Mine", description="Logs", services=["logs"])
    service = KINDS[kind].service
    with pytest.raises(ValueError, match="^the DataKey given") as refused:
        rule(stack, kind, encryption_key=key)
    assert str(refused.value) == (
        f"the DataKey given serves logs, and this needs {service}. "
        f"Next: DataKey(..., services={sorted(['logs', service])})"
    )


@every_kind
def test_a_key_of_the_users_own_gets_exactly_the_statements_of_the_service(kind: str) -> None:
    it = KINDS[kind]
    permissions, policy = role_and_key(
        lambda stack: rule(stack, kind, encryption_key=kms.Key(stack, "Mine")), kind, "Mine"
    )
    assert permissions == [*it.write(MADE_ARNS[kind]), allow_key("<Mine.Arn>", it.service, *it.key_actions)]
    assert policy == document(WHOLE_ACCOUNT, *USE_KEY[it.service])


@cache
def stack_with_imported_key(kind: str) -> Stack:
    stack = Stack(App(), "Stack")
    rule(stack, kind, encryption_key=imported(stack))
    return stack


@every_kind
def test_an_imported_key_gives_the_role_its_rights(kind: str) -> None:
    it = KINDS[kind]
    permissions, _ = role_and_key(lambda stack: rule(stack, kind, encryption_key=imported(stack)), kind)
    assert permissions == [*it.write(MADE_ARNS[kind]), allow_key(IMPORTED, it.service, *it.key_actions)]


def resolved(statement: Json) -> str:
    """The statement as a warning prints it, with names that CloudFormation knows."""
    text = json.dumps(statement | {"Action": [statement["Action"]]}) if isinstance(statement["Action"], str) else None
    return (text or json.dumps(statement)).replace("<AWS::", "${AWS::").replace(">", "}")


@every_kind
def test_an_imported_key_whose_policy_cannot_be_mended_here_is_said_aloud(kind: str) -> None:
    stack = stack_with_imported_key(kind)
    warnings = [(each.id, str(each.entry.data)) for each in Said.from_stack(stack).find_warning("*", Match.any_value())]
    assert warnings == [
        (
            "/Stack/Target",
            "The policy of an imported KMS key cannot be changed here. Make sure that it has: "
            f"{resolved(statement)} [ack: cdk-secure-iot:imported-key-policy:{statement['Sid']}]",
        )
        for statement in USE_KEY[KINDS[kind].service]
    ]
    assert [statement["Sid"] for statement in USE_KEY[KINDS[kind].service]] == SIDS[kind]


@every_kind
def test_the_warning_on_an_imported_key_can_be_acknowledged(kind: str) -> None:
    stack = Stack(App(), "Stack")
    for sid in SIDS[kind]:
        Annotations.of(stack).acknowledge_warning(f"cdk-secure-iot:imported-key-policy:{sid}", "It stands there")
    rule(stack, kind, encryption_key=imported(stack))
    assert Said.from_stack(stack).find_warning("*", Match.any_value()) == []


@every_kind
def test_the_key_of_a_given_resource_is_found_without_being_given(kind: str) -> None:
    it = KINDS[kind]

    def build(stack: Stack) -> None:
        rule(stack, kind, given=it.own(stack, kms.Key(stack, "Secret")))

    permissions, policy = role_and_key(build, kind, "Secret")
    assert permissions == [*it.write("<Mine.Arn>"), allow_key("<Secret.Arn>", it.service, *it.key_actions)]
    assert policy == document(WHOLE_ACCOUNT, *USE_KEY[it.service])


@every_kind
def test_a_given_resource_without_a_customers_key_needs_no_rights_on_one(kind: str) -> None:
    it = KINDS[kind]
    found = made(lambda stack: rule(stack, kind, given=it.own(stack)))
    assert found.permissions(f"RuleResources{kind}Role") == it.write("<Mine.Arn>")
    assert sorted(found.of("AWS::KMS::Key")) == ([] if it.error else ["RuleErrorQueueKey"])


@pytest.mark.parametrize(("kind", "what"), [("S3", "bucket"), ("DynamoDb", "table"), ("Error", "queue")])
def test_messages_under_no_key_of_the_customers_are_said_aloud(kind: str, what: str) -> None:
    stack = Stack(App(), "Stack")
    KINDS[kind].make(stack, given=KINDS[kind].own(stack))
    said = [str(each.entry.data) for each in Said.from_stack(stack).find_warning("*", Match.any_value())]
    assert said == [
        f"The {what} given has no customer-managed key that the CDK knows of. Give the key as encryption_key=, or acknowledge "
        "this warning with the reason why the data needs none. [ack: cdk-secure-iot:no-customer-managed-key]"
    ]


@every_kind
def test_a_resource_known_by_name_is_used_with_the_key_that_is_given_for_it(kind: str) -> None:
    it = KINDS[kind]
    permissions, policy = role_and_key(
        lambda stack: rule(stack, kind, given=it.named(stack), encryption_key=kms.Key(stack, "Mine")), kind, "Mine"
    )
    assert permissions == [*it.write(NAMED_ARNS[kind]), allow_key("<Mine.Arn>", it.service, *it.key_actions)]
    assert policy == document(WHOLE_ACCOUNT, *USE_KEY[it.service])


def test_one_key_for_two_destinations_says_each_statement_once() -> None:
    def build(stack: Stack) -> None:
        key = kms.Key(stack, "Mine")
        S3Destination(stack, "One", encryption_key=key)
        S3Destination(stack, "Two", encryption_key=key)

    assert made(build)["Mine"]["KeyPolicy"] == document(WHOLE_ACCOUNT, *USE_KEY["s3"])


@every_kind
def test_an_alias_is_followed_to_its_key_as_policies_cannot_name_a_key_by_its_alias(kind: str) -> None:
    it = KINDS[kind]
    permissions, _ = role_and_key(
        lambda stack: rule(stack, kind, encryption_key=kms.Key(stack, "Mine").add_alias("mine")), kind, "Mine"
    )
    assert permissions == [*it.write(MADE_ARNS[kind]), allow_key("<Mine.Arn>", it.service, *it.key_actions)]


def test_an_imported_alias_is_refused_as_nobody_knows_its_key() -> None:
    stack = Stack(App(), "Stack")
    with pytest.raises(
        ValueError, match="the encryption_key is an alias, and IAM policies cannot name a key by its alias"
    ):
        S3Destination(stack, "Archive", encryption_key=kms.Alias.from_alias_name(stack, "Alias", "alias/mine"))
