"""Managed policies of AWS that allow, on every resource, what a role of an AWS IoT fleet needs on a few.

Source: docs.aws.amazon.com/aws-managed-policy/latest/reference/ (one page per policy) and
docs.aws.amazon.com/iot/latest/developerguide/security-iam-awsmanpol.html, read 2026-11-22.
"""

import re
from collections.abc import Mapping

BROAD_POLICIES: Mapping[str, tuple[str, str]] = {
    "AWSIoTConfigAccess": (
        "manages every certificate, policy, rule and thing of the account",
        "Allow the actions that are used, on the things and certificates that they are used for.",
    ),
    "AWSIoTDataAccess": (
        "connects, publishes and subscribes as any device, and changes the shadow of every thing",
        "Allow iot:Publish, iot:Subscribe and the shadow actions on the topics and things that are used.",
    ),
    "AWSIoTFullAccess": (
        "allows iot:* and iotjobsdata:* on everything",
        "Allow the actions that are used, on the resources that they are used on.",
    ),
    "AWSIoTRuleActions": (
        "writes to every table, bucket, queue, stream and topic of the account",
        "Allow the one action that the rule needs, on the one resource that it writes to.",
    ),
    "AWSIoTThingsRegistration": (
        "attaches any policy to any certificate, and changes and deletes every thing and certificate",
        "Allow the actions that the provisioning template uses, on thing/ and thinggroup/ of the fleet and on cert/*.",
    ),
}
"""What each policy lets its holder do, and what to write instead."""

ADMINISTRATOR_POLICIES: Mapping[str, str] = {
    "AdministratorAccess": "allows every action of every service",
    "IAMFullAccess": "hands out any access, to itself too",
    "PowerUserAccess": "allows every action of nearly every service",
}
"""Policies for people. A role that AWS IoT assumes has no use for them."""

FULL_ACCESS = re.compile(r"\w+FullAccess(?:_?[vV]\d+)?")
"""How AWS names the policies that grant full access to a service. Source: docs.aws.amazon.com/IAM/latest/UserGuide/
access_policies_managed-vs-inline.html, read 2026-11-23."""
