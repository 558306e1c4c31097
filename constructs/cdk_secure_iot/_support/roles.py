"""Roles that AWS IoT assumes, closed to confused deputies."""

from collections.abc import Sequence

from cdk_secure_iot._support.arns import pseudo
from cdk_secure_iot._support.fragment import Fragment, Json, ref


def document(statements: Sequence[Json]) -> dict[str, object]:
    """An IAM policy document of these statements."""
    return {"Version": "2012-10-17", "Statement": [dict(statement) for statement in statements]}


def allow(actions: str | Sequence[str], resources: str | Sequence[str], **conditions: object) -> Json:
    """An Allow statement of an identity policy; keyword arguments become condition operators."""
    statement: dict[str, object] = {"Effect": "Allow", "Action": actions, "Resource": resources}
    return statement | ({"Condition": conditions} if conditions else {})


def source_conditions(source_arn: object | None) -> dict[str, dict[str, object]]:
    """Conditions that stop a service from using a role, key or bucket for somebody else's resources.

    Source: https://docs.aws.amazon.com/iot/latest/developerguide/cross-service-confused-deputy-prevention.html
    """
    conditions: dict[str, dict[str, object]] = {"StringEquals": {"aws:SourceAccount": pseudo().account}}
    if source_arn is not None:
        conditions["ArnLike"] = {"aws:SourceArn": source_arn}
    return conditions


def add_service_role(
    fragment: Fragment,
    name: str,
    *,
    description: str,
    source_arn: str | None,
    statements: Sequence[Json] = (),
    managed_policies: Sequence[str] = (),
    confined: bool = True,
) -> None:
    """Add a role for AWS IoT, with its permissions, if any, in a policy of its own.

    `source_arn` is the ARN, or pattern, for which alone AWS IoT may assume the role; None where AWS does not document
    that it is sent, and then the account alone is demanded. `confined` False demands nothing. The role refers to
    its policy, not the reverse, so that nothing that refers to the role is created before its permissions are.
    """
    attached: list[object] = list(managed_policies)
    if statements:
        permissions = {"Description": description, "PolicyDocument": document(statements)}
        fragment.add(f"{name}Permissions", "AWS::IAM::ManagedPolicy", permissions)
        attached.append(ref(f"{name}Permissions"))
    principal = {"Service": "iot.amazonaws.com"}
    trust: dict[str, object] = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    if confined:
        trust["Condition"] = source_conditions(source_arn)
    properties = {
        "AssumeRolePolicyDocument": document([trust]),
        "Description": description,
        "ManagedPolicyArns": attached,
    }
    fragment.add(name, "AWS::IAM::Role", properties)
