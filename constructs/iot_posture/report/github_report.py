"""The report for GitHub Actions: a workflow command for each finding, which GitHub shows beside the line.

Source: docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands, read 2026-11-22.
"""

from iot_posture.analysis import Finding, Severity
from iot_posture.report.report import Report
from iot_posture.report.summary import sentence

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def write_github(report: Report) -> str:
    """An annotation for each finding that counts, and the sum."""
    return "\n".join([*(_annotation(finding) for finding in report.counted), sentence(report)])


def _annotation(finding: Finding) -> str:
    properties = {"file": finding.file, "line": finding.line, "title": f"{finding.check_id} {finding.name}"}
    given = ",".join(
        f"{key}={_escaped(str(value), _PROPERTY)}" for key, value in properties.items() if value is not None
    )
    place = ".".join(filter(None, [finding.resource, finding.path]))
    text = f"{finding.message}\n{finding.fix}\n{place}"
    return f"::{_COMMANDS[finding.severity]} {given}::{_escaped(text, _DATA)}"


def _escaped(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(each, each) for each in text)
