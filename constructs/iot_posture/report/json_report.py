"""The report for programs: one JSON object."""

import json
from collections.abc import Sequence

from iot_posture.analysis import Finding
from iot_posture.report.summary import summarize


def write_json(findings: Sequence[Finding], templates: int) -> str:
    """The findings and the summary; `acknowledged` stands only where the template gives a reason."""
    report = {"findings": [_entry(finding) for finding in findings], "summary": summarize(findings, templates)}
    return json.dumps(report, indent=2)


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
