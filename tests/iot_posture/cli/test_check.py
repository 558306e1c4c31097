"""`iot-posture check`, `explain` and `list`: what they print, and their exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from iot_posture.checks import CHECKS
from iot_posture.cli import main

CLEAN = {"Resources": {"Thing": {"Type": "AWS::IoT::Thing"}}}
DISABLED = {"Resources": {"Logging": {"Type": "AWS::IoT::Logging", "Properties": {"DefaultLogLevel": "DISABLED"}}}}
ACKNOWLEDGED = {
    "Resources": {
        "Logging": {
            **DISABLED["Resources"]["Logging"],
            "Metadata": {"iot_posture": {"acknowledge": [{"id": "IOT501", "reason": "no devices yet"}]}},
        }
    }
}

QUESTION = """\
Resources:
  Logging: {Type: AWS::IoT::Logging, Properties: {DefaultLogLevel: !Ref AWS::StackName}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, body in (("clean", CLEAN), ("disabled", DISABLED), ("acknowledged", ACKNOWLEDGED)):
        (tmp_path / f"{name}.json").write_text(json.dumps(body, indent=1), encoding="utf-8")
    (tmp_path / "fleet.yaml").write_text("Resources: {}", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_a_clean_template_exits_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "clean.json"]) == 0
    assert capsys.readouterr().out == "1 template, 0 findings.\n"


@pytest.mark.usefixtures("folder")
def test_findings_exit_1_and_say_where_what_and_what_next(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "clean.json", "disabled.json"]) == 1
    assert capsys.readouterr().out == (
        "disabled.json  Logging\n"
        "  IOT501 error: The log level is DISABLED, so logging of the whole account is off.\n"
        "    at   line 6  Properties.DefaultLogLevel\n"
        '         | "DefaultLogLevel": "DISABLED"\n'
        "    fix  Set the level to one of ERROR, WARN, INFO, DEBUG.\n"
        "\n"
        "2 templates, 1 finding. Next: `iot-posture explain ID` tells more about each.\n"
    )


@pytest.mark.usefixtures("folder")
def test_json_has_one_entry_per_finding_and_a_summary(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "disabled.json", "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out) == {
        "findings": [
            {
                "id": "IOT501",
                "name": "logging-disabled",
                "severity": "error",
                "verdict": "violation",
                "file": "disabled.json",
                "resource": "Logging",
                "path": "Properties.DefaultLogLevel",
                "line": 6,
                "message": "The log level is DISABLED, so logging of the whole account is off.",
                "fix": "Set the level to one of ERROR, WARN, INFO, DEBUG.",
                "device_defender": "LOGGING_DISABLED_CHECK",
            }
        ],
        "summary": {
            "templates": 1,
            "findings": 1,
            "acknowledged": 0,
            "violation": 1,
            "unresolved": 0,
            "crash": 0,
            "error": 1,
            "warning": 0,
            "info": 0,
        },
    }


@pytest.mark.usefixtures("folder")
def test_acknowledged_findings_exit_0_and_are_kept_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "acknowledged.json"]) == 0
    assert capsys.readouterr().out == "1 template, 0 findings, 1 acknowledged.\n"
    assert main(["check", "acknowledged.json", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [entry["acknowledged"] for entry in report["findings"]] == ["no devices yet"]
    assert (report["summary"]["findings"], report["summary"]["acknowledged"]) == (0, 1)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("least", "code"), [("error", 0), ("warning", 1), ("info", 1)])
def test_exit_1_needs_a_finding_of_the_severity_that_fails(least: str, code: int) -> None:
    Path("question.yaml").write_text(QUESTION, encoding="utf-8")
    assert main(["check", "question.yaml", "--fail-on", least]) == code


@pytest.mark.usefixtures("folder")
def test_a_report_in_a_file_leaves_the_sum_on_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "disabled.json", "--format", "json", "--output", "report.json"]) == 1
    assert json.loads(Path("report.json").read_text(encoding="utf-8"))["summary"]["findings"] == 1
    assert capsys.readouterr().out.startswith("1 template, 1 finding.")
    assert main(["check", "disabled.json", "--output", "missing/report.json"]) == 2
    assert capsys.readouterr().err == (
        "iot-posture check: missing/report.json cannot be written: No such file or directory\n"
    )
    assert sorted(path.name for path in Path().iterdir() if path.name.startswith(".")) == []


