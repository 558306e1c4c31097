"""Independent sources of facts that ship offline: the CloudFormation schemas of cfn-lint, and botocore's models."""

import importlib
from functools import cache
from typing import Any


@cache
def schema(kind: str) -> dict[str, Any]:
    """The CloudFormation schema of a resource type."""
    manager = importlib.import_module("cfnlint.schema.manager").PROVIDER_SCHEMA_MANAGER
    found: dict[str, Any] = manager.get_resource_schema("us-east-1", kind).schema
    return found


@cache
def iot_regions() -> frozenset[str]:
    """The regions with AWS IoT, in the partitions that accounts can be opened in."""
    session = importlib.import_module("botocore.session").get_session()
    partitions = ("aws", "aws-cn", "aws-us-gov")
    return frozenset(
        region for partition in partitions for region in session.get_available_regions("iot", partition_name=partition)
    )
