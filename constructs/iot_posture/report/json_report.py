"""The report for programs: one JSON object."""

import json

from iot_posture.analysis import Finding
from iot_posture.report.report import Report
from iot_posture.report.summary import summarize


def write_json(report: Report) -> str:
    """The findings and the summary; `acknowledged` and `baseline` stand only where they say something."""
    findings = [_entry(finding) for finding in report.findings]
    findings += [{**_entry(finding), "baseline": "known"} for finding in report.known]
    return json.dumps({"findings": findings, "summary": summarize(report)}, indent=2)


def _entry(finding: Finding) -> dict[str, str | int | None]:
    entry: dict[str, str | int | None] = {
        "id": finding.check_id,
        "name": finding.name,
        "severity": finding.severity,
        "verdict": finding.verdict,
        "file": finding.file,
        "resource": finding.resource,
        "path": finding.path,
        "line": finding.line,
        "message": finding.message,
        "fix": finding.fix,
        "device_defender": finding.device_defender,
    }
    return entry if finding.acknowledged is None else entry | {"acknowledged": finding.acknowledged}
