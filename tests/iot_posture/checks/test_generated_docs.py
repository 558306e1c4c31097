"""The generated pages are up to date, and the generator says so when they are not."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def generate(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.generate_docs", *arguments]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(root), str(ROOT), str(ROOT / "constructs")])}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def test_the_committed_pages_are_up_to_date() -> None:
    done = generate(ROOT, "--check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_page_that_differs_is_shown_and_the_next_run_mends_it(tmp_path: Path) -> None:
    for folder in ("docs", "tools"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "docs" / "checks" / "IOT999.md").write_text("An old page.\n", encoding="utf-8")
    (tmp_path / "docs" / "checks" / "IOT501.md").unlink()
    done = generate(tmp_path, "--check")
    assert done.returncode == 1
    assert "-An old page." in done.stdout
    assert "+# IOT501: AWS IoT logging is switched off" in done.stdout
    assert done.stderr == (
        "generate_docs: the generated pages are not up to date. Next: `make docs`, and commit docs/\n"
    )
    assert generate(tmp_path).returncode == 0
    assert generate(tmp_path, "--check").returncode == 0
