"""`iot-posture test`, as a user runs it."""

import json
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from iot_posture.cli import main

VECTORS = Path(__file__).parents[1] / "policy" / "data" / "policy-vectors.json"

YAML = """
policies:
  device:
    Version: 2012-10-17
    Statement:
      - Effect: Allow
        Action: iot:Publish
        Resource: arn:aws:iot:eu-west-1:012345670123:topic/dt/${iot:ClientId}/*
      - {Effect: Deny, Action: "*", Resource: "*", Condition: {DateGreaterThan: {"aws:CurrentTime": 2027-01-01}}}
region: eu-west-1
account: 012345670123
contexts:
  pump7: {clientId: pump7, currentTime: 2026-11-22T12:00:00Z}
tests:
  - {id: own, policies: [device], context: pump7, request: iot:Publish topic/dt, expected: DENIED}
  - {id: topic, policies: [device], context: pump7, request: iot:Publish topic/dt/pump7/t, expected: ALLOWED}
  - id: late
    policies: [device]
    context: {use: pump7, currentTime: 2027-06-01}
    request: iot:Publish topic/dt/pump7/t
    expected: EXPLICIT_DENY
"""


def file_with(folder: Path, text: str, name: str = "tests.yaml") -> str:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_the_vectors_pass_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", str(VECTORS), "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["summary"] == {"total": 160, "passed": 160, "failed": 0, "uncertain": 0, "broken": 0}
    first = report["results"][0]
    assert {name: first[name] for name in ("id", "expected", "actual", "passed")} == {
        "id": "connect-001",
        "expected": "ALLOWED",
        "actual": "ALLOWED",
        "passed": True,
    }
    assert first["explanation"] == "Allow policy 1 $[0].policies[0].Statement[0]: matches"


