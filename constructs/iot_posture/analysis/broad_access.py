"""The outcome of a check that found an Allow to be too broad."""

from iot_posture.analysis.findings import Outcome, Unresolved, Violation
from iot_posture.template import Access


def broad(access: Access, question: str, message: str, fix: str, *, audited: bool = False) -> Outcome:
    """A violation where the resource stands, or unresolved where the template leaves open whether it is allowed."""
    if access.unsure is not None:
        return Unresolved(access.unsure, question)
    return Violation(access.node, message, fix, device_defender=audited)
