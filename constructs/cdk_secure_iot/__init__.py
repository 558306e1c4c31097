"""Secure AWS IoT stacks: CDK constructs that are least privilege, encrypted, audited and alarmed when you say nothing.

Names are loaded when they are first used: a policy-only app does not load the modules of S3 and DynamoDB.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cdk_secure_iot.baseline import IotSecurityChecks as IotSecurityChecks
    from cdk_secure_iot.baseline import SecurityBaseline as SecurityBaseline
    from cdk_secure_iot.detection import AccountLogging as AccountLogging
    from cdk_secure_iot.detection import AuditCheck as AuditCheck
    from cdk_secure_iot.detection import Behavior as Behavior
    from cdk_secure_iot.detection import DeviceDefenderAudit as DeviceDefenderAudit
    from cdk_secure_iot.detection import FleetAlarms as FleetAlarms
    from cdk_secure_iot.detection import NotificationTopic as NotificationTopic
    from cdk_secure_iot.detection import SecurityProfile as SecurityProfile
    from cdk_secure_iot.encryption import DataKey as DataKey
    from cdk_secure_iot.identity import ThingPolicy as ThingPolicy
    from cdk_secure_iot.identity import ThingPolicyError as ThingPolicyError
    from cdk_secure_iot.ingestion import Destination as Destination
    from cdk_secure_iot.ingestion import DynamoDbDestination as DynamoDbDestination
    from cdk_secure_iot.ingestion import ErrorQueue as ErrorQueue
    from cdk_secure_iot.ingestion import RuleSource as RuleSource
    from cdk_secure_iot.ingestion import S3Destination as S3Destination
    from cdk_secure_iot.ingestion import TopicRule as TopicRule
    from cdk_secure_iot.topics import Topic as Topic
    from cdk_secure_iot.topics import TopicError as TopicError
    from cdk_secure_iot.topics import TopicSpace as TopicSpace

_HOME = {
    "baseline": ("IotSecurityChecks", "SecurityBaseline"),
    "detection": (
        "AccountLogging",
        "AuditCheck",
        "Behavior",
        "DeviceDefenderAudit",
        "FleetAlarms",
        "NotificationTopic",
        "SecurityProfile",
    ),
    "encryption": ("DataKey",),
    "identity": ("ThingPolicy", "ThingPolicyError"),
    "ingestion": ("Destination", "DynamoDbDestination", "ErrorQueue", "RuleSource", "S3Destination", "TopicRule"),
    "topics": ("Topic", "TopicError", "TopicSpace"),
}
_MODULE = {name: module for module, names in _HOME.items() for name in names}

__all__ = sorted(_MODULE)  # noqa: PLE0605 -- the names above, which type checkers read from the imports


def __getattr__(name: str) -> object:
    if name not in _MODULE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULE[name]}"), name)


def __dir__() -> list[str]:
    return __all__
