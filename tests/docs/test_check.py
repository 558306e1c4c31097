"""The page about `iot-posture check`, the CI workflow and the pre-commit hook: what they say is what happens."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from iot_posture.cli import main

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reference" / "check.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<kind>\w+)\n(?P<text>.*?)```\n", re.DOTALL)
OPEN = "Resources: {L: {Type: AWS::IoT::Logging, Properties: {DefaultLogLevel: DISABLED}}}"
CLEAN = "Resources: {T: {Type: AWS::IoT::Thing}}"


def test_every_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = []
    for block in BLOCK.finditer(PAGE):
        if block["kind"] == "console":
            prompt, _, expected = block["text"].partition("\n")
            capsys.readouterr()
            main(shlex.split(prompt.removeprefix("$ iot-posture ")))
            assert capsys.readouterr().out == expected
            ran.append(prompt)
        else:
            Path(block["file"]).write_text(block["text"], encoding="utf-8")
    assert len(ran) == 4


def test_the_links_of_the_page_lead_somewhere() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", PAGE) if "://" not in link]
    assert [link for link in links if not (ROOT / "docs" / "reference" / link).exists()] == []
    assert len(links) == 3


def read(path: str) -> Any:  # noqa: ANN401 -- any YAML
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def command(line: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a line of a shell where `iot-posture` is this source tree's."""
    tool = folder / "bin" / "iot-posture"
    tool.parent.mkdir(exist_ok=True)
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m iot_posture.cli "$@"\n', encoding="utf-8")
    tool.chmod(0o755)
    path = f"{tool.parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "PYTHONPATH": str(ROOT / "constructs")} | more
    return subprocess.run(
        ["bash", "-e", "-c", line], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(("text", "code"), [(OPEN, 1), (CLEAN, 0)])
def test_the_commands_of_the_workflow_run(tmp_path: Path, text: str, code: int) -> None:
    (tmp_path / "fleet.yaml").write_text(text, encoding="utf-8")
    workflow = read("examples/ci/iot-posture.yml")
    inputs = workflow[True]["workflow_call"]["inputs"]  # YAML 1.1 takes `on` for true
    (job,) = workflow["jobs"].values()
    given = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: inputs[found[1]]["default"], value)
        for name, value in job["env"].items()
    }
    commands = [step["run"] for step in job["steps"] if "iot-posture check" in step.get("run", "")]
    assert [command(line, tmp_path, **given).returncode for line in commands] == [0, code]
    assert (tmp_path / "iot-posture.sarif").is_file()


def test_no_input_of_the_workflow_stands_in_a_script() -> None:
    (job,) = read("examples/ci/iot-posture.yml")["jobs"].values()
    assert [step["run"] for step in job["steps"] if "${{" in step.get("run", "")] == []


def test_the_hook_checks_templates_and_passes_over_other_files(tmp_path: Path) -> None:
    (hook,) = read(".pre-commit-hooks.yaml")
    assert {"id", "name", "entry", "language", "files"} <= set(hook)
    for name, text in (("open.yaml", OPEN), ("clean.yml", CLEAN), ("package.json", "{}"), ("a.template", CLEAN)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert re.search(hook["files"], name)
    assert not re.search(hook["files"], "readme.md")
    assert command(f"{hook['entry']} clean.yml package.json a.template", tmp_path).returncode == 0
    assert command(f"{hook['entry']} open.yaml package.json", tmp_path).returncode == 1


def test_the_hook_runs_a_command_that_the_package_installs() -> None:
    (hook,) = read(".pre-commit-hooks.yaml")
    assert f"{hook['entry'].split()[0]} = " in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
