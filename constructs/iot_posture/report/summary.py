"""What a report counts, and the sentence that sums it up."""

from iot_posture.analysis import Severity, Verdict
from iot_posture.report.report import Report


def summarize(report: Report) -> dict[str, int]:
    """How many templates were read and how many findings count, by verdict and by severity."""
    counted = report.counted
    baseline = {"known": len(report.known), "gone": len(report.gone)} if report.has_baseline else {}
    return {
        "templates": len(report.files),
        "findings": len(counted),
        "acknowledged": len(report.findings) - len(counted),
        **{str(verdict): sum(finding.verdict is verdict for finding in counted) for verdict in Verdict},
        **{str(severity): sum(finding.severity is severity for finding in counted) for severity in Severity},
        **baseline,
    }


def sentence(report: Report) -> str:
    """The sum in words."""
    counts = summarize(report)
    said = [_count(counts["templates"], "template"), _count(counts["findings"], "finding")]
    said += [f"{counts[kind]} {kind}" for kind in ("unresolved", "crash", "acknowledged") if counts[kind]]
    said += [f"{counts['known']} known to the baseline"] if counts.get("known") else []
    more = " Next: `iot-posture explain ID` tells more about each." if counts["findings"] else ""
    return f"{', '.join(said)}.{more}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
