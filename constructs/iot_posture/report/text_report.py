"""The report for people: findings by file and resource with the lines that they are about, and a line that sums up."""

from itertools import groupby

from iot_posture.analysis import Finding, Verdict
from iot_posture.report.report import Report
from iot_posture.report.source_lines import source_line
from iot_posture.report.summary import sentence


def write_text(report: Report) -> str:
    """Each finding that counts with its place, what it says and what to do; then the sum."""
    lines: list[str] = []
    for (file, resource), group in groupby(report.counted, key=lambda finding: (finding.file, finding.resource)):
        lines.append(f"{file}  {resource}".rstrip())
        for finding in group:
            lines += _said(finding)
        lines.append("")
    return "\n".join([*lines, sentence(report)])


def _said(finding: Finding) -> list[str]:
    kind = finding.severity if finding.verdict is Verdict.VIOLATION else finding.verdict
    said = [f"  {finding.check_id} {kind}: {finding.message}"]
    place = finding.path if finding.line is None else f"line {finding.line}  {finding.path}".rstrip()
    said += [f"    at   {place}"] if place else []
    source = source_line(finding.file, finding.line)
    said += [f"         | {source}"] if source else []
    return [*said, f"    fix  {finding.fix}"]
