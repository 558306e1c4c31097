"""The report for code scanning: SARIF 2.1.0.

Source: docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html, read 2026-11-22.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from iot_posture import __version__
from iot_posture.analysis import Check, Finding, Severity
from iot_posture.analysis.baseline import BaselineEntry
from iot_posture.report.report import Report

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_Json = dict[str, Any]


def write_sarif(report: Report) -> str:
    """One run: each check that found something is a rule, each finding a result."""
    found = {finding.check_id for finding in [*report.findings, *report.known]} | {entry.id for entry in report.gone}
    rules = [check for check in report.checks if check.id in found]
    index = {check.id: place for place, check in enumerate(rules)}
    state = "new" if report.has_baseline else None
    results = [_result(finding, index, state) for finding in report.findings]
    results += [_result(finding, index, "unchanged") for finding in report.known]
    results += [_absent(entry, index) for entry in report.gone]
    driver = {"name": "iot-posture", "version": __version__, "rules": [_rule(check) for check in rules]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    head = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0"}
    return json.dumps({**head, "runs": [run]}, indent=2)


def _rule(check: Check) -> _Json:
    rule: _Json = {
        "id": check.id,
        "name": "".join(word.capitalize() for word in check.name.split("-")),
        "shortDescription": {"text": f"{check.title}."},
        "fullDescription": {"text": _paragraph(check.page)},
        "help": {"text": check.page.strip(), "markdown": check.page.strip()},
        "defaultConfiguration": {"level": _LEVELS[check.severity]},
        "properties": {"tags": ["security", "aws-iot", check.family]},
    }
    return rule | ({"helpUri": check.references[0]} if check.references else {})


def _paragraph(page: str) -> str:
    """The first paragraph under *Why it matters*, as one line."""
    why = page.partition("### Why it matters")[2].strip().partition("\n\n")[0]
    return " ".join((why or page.strip().partition("\n")[0]).split())


def _result(finding: Finding, index: dict[str, int], state: str | None) -> _Json:
    location: _Json = {"physicalLocation": {"artifactLocation": _artifact(finding.file)}}
    if finding.line is not None:
        location["physicalLocation"]["region"] = {"startLine": finding.line}
    place = ".".join(filter(None, [finding.resource, finding.path]))
    if place:
        location["logicalLocations"] = [{"fullyQualifiedName": place, "kind": "resource"}]
    entry = (finding.check_id, finding.file, finding.resource, finding.path, str(finding.verdict))
    result: _Json = {
        "ruleId": finding.check_id,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message} {finding.fix}"},
        "locations": [location],
        "partialFingerprints": {"iotPosture/v1": _fingerprint(entry)},
        "properties": {"verdict": str(finding.verdict), **_audit(finding)},
    }
    if finding.check_id in index:
        result["ruleIndex"] = index[finding.check_id]
    if finding.acknowledged is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": finding.acknowledged}]
    return result | ({} if state is None else {"baselineState": state})


def _absent(entry: BaselineEntry, index: dict[str, int]) -> _Json:
    result: _Json = {
        "ruleId": entry.id,
        "message": {"text": "The baseline knows this finding, and it no longer occurs."},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(entry.file)}}],
        "baselineState": "absent",
    }
    return result | ({"ruleIndex": index[entry.id]} if entry.id in index else {})


def _artifact(file: str) -> _Json:
    path = Path(file)
    if path.is_absolute():
        return {"uri": path.as_uri()}
    return {"uri": quote(os.fsencode(path.as_posix())), "uriBaseId": "%SRCROOT%"}


def _fingerprint(parts: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:32]


def _audit(finding: Finding) -> _Json:
    return {} if finding.device_defender is None else {"deviceDefender": finding.device_defender}