@pytest.mark.usefixtures("folder")
def test_what_cannot_be_read_exits_2_with_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    for path, message in (
        ("missing.json", "missing.json cannot be read: No such file or directory"),
        ("empty", "empty holds no template"),
        ("none/*.json", "none/*.json matches no file"),
        ("nul\0", "nul\0 cannot be read: embedded null byte"),
        (
            "fleet.yaml",
            'fleet.yaml is not a CloudFormation template: it has no "Resources" with at least one resource',
        ),
    ):
        assert main(["check", path]) == 2
        captured = capsys.readouterr()
        assert (captured.out, captured.err) == ("", f"iot-posture check: {message}\n")


def test_text_that_the_terminal_cannot_show_is_escaped(folder: Path) -> None:
    body = {"Resources": {"Logging": {"Type": "AWS::IoT::Logging", "Properties": {"DefaultLogLevel": "\ud800\u00e9"}}}}
    (folder / "odd.json").write_text(json.dumps(body), encoding="utf-8")
    command = [sys.executable, "-c", "import sys; from iot_posture.cli import main; sys.exit(main(sys.argv[1:]))"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([*command, "check", "odd.json"], capture_output=True, check=False, env=environment)
    assert (done.returncode, done.stderr) == (1, b"")
    assert rb"The log level is \ud800\xe9, so logging" in done.stdout


def test_explain_prints_the_page_by_id_or_name(capsys: pytest.CaptureFixture[str]) -> None:
    for asked in ("iot201", "policy-allows-any-action"):
        assert main(["explain", asked]) == 0
        printed = capsys.readouterr().out
        assert printed.startswith(
            "IOT201 policy-allows-any-action (error)\n\nThe policy allows every action of AWS IoT."
        )
        assert "### How to fix it" in printed


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("IOT999", ""),
        ("iot-517", "Did you mean IOT517? "),
        ("logging-disable", "Did you mean logging-disabled? "),
        ("", ""),
    ],
)
def test_explain_of_an_unknown_check_suggests_the_nearest(
    asked: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", asked]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"iot-posture explain: there is no check {asked!r}. ")
    assert said.endswith("Next: `iot-posture list` shows all of them\n")
    assert not hint or hint in said


def test_list_keeps_those_of_a_severity_and_family(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--family", "rules", "--severity", "error", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    wanted = [check for check in CHECKS if check.id.startswith("IOT4") and check.severity == "error"]
    assert [entry["id"] for entry in listed] == [check.id for check in wanted] != []
    assert set(listed[0]) == {"id", "name", "severity", "family", "title", "device_defender"}
    with pytest.raises(SystemExit, match="2"):
        main(["list", "--family", "nonsense"])


def test_list_prints_a_line_for_each_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:3] for line in lines] == [[check.id, check.severity, check.name] for check in CHECKS]
    assert lines[-1].endswith(CHECKS[-1].title)


def test_help_loads_neither_the_checks_nor_the_cdk() -> None:
    code = (
        "import sys\nfrom iot_posture.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "print([name for name in ('aws_cdk', 'jsii', 'yaml', 'iot_posture.checks') if name in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True, env=environment)
    assert done.stdout.splitlines()[-1] == "[]"


def test_what_expires_is_judged_as_of_the_given_day(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pem = (Path(__file__).parents[1] / "template" / "data" / "soon.pem").read_text(encoding="utf-8")
    properties = {"CACertificatePem": pem, "CertificateMode": "SNI_ONLY", "Status": "ACTIVE"}
    body = {"Resources": {"Ca": {"Type": "AWS::IoT::CACertificate", "Properties": properties}}}
    (folder / "ca.json").write_text(json.dumps(body), encoding="utf-8")
    expires = "IOT318 warning: The certificate expires on 2026-12-10, in 18 days."
    main(["check", "ca.json", "--date", "2026-11-22"])
    assert expires in capsys.readouterr().out
    for arguments in (["--date", "2026-11-09"], []):
        main(["check", "ca.json", *arguments])
        assert "IOT318" not in capsys.readouterr().out


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("day", ["tomorrow", "2026-13-01", "20261122", "2026-W47-7"])
def test_a_day_that_is_none_exits_2(capsys: pytest.CaptureFixture[str], day: str) -> None:
    assert main(["check", "clean.json", "--date", day]) == 2
    assert f"--date is '{day}', and takes a day as YYYY-MM-DD" in capsys.readouterr().err


def test_python_m_is_the_same_command(folder: Path) -> None:
    command = [sys.executable, "-m", "iot_posture", "check", "disabled.json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert (done.returncode, done.stderr) == (1, "")
    assert "IOT501 error: The log level is DISABLED" in done.stdout


def test_who_interrupts_a_run_sees_no_traceback(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("iot_posture.cli.check.candidates", interrupted)
    assert main(["check", str(folder)]) == 130
    assert capsys.readouterr() == ("", "")
