"""The limits that AWS IoT puts on policies and topics, each with its source, read 2026-11-22."""

import re

from iot_posture.policy.documents import MAX_POLICY_SIZE, PolicyDocument
from iot_posture.policy.errors import PolicyError, found

MAX_POLICIES_PER_PRINCIPAL = 10
"""Policies attached to one certificate or Cognito identity.

Source: docs.aws.amazon.com/general/latest/gr/iot-core.html.
"""

MAX_POLICIES_PER_THING_GROUP = 2
"""Policies attached to one thing group. Source: the same page."""

MAX_POLICY_VERSIONS = 5
"""Versions kept of one policy; only the default one counts. Source: the same page."""

MAX_GROUPS_PER_THING = 10
"""Thing groups one thing may be in. Source: the same page."""

MAX_AUTHORIZER_POLICIES = 10
"""Documents a custom authorizer may return, each of `MAX_POLICY_SIZE`.

Source: docs.aws.amazon.com/iot/latest/developerguide/config-custom-auth.html.
"""

MAX_TOPIC_BYTES = 256
"""UTF-8 bytes of a topic or topic filter. Source: docs.aws.amazon.com/general/latest/gr/iot-core.html."""

MAX_TOPIC_SLASHES = 7
"""Slashes of a topic or topic filter, the first three of a Basic Ingest topic not counted. Source: the same page."""

MAX_SUBSTITUTED_LENGTH = 1024
"""Characters of a certificate attribute that may stand in for a variable.

Source: docs.aws.amazon.com/iot/latest/developerguide/use-policy-variables.html.
"""

MAX_ATTRIBUTE_VALUES = 5
"""Values of one certificate attribute that are looked at. Source: the same page."""

PROPAGATION_MINUTES = (6, 8)
"""How long a changed policy takes to apply. Source: iot/latest/developerguide/iot-policies.html."""

_POLICY_NAME = re.compile(r"[\w+=,.@-]{1,128}", re.ASCII)


def check_size(document: PolicyDocument) -> None:
    """Refuse a document that `create-policy` would refuse for its size.

    Raises:
        PolicyError: more than `MAX_POLICY_SIZE` characters without white space.
    """
    if document.size > MAX_POLICY_SIZE:
        fact = f"found {document.size:,} characters without white space, at most {MAX_POLICY_SIZE:,} are allowed"
        raise PolicyError(f"{fact}. Next: split it; a principal may have {MAX_POLICIES_PER_PRINCIPAL} policies", "$")


def check_policy_name(name: str) -> None:
    """Refuse a name that `create-policy` would refuse.

    Raises:
        PolicyError: not 1 to 128 letters, digits and `_+=,.@-`.

    Source: botocore 1.44.5, model iot, shape PolicyName.
    """
    if not _POLICY_NAME.fullmatch(name):
        raise PolicyError(f"found the policy name {found(name)}; allowed are 1 to 128 letters, digits and _+=,.@-")
