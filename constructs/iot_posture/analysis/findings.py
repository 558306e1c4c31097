"""What an analysis says: findings, and the outcomes that checks give."""

from dataclasses import dataclass
from enum import StrEnum

from iot_posture.template import Node


class Severity(StrEnum):
    """How bad it is when the fact is true."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Verdict(StrEnum):
    """What a check could say. Where a check finds nothing, there is no finding."""

    VIOLATION = "violation"
    UNRESOLVED = "unresolved"
    CRASH = "crash"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact about a template, where it stands, and what to do next.

    `acknowledged` is the template's reason for living with it; such a finding is kept, and no longer counts.
    `device_defender` is the AWS IoT Device Defender audit check that will find the same once the template is deployed.
    """

    check_id: str
    name: str
    severity: Severity
    verdict: Verdict
    file: str
    resource: str
    path: str
    line: int | None
    message: str
    fix: str
    device_defender: str | None = None
    acknowledged: str | None = None
    also: tuple[str, ...] = ()
    """Other checks that could not tell either, at the same place."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A check's outcome: the fact is true at this node."""

    where: Node
    message: str
    fix: str
    device_defender: bool | str = True
    """False where the check goes beyond the Device Defender audit check that it corresponds to; the name of another
    audit check where that one finds this."""
    severity: Severity | None = None
    """Where this is less than what the check otherwise finds."""


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A check's outcome: the template does not tell. `question` completes "cannot tell ...", and `reason` says why.

    Without a reason it is that of the node, which is not known before deployment.
    """

    where: Node
    question: str
    reason: str = ""


Outcome = Violation | Unresolved
