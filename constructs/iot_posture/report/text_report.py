"""The report for people: findings by file and resource, and a line that sums up."""

from collections.abc import Sequence
from itertools import groupby

from iot_posture.analysis import Finding, Verdict
from iot_posture.report.summary import summarize


def write_text(findings: Sequence[Finding], templates: int) -> str:
    """Each finding that counts with its place, what it says and what to do; then the sum."""
    counted = [finding for finding in findings if finding.acknowledged is None]
    lines: list[str] = []
    for (file, resource), group in groupby(counted, key=lambda finding: (finding.file, finding.resource)):
        lines.append(f"{file}  {resource}".rstrip())
        for finding in group:
            kind = finding.severity if finding.verdict is Verdict.VIOLATION else finding.verdict
            lines.append(f"  {finding.check_id} {kind}: {finding.message}")
            place = finding.path if finding.line is None else f"line {finding.line}  {finding.path}"
            lines += [f"    at   {place}", f"    fix  {finding.fix}"]
        lines.append("")
    return "\n".join([*lines, _sum(findings, templates)])


def _sum(findings: Sequence[Finding], templates: int) -> str:
    counts = summarize(findings, templates)
    said = [f"{_count(templates, 'template')}, {_count(counts['findings'], 'finding')}"]
    said += [f"{counts[kind]} {kind}" for kind in ("unresolved", "crash", "acknowledged") if counts[kind]]
    more = " Next: `iot-posture explain ID` tells more about each." if counts["findings"] else ""
    return f"{', '.join(said)}.{more}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
