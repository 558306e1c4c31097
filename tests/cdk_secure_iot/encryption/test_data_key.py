"""DataKey: whole key policies, and what stolen credentials cannot do under them."""

from typing import Any

import pytest
from aws_cdk import RemovalPolicy
from support.expected import ADMINISTER, USE_KEY, document
from support.templates import Made, made

from cdk_secure_iot import DataKey


def key(**properties: Any) -> Made:  # noqa: ANN401 -- the properties of the construct
    return made(lambda stack: DataKey(stack, "Key", **{"description": "Readings", "services": ["s3"], **properties}))


def test_a_stolen_administrator_cannot_decrypt_copied_ciphertext_directly() -> None:
    assert key(services=[]).only("AWS::KMS::Key")["KeyPolicy"] == document(ADMINISTER)
    uses = {"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*", "kms:CreateGrant", "kms:*"}
    assert not uses & set(ADMINISTER["Action"])


@pytest.mark.parametrize("service", USE_KEY)
def test_the_key_is_usable_only_through_the_services_that_are_named(service: str) -> None:
    assert key(services=[service]).only("AWS::KMS::Key")["KeyPolicy"] == document(ADMINISTER, *USE_KEY[service])


def test_statements_stand_in_the_order_of_their_services_whatever_the_order_given() -> None:
    expected = document(ADMINISTER, *(statement for service in sorted(USE_KEY) for statement in USE_KEY[service]))
    assert key(services=[*sorted(USE_KEY, reverse=True), "s3"]).only("AWS::KMS::Key")["KeyPolicy"] == expected


def test_a_key_that_leaked_once_is_replaced_within_a_year_and_outlives_its_stack() -> None:
    found = key().resources["Key"]
    policy = found["Properties"].pop("KeyPolicy")
    assert policy == document(ADMINISTER, *USE_KEY["s3"])
    assert found == {
        "Type": "AWS::KMS::Key",
        "Properties": {"Description": "Readings", "EnableKeyRotation": True},
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
    }


def test_rotation_waiting_period_and_removal_can_be_chosen() -> None:
    found = key(rotation_days=90, pending_days=7, removal_policy=RemovalPolicy.DESTROY).resources["Key"]
    assert found["Properties"].pop("KeyPolicy")
    assert found["Properties"] == {
        "Description": "Readings",
        "EnableKeyRotation": True,
        "PendingWindowInDays": 7,
        "RotationPeriodInDays": 90,
    }
    assert (found["DeletionPolicy"], found["UpdateReplacePolicy"]) == ("Delete", "Delete")


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        (
            {"services": ["s3", "lambda", "ec2"]},
            "DataKey services: ec2, lambda is not one of cloudwatch, dynamodb, logs, s3, sns, sqs",
        ),
        ({"rotation_days": 89}, "DataKey rotation_days=89: KMS allows 90 to 2560"),
        ({"rotation_days": 2561}, "DataKey rotation_days=2561: KMS allows 90 to 2560"),
        ({"pending_days": 6}, "DataKey pending_days=6: KMS allows 7 to 30"),
        ({"pending_days": 31}, "DataKey pending_days=31: KMS allows 7 to 30"),
    ],
)
def test_what_kms_would_refuse_is_refused(properties: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match="^DataKey") as refused:
        key(**properties)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("properties", "name", "days"),
    [
        ({"rotation_days": 2560}, "RotationPeriodInDays", 2560),
        ({"rotation_days": 90}, "RotationPeriodInDays", 90),
        ({"pending_days": 7}, "PendingWindowInDays", 7),
    ],
)
def test_the_limits_themselves_are_allowed(properties: dict[str, Any], name: str, days: int) -> None:
    assert key(services=["s3"], **properties).only("AWS::KMS::Key")[name] == days
