"""Baselines: old findings are known, new ones fail, and what is mended is told."""

import json
from pathlib import Path

import pytest

from iot_posture.cli import main

OLD = {"Type": "AWS::IoT::Logging", "Properties": {"DefaultLogLevel": "DISABLED"}}
RULE = {
    "Type": "AWS::IoT::TopicRule",
    "Properties": {
        "TopicRulePayload": {"AwsIotSqlVersion": "2016-03-23", "Sql": "SELECT * FROM 'dt/a'", "Actions": []},
        "Tags": [{"Key": "team", "Value": "a"}],
    },
}


def write(**resources: object) -> None:
    Path("fleet.json").write_text(json.dumps({"Resources": resources}, indent=1), encoding="utf-8")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(Old=OLD)
    assert main(["check", "fleet.json", "--write-baseline", "known.json"]) == 0
    return tmp_path


def report(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, object], str]:
    capsys.readouterr()
    code = main(["check", *arguments, "--format", "json", "--baseline", "known.json"])
    said = capsys.readouterr()
    return code, json.loads(said.out), said.err


def test_a_known_finding_does_not_fail_and_is_marked(capsys: pytest.CaptureFixture[str]) -> None:
    code, said, err = report(capsys, "fleet.json")
    assert (code, err) == (0, "")
    assert [(found["id"], found["baseline"]) for found in said["findings"]] == [("IOT501", "known")]  # type: ignore[attr-defined]
    assert {"findings": 0, "known": 1, "gone": 0}.items() <= said["summary"].items()  # type: ignore[attr-defined]


def test_it_is_known_on_another_line_and_under_another_name_of_the_file(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    write(First={"Type": "AWS::IoT::Thing"}, Old=OLD)
    for name in ("./fleet.json", str(folder / "fleet.json"), "*.json"):
        assert report(capsys, name)[0] == 0


@pytest.mark.parametrize("changed", [{"Other": OLD}, {"Old": OLD, "Rule": RULE}])
def test_a_new_finding_fails(capsys: pytest.CaptureFixture[str], changed: dict[str, object]) -> None:
    write(**changed)
    assert report(capsys, "fleet.json")[0] == 1


def test_a_question_that_turns_out_to_be_a_violation_is_new(capsys: pytest.CaptureFixture[str]) -> None:
    write(Old={**OLD, "Properties": {"DefaultLogLevel": {"Ref": "AWS::StackName"}}})
    assert main(["check", "fleet.json", "--write-baseline", "known.json"]) == 0
    assert report(capsys, "fleet.json")[0] == 0
    write(Old=OLD)
    assert report(capsys, "fleet.json")[0] == 1


def test_what_no_longer_occurs_is_told_and_passes(capsys: pytest.CaptureFixture[str]) -> None:
    write(Thing={"Type": "AWS::IoT::Thing"})
    code, said, err = report(capsys, "fleet.json")
    assert (code, said["summary"]["gone"]) == (0, 1)  # type: ignore[index]
    assert err == (
        "iot-posture check: known.json knows IOT501 at fleet.json  Old  Properties.DefaultLogLevel, "
        "which no longer occurs\n"
    )


def test_what_was_not_read_is_not_told_as_gone(capsys: pytest.CaptureFixture[str]) -> None:
    Path("other.json").write_text(json.dumps({"Resources": {"T": {"Type": "AWS::IoT::Thing"}}}), encoding="utf-8")
    assert report(capsys, "other.json")[2] == ""
    Path("fleet.json").unlink()
    assert "which no longer occurs" in report(capsys, "other.json")[2]


def test_what_is_acknowledged_is_not_written() -> None:
    reason = {"iot_posture": {"acknowledge": [{"id": "IOT501", "reason": "no devices yet"}]}}
    write(Old={**OLD, "Metadata": reason})
    assert main(["check", "fleet.json", "--write-baseline", "known.json"]) == 0
    assert json.loads(Path("known.json").read_text(encoding="utf-8")) == {"version": 1, "findings": []}


ENTRY = {"file": "a", "resource": "b", "path": "c", "id": "IOT501", "verdict": "violation"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '"version"',
        "{}",
        '{"version": 1}',
        '{"version": 1, "findings": 1}',
        '{"version": 1, "findings": [1]}',
        '{"version": 1, "findings": [{}]}',
        json.dumps({"version": 1, "findings": [{**ENTRY, "file": 1}]}),
        json.dumps({"version": 1, "findings": [{**ENTRY, "more": "x"}]}),
        "[" * 100_000,
    ],
)
def test_a_broken_baseline_is_refused_in_one_line(capsys: pytest.CaptureFixture[str], text: str) -> None:
    Path("known.json").write_text(text, encoding="utf-8")
    capsys.readouterr()
    assert main(["check", "fleet.json", "--baseline", "known.json"]) == 2
    assert capsys.readouterr() == (
        "",
        "iot-posture check: known.json is not a baseline of iot-posture. "
        "Next: write it anew with --write-baseline known.json\n",
    )


def test_a_baseline_of_another_version_that_is_not_there_or_cannot_be_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("known.json").write_text('{"version": 2, "findings": []}', encoding="utf-8")
    capsys.readouterr()
    for arguments, message in (
        (("--baseline", "known.json"), "known.json is a baseline of version 2, and this reads version 1"),
        (("--baseline", "none.json"), "none.json cannot be read: No such file or directory"),
        (("--write-baseline", "none/a.json"), "none/a.json cannot be written: No such file or directory"),
    ):
        assert main(["check", "fleet.json", *arguments]) == 2
        assert capsys.readouterr() == ("", f"iot-posture check: {message}\n")


def test_a_baseline_that_cannot_be_finished_leaves_the_old_one(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    before = Path("known.json").read_text(encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert main(["check", "fleet.json", "--write-baseline", "known.json"]) == 2
    assert Path("known.json").read_text(encoding="utf-8") == before
    assert sorted(path.name for path in folder.iterdir()) == ["fleet.json", "known.json"]
