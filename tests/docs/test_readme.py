"""Every code block of the README runs, and prints what the README says."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cdk_secure_iot.summary import render, summarize
from iot_posture.checks import CHECKS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
COMMANDS = [
    line[2:] for kind, text in BLOCKS if kind == "console" for line in text.splitlines() if line.startswith("$ ")
]
CONTEXT = json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"]


def environment(outdir: Path, **more: str) -> dict[str, str]:
    env = {name: value for name, value in os.environ.items() if name != "CDK_VALIDATION"}
    return env | {"PYTHONPATH": str(ROOT), "CDK_OUTDIR": str(outdir), "CDK_CONTEXT_JSON": json.dumps(CONTEXT)} | more


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The reference fleet as `make synth` makes it, with the CDK's validation on."""
    folder = tmp_path_factory.mktemp("readme")
    done = subprocess.run(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env=environment(folder / "cdk.out"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    yield folder
    shutil.rmtree(folder)


def test_there_are_the_blocks_that_this_file_runs() -> None:
    assert sorted({kind for kind, _ in BLOCKS}) == ["console", "python", "text"]
    assert len(COMMANDS) == 10


@pytest.mark.parametrize("code", [text for kind, text in BLOCKS if kind == "python"], ids=["example", "acknowledge"])
def test_the_python_runs(code: str, tmp_path: Path) -> None:
    env = environment(tmp_path / "cdk.out", CDK_VALIDATION="false")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_the_example_in_fifteen_lines_has_no_more() -> None:
    code = next(text for kind, text in BLOCKS if kind == "python")
    assert len([line for line in code.splitlines() if line.strip()]) <= 15


def test_the_table_is_the_one_that_make_synth_prints(fleet: Path) -> None:
    printed = render(summarize(fleet / "cdk.out")).replace(f"{fleet}/", "")
    promised = next(text for kind, text in BLOCKS if kind == "text")
    # A longer path makes its column wider.
    assert re.sub(r"-{20,}", "--", printed.strip()) == re.sub(r"-{20,}", "--", promised.strip())


def test_the_number_of_checks_is_that_of_the_checks() -> None:
    said = {
        int(number)
        for name in ("README.md", "CHANGELOG.md")
        for number in re.findall(r"(\d+) checks", (ROOT / name).read_text("utf-8"))
    }
    assert said == {len(CHECKS)}


def test_a_wrong_setting_is_refused_as_shown(tmp_path: Path) -> None:
    context = json.dumps(CONTEXT | {"fleet:region": "eu-west-9"})
    done = subprocess.run(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env=environment(tmp_path / "cdk.out", CDK_CONTEXT_JSON=context),
        capture_output=True,
        text=True,
        check=False,
    )
    shown = next(text for kind, text in BLOCKS if kind == "console" and "eu-west-9" in text)
    expected = "\n".join(shown.splitlines()[1:]).removesuffix("...")
    assert done.returncode == 1
    assert done.stderr.startswith(expected)
    assert not (tmp_path / "cdk.out").exists()


@pytest.mark.parametrize("command", [each for each in COMMANDS if each.startswith("make ")])
def test_make_has_the_targets(command: str) -> None:
    target = shlex.split(command)[1]
    done = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("command", "code", "says"),
    list(
        zip(
            [each for each in COMMANDS if each.startswith("iot-posture ")],
            [0, 0, 1, 0, 0, 0, 0],
            ["0 findings", "ALLOWED", "IMPLICIT_DENY", "IOT202", "PROVED", "PROVED", "devices may do the same"],
            strict=True,
        )
    ),
    ids=["check", "allowed", "denied", "explain", "isolated", "never", "same"],
)
def test_the_analyser_answers_as_the_readme_says(fleet: Path, command: str, code: int, says: str) -> None:
    run = f"import sys; from iot_posture.cli import main; sys.exit(main({shlex.split(command)[1:]!r}))"
    done = subprocess.run([sys.executable, "-c", run], cwd=fleet, capture_output=True, text=True, check=False)
    assert (done.returncode, says in done.stdout) == (code, True), done.stdout + done.stderr


def links(text: str) -> list[str]:
    return [target for target in re.findall(r"\]\(([^)\s]+)\)", text) if not target.startswith(("http", "mailto:"))]


@pytest.mark.parametrize(
    "page", sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]), ids=lambda page: str(page.relative_to(ROOT))
)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in links(page.read_text(encoding="utf-8")):
        file, _, anchor = target.partition("#")
        there = (page.parent / file).resolve() if file else page
        assert there.exists(), f"{page.name} links to {target}"
        if anchor and there.suffix == ".md":
            headings = re.findall(r"^#+ (.*)$", there.read_text(encoding="utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w\s-]", "", heading).strip().lower().replace(" ", "-") for heading in headings}
            assert anchor in slugs, f"{page.name} links to {target}"
