"""Every case file runs through all checks, and the whole set of findings must be the expected one."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from iot_posture.analysis import EachResource, Finding, analyse
from iot_posture.checks import CHECKS
from iot_posture.template import Template

LAST_TO_NAME_IT = "IOT201"
"""What cannot be read is named by the checks of grammar and of actions; the checks after this one leave it to them."""

CASES = Path(__file__).parent / "cases"
FILES = sorted(CASES.glob("*.yaml"))


def read(file: Path) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return cases


def template_of(case: dict[str, Any]) -> object:
    """The template of a case; a bare policy becomes the document of one AWS::IoT::Policy, of today's version."""
    if "template" in case:
        return case["template"]
    written = case["policy"]
    document = {"Version": "2012-10-17", **written} if isinstance(written, dict) else written
    return {"Resources": {"Policy": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": document}}}}


def others(finding: Finding) -> list[str]:
    """The other checks that stop at the same place, which the finding names at its end."""
    _, _, named = finding.message.partition(" Nor can ")
    return re.findall(r"IOT\d+", named)


def expected_others(entry: dict[str, Any]) -> list[str]:
    """The checks that are expected to stop at the same place; all of them can be asked for where nothing is readable."""
    listed: str | list[str] = entry.get("also", [])
    if isinstance(listed, list):
        return listed
    assert listed == "every check of policies"
    return [
        check.id
        for check in CHECKS
        if isinstance(check.scope, EachResource)
        and "AWS::IoT::Policy" in check.scope.types
        and check.id <= LAST_TO_NAME_IT
        and check.id not in (entry["id"], *entry.get("but", []))
    ]


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=f"{file.stem}: {case['why']}") for file in FILES for case in read(file)]
)
def test_the_findings_are_exactly_the_expected_ones(case: dict[str, Any]) -> None:
    findings = analyse([Template.from_dict(template_of(case), file="case.json")], CHECKS)
    found = sorted((item.check_id, item.path, str(item.verdict), others(item)) for item in findings)
    assert found == sorted(
        (item["id"], item["path"], item["verdict"], expected_others(item)) for item in case["expect"]
    )


def test_every_check_has_a_case_file() -> None:
    assert [file.stem for file in FILES] == [check.id for check in CHECKS]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_case_file_shows_when_its_check_speaks_and_when_it_does_not(file: Path) -> None:
    verdicts = [{entry["verdict"] for entry in case["expect"] if entry["id"] == file.stem} for case in read(file)]
    assert any(verdicts)
    assert set() in verdicts
