"""What paths name: files, folders, globs and cloud assemblies; and what is passed over."""

import json
import os
from pathlib import Path

import pytest

from iot_posture.cli import main
from iot_posture.cli.progress import progress

THING = json.dumps({"Resources": {"Thing": {"Type": "AWS::IoT::Thing"}}})
POLICY = {"Statement": [{"Effect": "Allow", "Action": "iot:Publish", "Resource": "arn:aws:iot:::topic/a"}]}
TRUST = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "iot:Publish", "Resource": "*"}]}
STACK = {"type": "aws:cloudformation:stack", "properties": {"templateFile": "Fleet.template.json"}}
FILES = {
    "a.yaml": "Resources: {T: {Type: AWS::IoT::Thing}}",
    "b.YML": "Resources: {T: {Type: AWS::IoT::Thing}}",
    "deep/er/c.template": THING,
    "deep/policy.json": json.dumps(POLICY),
    "deep/trust.json": json.dumps(TRUST),
    "deep/notes.txt": THING,
    "package.json": '{"name": "fleet"}',
    "values.yaml": "{{- if .Values.iot }}",
    "spec.json": '{"about": "Resources of AWS::IoT::Thing"}',
    "list.yaml": "- Resources of AWS::IoT",
    "node_modules/x/t.json": THING,
    ".hidden/t.json": THING,
    "out/manifest.json": json.dumps({"artifacts": {"Fleet": STACK}}),
    "out/Fleet.template.json": THING,
    "out/Old.template.json": "left behind by an earlier synth: Resources AWS::",
    "web/manifest.json": '{"name": "an app that is installed"}',
    "web/t.json": THING,
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        file = tmp_path / "repo" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def judged(capsys: pytest.CaptureFixture[str], *paths: str) -> list[str]:
    """The templates that a run judged."""
    main(["check", *paths, "--format", "junit"])
    return [line.split('"')[1] for line in capsys.readouterr().out.splitlines() if line.startswith("<testsuite ")]


def test_a_folder_is_searched_and_what_is_no_template_is_passed_over(capsys: pytest.CaptureFixture[str]) -> None:
    assert sorted(judged(capsys, "repo")) == [
        "repo/a.yaml",
        "repo/b.YML",
        "repo/deep/er/c.template",
        "repo/deep/policy.json",
        "repo/out/Fleet.template.json",
        "repo/web/t.json",
    ]


def test_what_cannot_be_a_template_is_passed_over(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "odd").mkdir()
    (folder / "odd" / "latin.json").write_bytes(b'{"Resources": "AWS::\xe9"}')
    (folder / "odd" / "large.json").write_bytes(b'{"Resources": "AWS::"}' + b" " * 8_000_000)
    os.mkfifo(folder / "odd" / "pipe.json")
    (folder / "odd" / "gone.json").symlink_to("nowhere")
    (folder / "odd" / "t.json").write_text(THING, encoding="utf-8")
    for path in ("odd", "odd/*"):
        assert judged(capsys, path) == ["odd/t.json"]
    assert main(["check", "odd/latin.json"]) == 2
    assert capsys.readouterr().err == "iot-posture check: odd/latin.json is not UTF-8 text\n"


def test_the_folder_where_one_stands_keeps_names_short(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder / "repo" / "deep")
    assert judged(capsys, ".") == ["policy.json", "er/c.template"]


@pytest.mark.parametrize(
    ("pattern", "files"),
    [
        ("repo/*.yaml", ["repo/a.yaml"]),
        ("repo/**/*.template", ["repo/deep/er/c.template"]),
        ("repo/o*", ["repo/out/Fleet.template.json"]),
        ("repo/**/*.json", ["repo/deep/policy.json", "repo/web/t.json"]),
    ],
)
def test_globs_expand(capsys: pytest.CaptureFixture[str], pattern: str, files: list[str]) -> None:
    found = judged(capsys, pattern)
    assert [file for file in found if "node_modules" not in file] == files


def test_what_is_named_twice_is_judged_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert judged(capsys, "repo/a.yaml", "./repo/a.yaml", "repo/*.yaml", "repo/a.yaml") == ["repo/a.yaml"]


@pytest.mark.parametrize("name", ["package.json", "list.yaml", "spec.json"])
def test_what_is_named_and_is_no_template_is_an_error(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main(["check", f"repo/{name}"]) == 2
    assert capsys.readouterr().err.startswith(f"iot-posture check: repo/{name} ")


def test_only_templates_passes_over_what_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--only-templates", "repo/package.json", "repo/a.yaml", "repo/values.yaml"]) == 0
    assert capsys.readouterr().out == "1 template, 0 findings.\n"
    assert main(["check", "--only-templates", "repo/package.json"]) == 0
    assert main(["check", "--only-templates", "repo/gone.json"]) == 2


def test_a_template_that_does_not_parse_is_an_error_wherever_it_is(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    (folder / "repo" / "broken.yaml").write_text("Resources: {T: {Type: AWS::IoT::Thing", encoding="utf-8")
    assert main(["check", "repo"]) == 2
    assert capsys.readouterr().err.startswith("iot-posture check: repo/broken.yaml is not YAML: ")


def test_a_nested_stack_that_is_something_else_stays_unread(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    outer = {"Resources": {"S": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "package.json"}}}}
    (folder / "repo" / "outer.json").write_text(json.dumps(outer), encoding="utf-8")
    assert main(["check", "repo/outer.json", "--format", "json"]) == 1
    assert [found["id"] for found in json.loads(capsys.readouterr().out)["findings"]] == ["IOT517"]


def test_progress_is_told_on_a_terminal_when_it_takes_long(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([0.0, 0.5, 1.5, 1.55, 2.0, 3.0])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    told = progress(10)
    for done in (1, 5, 6, 7, None):
        told(done)
    assert capsys.readouterr().err == f"\r[{'#' * 15}{' ' * 15}] 5 of 10\r[{'#' * 21}{' ' * 9}] 7 of 10\r\033[K"


def test_progress_is_silent_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    told = progress(10)
    told(5)
    told(None)
    assert capsys.readouterr().err == ""
