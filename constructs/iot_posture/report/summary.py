"""What a report counts."""

from collections.abc import Sequence

from iot_posture.analysis import Finding, Severity, Verdict


def summarize(findings: Sequence[Finding], templates: int) -> dict[str, int]:
    """How many templates were read and how many findings count, by verdict and by severity."""
    counted = [finding for finding in findings if finding.acknowledged is None]
    return {
        "templates": templates,
        "findings": len(counted),
        "acknowledged": len(findings) - len(counted),
        **{str(verdict): sum(finding.verdict is verdict for finding in counted) for verdict in Verdict},
        **{str(severity): sum(finding.severity is severity for finding in counted) for severity in Severity},
    }
