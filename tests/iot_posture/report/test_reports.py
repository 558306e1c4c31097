"""Reports: each format is what its readers take, and no text of a template can break out of it."""

import importlib
import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from iot_posture.analysis import Finding, Severity, Verdict
from iot_posture.analysis.baseline import BaselineEntry
from iot_posture.checks import CHECKS
from iot_posture.report import FORMATS, Report, write_github, write_junit, write_sarif, write_text

OPEN = Finding(
    "IOT501",
    "logging-disabled",
    Severity.ERROR,
    Verdict.VIOLATION,
    "infra/fleet a.json",
    "Logging",
    "Properties.DefaultLogLevel",
    6,
    "The log level is DISABLED.",
    "Set it.",
    "LOGGING_DISABLED_CHECK",
)
QUESTION = replace(OPEN, check_id="IOT102", name="q", severity=Severity.WARNING, verdict=Verdict.UNRESOLVED, line=None)
HINT = replace(
    OPEN, check_id="IOT517", name="h", severity=Severity.INFO, file="/abs/x.yaml", resource="", path="", line=1
)
ACKNOWLEDGED = replace(OPEN, resource="Lab", acknowledged='a "lab" <1>')
HOSTILE = replace(
    OPEN,
    file="a,b:c%.json",
    resource="\x1b[31m]]>\ud800",
    message="first\nsecond\r100% <b> & ::error::\x00",
    fix="]]> \ufffe",
)
GONE = BaselineEntry("old.json", "R", "Properties", "IOT401", "violation")
ALL = [OPEN, QUESTION, HINT, ACKNOWLEDGED, HOSTILE]
REPORT = Report(ALL, ["infra/fleet a.json", "/abs/x.yaml", "a,b:c%.json", "clean.json"], CHECKS)
WITH_BASELINE = replace(REPORT, findings=[OPEN], has_baseline=True, known=[QUESTION], gone=[GONE])
EMPTY = Report([], ["clean.json"], CHECKS)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("report", [REPORT, WITH_BASELINE, EMPTY], ids=["all", "baseline", "empty"])
def test_every_format_writes_every_report_as_text_that_can_be_stored(name: str, report: Report) -> None:
    assert FORMATS[name](report).encode("utf-8", "backslashreplace")


def misfits(log: object) -> list[str]:
    """What in a SARIF log its schema does not allow: that of SchemaStore, as @microsoft/jest-sarif 1.0.0-beta.0 (MIT) ships it."""
    text = (Path(__file__).parent / "data" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8")
    validator = importlib.import_module("jsonschema").Draft4Validator(json.loads(text))
    errors = sorted(validator.iter_errors(log), key=lambda error: error.json_path)
    return [f"{error.json_path}: {error.message}" for error in errors]


@pytest.mark.parametrize("report", [REPORT, WITH_BASELINE, EMPTY], ids=["all", "baseline", "empty"])
def test_sarif_is_what_the_schema_says(report: Report) -> None:
    log = json.loads(write_sarif(report))
    assert misfits(log) == []
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)


def test_the_test_of_the_schema_can_fail() -> None:
    log = {"version": "2.1.0", "runs": [{"tool": {"driver": {"nam": "x"}}, "results": [{"level": "info"}]}]}
    assert sorted({error.partition(": ")[0] for error in misfits(log)}) == [
        "$.runs[0].results[0]",
        "$.runs[0].results[0].level",
        "$.runs[0].tool.driver",
    ]


