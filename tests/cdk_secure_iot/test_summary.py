"""The summary of a synth: its table, its exit codes, and what it says of a folder that is none."""

import json
from pathlib import Path
from typing import Any

import pytest

from cdk_secure_iot.summary import main, render, summarize


def violation(*paths: str) -> dict[str, Any]:
    return {"ruleName": "x", "violatingConstructs": [{"constructPath": path} for path in paths]}


def assembly(folder: Path, *, ran: list[str], reports: list[dict[str, Any]]) -> Path:
    def write(name: str, content: object) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(content), encoding="utf-8")

    def stack(name: str) -> dict[str, Any]:
        return {"type": "aws:cloudformation:stack", "properties": {"templateFile": f"{name}.template.json"}}

    nested = {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-Test"}}
    other = {"type": "cdk:tree", "properties": {"file": "tree.json"}}
    write("manifest.json", {"artifacts": {"One": stack("One"), "Test": nested, "Tree": other}})
    write("assembly-Test/manifest.json", {"artifacts": {"Two": stack("Two")}})
    topic, subscription = {"Type": "AWS::SNS::Topic"}, {"Type": "AWS::SNS::Subscription"}
    write("One.template.json", {"Resources": {"A": topic, "B": topic, "C": subscription}})
    write("assembly-Test/Two.template.json", {"Resources": {"A": {"Type": "AWS::IoT::Policy"}}})
    write("security-baseline.json", {"plugins": ran, "templates": 2})
    write("validation-report.json", {"pluginReports": reports})
    return folder


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    acknowledged = {
        "pluginName": "AwsSolutions",
        "pluginVersion": "3.0.2",
        "conclusion": "success",
        "violations": [],
        "suppressedViolations": [violation("One/A", "One/B"), violation("One/C")],
    }
    return assembly(
        tmp_path, ran=["AwsSolutions", "IotSecurityChecks", "CloudFormation-Validate"], reports=[acknowledged]
    )


def test_the_table_tells_stacks_and_packs_even_of_those_that_found_nothing(clean: Path) -> None:
    lines = [line.split() for line in render(summarize(clean)).splitlines()]
    assert ["One", "3", "2", str(clean / "One.template.json")] in lines
    assert ["Two", "1", "1", str(clean / "assembly-Test/Two.template.json")] in lines
    assert ["AwsSolutions", "0", "3", "ran"] in lines
    assert ["IotSecurityChecks", "0", "0", "ran"] in lines
    assert ["CloudFormation-Validate", "0", "0", "ran"] in lines
    assert ["4", "resources", "in", "2", "stacks"] in lines


def test_a_clean_synth_ends_with_0(clean: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(clean)]) == 0
    assert capsys.readouterr().out == render(summarize(clean)) + "\n"


def test_a_pack_that_failed_and_one_that_did_not_run_are_seen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    failed = {
        "pluginName": "AwsSolutions",
        "pluginVersion": "3.0.2",
        "conclusion": "failure",
        "violations": [violation("One/A", "One/B")],
    }
    other = {"pluginName": "Mine", "pluginVersion": "1", "conclusion": "failure", "violations": [violation("One/A")]}
    assembly(tmp_path, ran=["AwsSolutions", "IotSecurityChecks"], reports=[failed, other])
    assert main([str(tmp_path)]) == 1
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["AwsSolutions", "2", "0", "FAILED"] in lines
    assert ["Mine", "1", "0", "FAILED"] in lines
    assert ["CloudFormation-Validate", "(CDK_VALIDATION=false)", "-", "-", "NOT", "RUN"] in lines


def test_a_fleet_whose_alarms_nobody_hears_is_noted(clean: Path) -> None:
    topic = {"Resources": {"A": {"Type": "AWS::SNS::Topic"}}}
    (clean / "One.template.json").write_text(json.dumps(topic), encoding="utf-8")
    assert summarize(clean).notes == (
        "nobody is subscribed to the notifications yet; name somebody in the setting fleet:emails, or subscribe by hand",
    )


@pytest.mark.parametrize("content", [None, "{"], ids=["missing", "torn"])
def test_a_folder_that_is_none_ends_with_2_and_says_what_to_do(
    content: str | None, clean: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = clean / "security-baseline.json"
    file.unlink()
    if content is not None:
        file.write_text(content, encoding="utf-8")
    assert main([str(clean)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"summary: {file} cannot be read (")
    assert captured.err.endswith("). Next: synthesize an app that calls SecurityBaseline.apply(app)\n")