def test_the_short_form_in_yaml(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", file_with(tmp_path, YAML)]) == 0
    assert capsys.readouterr().out == "3 passed, 0 failed\n"


def test_a_failure_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = file_with(tmp_path, YAML.replace("expected: ALLOWED", "expected: EXPLICIT_DENY"))
    assert main(["test", file]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"FAIL topic ({file}): expected EXPLICIT_DENY, found ALLOWED"
    assert lines[1] == "    Allow device $.policies.device.Statement[0]: matches"
    assert lines[-1] == "2 passed, 1 failed"


def test_policies_in_files_of_their_own(tmp_path: Path) -> None:
    policy = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iot:Publish", "Resource": "*"}}
    file_with(tmp_path, json.dumps(policy), "policy.json")
    tests = [{"policies": ["policy.json"], "request": "iot:Publish topic/a", "expected": "ALLOWED"}]
    assert main(["test", file_with(tmp_path, json.dumps(tests), "tests.json")]) == 0


BROKEN = '[{"id": "b", "policies": [], "request": "iot:Publish topic/a", "expected": "MAYBE"}]'
OPEN = json.dumps(
    [
        {
            "id": "o",
            "confidence": "unknown",
            "policies": [{"Statement": {"Effect": "Allow", "NotAction": "iot:Connect", "Resource": "*"}}],
            "request": "iot:Publish topic/a",
            "expected": "IMPLICIT_DENY",
        }
    ]
)


def test_a_test_that_cannot_be_read_is_exit_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = file_with(tmp_path, BROKEN, "tests.json")
    assert main(["test", file, str(VECTORS), "--format", "json"]) == 2
    report = json.loads(capsys.readouterr().out)
    assert report["summary"] == {"total": 161, "passed": 160, "failed": 0, "uncertain": 0, "broken": 1}
    broken = report["results"][0]
    assert (broken["actual"], broken["passed"], broken["expected"]) == ("ERROR", False, "MAYBE")
    assert broken["explanation"].startswith("$[0].expected: found 'MAYBE', expected ALLOWED")


def test_an_open_question_that_is_answered_otherwise_is_reported_not_failed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = file_with(tmp_path, OPEN, "tests.json")
    assert main(["test", file]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"OPEN o ({file}): expected IMPLICIT_DENY, found ALLOWED\n")
    assert "depends on U7: Do NotAction" in out
    assert out.endswith("0 passed, 0 failed, 1 uncertain\n")


def test_the_same_answer_without_the_open_question_fails(tmp_path: Path) -> None:
    assert main(["test", file_with(tmp_path, OPEN.replace("unknown", "documented"), "tests.json")]) == 1


def test_junit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fail = file_with(
        tmp_path, YAML.replace("expected: ALLOWED", "expected: DENIED").replace("id: own", 'id: "<\\x01&"')
    )
    files = [fail, file_with(tmp_path, BROKEN, "b.json"), file_with(tmp_path, OPEN, "o.json")]
    assert main(["test", *files, "--format", "junit"]) == 2
    suites = ET.fromstring(capsys.readouterr().out)  # noqa: S314 - our own output
    counted = [[suite.get(name) for name in ("tests", "failures", "errors", "skipped")] for suite in suites]
    assert counted == [["3", "1", "0", "0"], ["1", "0", "1", "0"], ["1", "0", "0", "1"]]
    cases = list(suites.iter("testcase"))
    assert [case.get("name") for case in cases] == ["<\ufffd&", "topic", "late", "b", "o"]
    assert [[child.tag for child in case] for case in cases] == [[], ["failure"], [], ["error"], ["skipped"]]
    assert cases[1][0].get("message") == "expected DENIED, found ALLOWED"


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("[", "t.json", "t.json: $: not JSON: Expecting value at line 1, column 2. Next: mend the text there"),
        ("{}", "t.json", "t.json: $.tests: found null, expected a list of tests"),
        (
            '{"tests": [], "tests": []}',
            "t.json",
            "t.json: $: found the key 'tests' twice; readers differ on which counts",
        ),
        (
            "a: [",
            "t.yaml",
            "t.yaml is not YAML: expected the node content, but found '<stream end>' at line 1, column 5",
        ),
        ("tests: []\ntests: []", "t.yaml", "t.yaml: $: found the key 'tests' twice"),
        ("1: x", "t.yaml", "t.yaml, line 1: found the number 1 as a key, expected text"),
        ("!!python/object/apply:os.system ['true']", "t.yaml", "t.yaml is not YAML: could not determine a constructor"),
        ("[" * 1_500, "t.yaml", "t.yaml, line 1: nested more than 64 deep; no policy test needs that"),
        ("a: &a [*a]\ntests: *a", "t.yaml", "t.yaml"),
        (
            "x" * 1_000_001,
            "t.yaml",
            "t.yaml is 1,000,001 characters long, and at most 1,000,000 of YAML are read. Next",
        ),
        ("\0", "t.yaml", "t.yaml is not YAML: unacceptable character"),
    ],
)
def test_a_file_that_cannot_be_read(
    tmp_path: Path, text: str, name: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = file_with(tmp_path, text, name)
    assert main(["test", file]) == 2
    assert capsys.readouterr().err.replace(file, name).startswith(f"iot-posture test: {message}")


@pytest.mark.parametrize(("text", "name"), [("[]", "t.json"), ("tests: []", "t.yaml")])
def test_a_file_that_tests_nothing_does_not_pass(
    tmp_path: Path, text: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["test", file_with(tmp_path, text, name)]) == 2
    assert "found no test, expected at least one" in capsys.readouterr().err


def test_numbers_of_yaml_are_told_from_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = file_with(tmp_path, YAML.replace("{clientId: pump7,", "{clientId: 7,"))
    assert main(["test", file]) == 2
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [
        f"BROKEN own ({file}): cannot be read",
        "    $.contexts.pump7.clientId: found the number 7, expected a string",
    ]


def test_a_reader_that_leaves_early_is_no_error() -> None:
    code = "from iot_posture.cli import main; raise SystemExit(main())"
    command = [sys.executable, "-c", code, "test", str(VECTORS), "--format", "json"]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert run.stdout is not None
    assert run.stderr is not None
    run.stdout.close()
    assert run.stderr.read() == b""
    run.stderr.close()
    assert run.wait() == 0


def test_bytes_that_are_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "t.json"
    file.write_bytes(b"\xff\xfe\xfa")
    assert main(["test", str(file)]) == 2
    assert capsys.readouterr().err == f"iot-posture test: {file} is not UTF-8 text\n"


def test_aliases_of_yaml_do_not_multiply_work(tmp_path: Path) -> None:
    levels = "\n".join(f"l{number}: &l{number} [{', '.join([f'*l{number - 1}'] * 9)}]" for number in range(1, 20))
    started = time.perf_counter()
    assert main(["test", file_with(tmp_path, f"l0: &l0 x\n{levels}\ntests: []")]) == 2
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize("style", ["text", "json", "junit"])
def test_names_that_no_terminal_can_show_are_escaped(
    tmp_path: Path, style: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    test = '{"id": "\\ud800", "policies": [], "request": "iot:Publish topic/a", "expected": "ALLOWED"}'
    assert main(["test", file_with(tmp_path, f"[{test}]", "tests.json"), "--format", style]) == 1
    shown = {"text": b"FAIL \\ud800 (", "json": b'"\\ud800"', "junit": "\ufffd".encode()}[style]
    assert shown in capsysbinary.readouterr().out
