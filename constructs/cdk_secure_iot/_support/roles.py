"""Roles that AWS services assume, closed to confused deputies."""

from collections.abc import Mapping, Sequence

from aws_cdk import aws_iam as iam
from constructs import Construct

from cdk_secure_iot._support.arns import pseudo

JsonStatement = Mapping[str, object]
"""A statement of an IAM policy, as its JSON."""


def document(statements: Sequence[JsonStatement]) -> dict[str, object]:
    """An IAM policy document of these statements."""
    return {"Version": "2012-10-17", "Statement": [dict(statement) for statement in statements]}


def allow(actions: str | Sequence[str], resources: str | Sequence[str], **conditions: object) -> dict[str, object]:
    """An Allow statement of an identity policy; keyword arguments become condition operators."""
    statement: dict[str, object] = {"Effect": "Allow", "Action": actions, "Resource": resources}
    return statement | ({"Condition": conditions} if conditions else {})


def source_conditions(source_arn: str | None) -> dict[str, dict[str, str]]:
    """Conditions that stop a service from using a role or key for somebody else's resources.

    Source: https://docs.aws.amazon.com/iot/latest/developerguide/cross-service-confused-deputy-prevention.html
    """
    conditions = {"StringEquals": {"aws:SourceAccount": pseudo().account}}
    if source_arn is not None:
        conditions["ArnLike"] = {"aws:SourceArn": source_arn}
    return conditions


def service_role(
    scope: Construct,
    id: str,  # noqa: A002 -- the CDK's own name for it
    *,
    description: str,
    source_arn: str | None,
    statements: Sequence[JsonStatement] = (),
    managed_policies: Sequence[str] = (),
    service: str = "iot.amazonaws.com",
) -> tuple[iam.CfnRole, iam.CfnManagedPolicy | None]:
    """Make a role for one AWS service, with its permissions, if any, in a policy of its own; give both.

    `source_arn` is the ARN, or pattern, for which alone the service may assume the role; None where AWS does not document
    that the service sends it, and then the account alone is demanded. The role refers to its policy, not the reverse, so
    that nothing that refers to the role is created before its permissions are.
    """
    policies: list[str | iam.CfnManagedPolicy] = list(managed_policies)
    policy = None
    if statements:
        policy = iam.CfnManagedPolicy(scope, f"{id}Permissions", policy_document=document(statements), description=description)
        policies.append(policy)
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
        "Condition": source_conditions(source_arn),
    }
    role = iam.CfnRole(
        scope,
        id,
        assume_role_policy_document=document([trust]),
        description=description,
        managed_policy_arns=policies,
    )
    return role, policy
