"""The report for test dashboards: JUnit XML, a suite for each template and a case for each finding in it."""

import re
from collections import defaultdict
from xml.sax.saxutils import escape, quoteattr

from iot_posture.analysis import Finding
from iot_posture.report.report import Report
from iot_posture.report.summary import summarize

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(report: Report) -> str:
    """A template without findings is one case that passes; what is acknowledged or known to a baseline is skipped."""
    cases: dict[str, list[tuple[Finding, str | None]]] = defaultdict(list)
    for finding in report.findings:
        cases[finding.file].append((finding, finding.acknowledged))
    for finding in report.known:
        cases[finding.file].append((finding, "known to the baseline"))
    total = sum(max(1, len(cases[file])) for file in report.files)
    head = f'<testsuites name="iot-posture" tests="{total}" failures="{summarize(report)["findings"]}">'
    suites = [_suite(file, cases[file]) for file in dict.fromkeys(report.files)]
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *suites, "</testsuites>"])


def _suite(file: str, cases: list[tuple[Finding, str | None]]) -> str:
    failures = sum(skipped is None for _, skipped in cases)
    counts = f'tests="{max(1, len(cases))}" failures="{failures}" skipped="{len(cases) - failures}"'
    inside = [_case(finding, skipped) for finding, skipped in cases]
    passed = f'<testcase classname={_attribute(file)} name="no findings"/>'
    return "\n".join([f"<testsuite name={_attribute(file)} {counts}>", *(inside or [passed]), "</testsuite>"])


def _case(finding: Finding, skipped: str | None) -> str:
    place = ".".join(filter(None, [finding.resource, finding.path]))
    name = f"{finding.check_id} {finding.name} {place}".rstrip()
    head = f"<testcase classname={_attribute(finding.file)} name={_attribute(name)}"
    head += f" file={_attribute(finding.file)}" + (f' line="{finding.line}">' if finding.line else ">")
    if skipped is not None:
        return f"{head}<skipped message={_attribute(skipped)}/></testcase>"
    kind = f"{finding.severity} {finding.verdict}"
    text = escape(_NOT_XML.sub("?", f"{finding.message}\n{finding.fix}"))
    return f'{head}<failure type="{kind}" message={_attribute(finding.message)}>{text}</failure></testcase>'


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("?", text))