def test_sarif_has_rules_regions_suppressions_and_fingerprints() -> None:
    (run,) = json.loads(write_sarif(REPORT))["runs"]
    rules, results = run["tool"]["driver"]["rules"], run["results"]
    assert [rule["id"] for rule in rules] == ["IOT102", "IOT501", "IOT517"]
    assert all(rule["help"]["markdown"] and rule["fullDescription"]["text"].endswith(".") for rule in rules)
    assert [rules[result["ruleIndex"]]["id"] for result in results] == [finding.check_id for finding in ALL]
    assert [result["level"] for result in results] == ["error", "warning", "note", "error", "error"]
    physical = [result["locations"][0]["physicalLocation"] for result in results]
    assert [place.get("region") for place in physical[:3]] == [{"startLine": 6}, None, {"startLine": 1}]
    assert [place["artifactLocation"] for place in physical[:3:2]] == [
        {"uri": "infra/fleet%20a.json", "uriBaseId": "%SRCROOT%"},
        {"uri": "file:///abs/x.yaml"},
    ]
    assert results[3]["suppressions"] == [{"kind": "inSource", "justification": 'a "lab" <1>'}]
    assert len({result["partialFingerprints"]["iotPosture/v1"] for result in results}) == len(ALL)
    assert all("baselineState" not in result for result in results)


def test_sarif_tells_new_from_known_and_gone() -> None:
    (run,) = json.loads(write_sarif(WITH_BASELINE))["runs"]
    assert [(result["ruleId"], result["baselineState"]) for result in run["results"]] == [
        ("IOT501", "new"),
        ("IOT102", "unchanged"),
        ("IOT401", "absent"),
    ]


def test_junit_has_a_suite_for_each_template_and_a_case_for_each_finding() -> None:
    root = ET.fromstring(write_junit(REPORT))  # noqa: S314 -- our own
    assert (root.attrib["tests"], root.attrib["failures"]) == ("6", "4")
    assert [
        (suite.attrib["name"], len(suite), suite.attrib["failures"], suite.attrib["skipped"]) for suite in root
    ] == [
        ("infra/fleet a.json", 3, "2", "1"),
        ("/abs/x.yaml", 1, "1", "0"),
        ("a,b:c%.json", 1, "1", "0"),
        ("clean.json", 1, "0", "0"),
    ]
    failure = root[0][0][0]
    assert (failure.tag, failure.attrib["message"], failure.text) == (
        "failure",
        OPEN.message,
        f"{OPEN.message}\n{OPEN.fix}",
    )
    assert root[0][2][0].attrib == {"message": 'a "lab" <1>'}
    assert root[2][0][0].text == "first\nsecond\n100% <b> & ::error::?\n]]> ?"


def test_junit_skips_what_the_baseline_knows() -> None:
    root = ET.fromstring(write_junit(WITH_BASELINE))  # noqa: S314 -- our own
    assert [case[0].tag for case in root[0]] == ["failure", "skipped"]


def test_annotations_stay_one_line_each_whatever_the_template_says() -> None:
    lines = write_github(REPORT).split("\n")
    assert lines[0] == (
        "::error file=infra/fleet a.json,line=6,title=IOT501 logging-disabled::"
        "The log level is DISABLED.%0ASet it.%0ALogging.Properties.DefaultLogLevel"
    )
    assert [line.partition(" ")[0] for line in lines[:4]] == ["::error", "::warning", "::notice", "::error"]
    assert lines[3].startswith("::error file=a%2Cb%3Ac%25.json,line=6,title=")
    assert "first%0Asecond%0D100%25 <b> & ::error::" in lines[3]
    assert lines[4].startswith("4 templates, 4 findings, 1 unresolved, 1 acknowledged. Next: ")
    assert len(lines) == 5


def test_text_shows_the_line_without_what_a_terminal_would_obey(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text("{\n" * 5 + '   "DefaultLogLevel": "\x1b[31mDISABLED\u202e' + "x" * 200, encoding="utf-8")
    said = write_text(Report([replace(OPEN, file=str(file))], [str(file)], CHECKS)).splitlines()
    assert said[3].startswith('         | "DefaultLogLevel": " [31mDISABLED x')
    assert said[3].endswith("x ...")
    assert len(said[3]) < 140


def test_text_does_without_a_line_that_is_no_longer_there(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    for file in ("a.json", "gone.json"):
        said = write_text(Report([replace(OPEN, file=str(tmp_path / file))], [], CHECKS))
        assert "|" not in said.replace(str(tmp_path), "")
