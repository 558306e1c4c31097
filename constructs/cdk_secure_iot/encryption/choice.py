"""Which key encrypts: the user's, made fit for the use, or one of the construct's own."""

import json
from collections.abc import Sequence

from aws_cdk import Annotations, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from cdk_secure_iot._support.arns import name_pseudo, via_service
from cdk_secure_iot._support.fragment import Json
from cdk_secure_iot._support.roles import allow
from cdk_secure_iot.encryption.data_key import DataKey
from cdk_secure_iot.encryption.key_policy import service_statements


def use_key(
    scope: Construct,
    given: kms.IKey | None,
    *,
    description: str,
    services: Sequence[str],
    removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    id: str = "Key",  # noqa: A002 -- the CDK's own name for it
) -> kms.IKey:
    """Give the key that encrypts: `given`, with what the services need in its policy, or a new DataKey under the scope.

    Raises:
        ValueError: the DataKey given cannot be used through one of the services, or the key given is an imported alias.
    """
    if given is None:
        return DataKey(scope, id, description=description, services=services, removal_policy=removal_policy)
    if isinstance(given, kms.Alias):
        given = given.alias_target_key
    if hasattr(given, "alias_name"):
        raise ValueError(
            "the encryption_key is an alias, and IAM policies cannot name a key by its alias. "
            "Next: kms.Key.from_key_arn(...) or kms.Key.from_lookup(...) gives the key itself"
        )
    if isinstance(given, DataKey):
        if missing := sorted(set(services) - given.services):
            raise ValueError(
                f"the DataKey given serves {', '.join(sorted(given.services))}, and this needs {', '.join(missing)}. "
                f"Next: DataKey(..., services={sorted(given.services | set(services))})"
            )
        return given
    for service in services:
        for statement in service_statements(service):
            _add(scope, given, statement)
    return given


def key_for(
    scope: Construct,
    given: object | None,
    key: kms.IKey | None,
    *,
    kind: str,
    description: str,
    service: str,
    removal_policy: RemovalPolicy,
) -> kms.IKey | None:
    """Give the key of a resource of this kind that the construct makes, or that it was given.

    A resource that was given may have no key that the CDK knows of. That is said in a warning, to be acknowledged with a reason.
    """
    if given is None or key is not None:
        return use_key(scope, key, description=description, services=[service], removal_policy=removal_policy)
    Annotations.of(scope).add_warning_v2(
        "cdk-secure-iot:no-customer-managed-key",
        f"The {kind} given has no customer-managed key that the CDK knows of. Give the key as encryption_key=, or acknowledge "
        "this warning with the reason why the data needs none.",
    )
    return None


def key_permission(key_arn: str, service: str, actions: Sequence[str]) -> Json:
    """The statement for the role of a caller that uses the key through a service."""
    return allow(list(actions), key_arn, StringEquals={"kms:ViaService": via_service(service)})


def _add(scope: Construct, key: kms.IKey, statement: Json) -> None:
    # The policy of an imported key cannot be changed from here. A statement that is missing there would show only in lost
    # messages, so it is said aloud: a warning fails a strict synth until somebody acknowledges that the statement is there.
    if not key.add_to_resource_policy(iam.PolicyStatement.from_json(dict(statement))).statement_added:
        text = name_pseudo(json.dumps(statement), "${", "}")
        Annotations.of(scope).add_warning_v2(
            f"cdk-secure-iot:imported-key-policy:{statement['Sid']}",
            f"The policy of an imported KMS key cannot be changed here. Make sure that it has: {text}",
        )
