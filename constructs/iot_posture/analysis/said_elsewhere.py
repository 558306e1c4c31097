"""What the checks of single patterns say of a policy, so that the proof of the whole does not say it again."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from iot_posture.analysis.reserved_topics import opened_features
from iot_posture.template import Resource

if TYPE_CHECKING:
    from iot_posture.proof import NamedPolicy

ON_TOPICS = frozenset({"iot:Publish", "iot:Subscribe", "iot:Receive", "iot:GetRetainedMessage"})
"""Of connections, shadows and jobs, other checks say what is open."""
_RESERVED = "/$aws/"


def said_elsewhere(resource: Resource, policy: "NamedPolicy") -> Callable[[str, str], bool]:
    """Tells, of an action and a resource of a statement, whether another check reports it where it is too wide."""
    opened = cache(lambda: {str(opened.access.node.text) for opened in opened_features(resource)})
    # What a Deny of all but its own leaves to a device, no check of single patterns says.
    exceptions = any(
        statement.statement.effect == "Deny" and statement.statement.not_resources for statement in policy.statements
    )
    return lambda action, written: (
        not exceptions
        and (action not in ON_TOPICS or _is_plain(written) or (_RESERVED in written and written in opened()))
    )


def _is_plain(resource: str) -> bool:
    """Whether a resource is open from its first character, or below a reserved topic without a variable."""
    kind, _, name = resource.split(":", 5)[-1].partition("/")
    if resource == "NotResource" or set(kind) & set("*?"):
        return True
    return name[:1] in ("*", "?", "#", "+") or (
        name.startswith("$aws/") and "${" not in name.replace("${template:", "")
    )
