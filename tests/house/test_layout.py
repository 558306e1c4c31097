"""The layout of the house, and why it is so."""

import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def layout_problem(root: Path) -> str | None:
    if (root / "constructs" / "__init__.py").exists():
        return (
            "constructs/__init__.py exists. Remove it: constructs/ is a source root, and as a package it would hide PyPI's "
            "`constructs`, on which aws_cdk stands (No module named 'constructs._jsii'). See constructs/README.md"
        )
    return None


def test_the_source_root_does_not_hide_the_package_constructs() -> None:
    assert layout_problem(ROOT) is None, layout_problem(ROOT)


def test_the_layout_test_fails_clearly_when_somebody_adds_the_file(tmp_path: Path) -> None:
    (tmp_path / "constructs").mkdir()
    (tmp_path / "constructs" / "__init__.py").touch()
    assert "Remove it: constructs/ is a source root" in str(layout_problem(tmp_path))


@pytest.mark.parametrize("package", ["cdk_secure_iot", "iot_posture"])
def test_the_packages_are_typed(package: str) -> None:
    assert (ROOT / "constructs" / package / "py.typed").is_file()


def test_no_file_holds_several_ideas() -> None:
    python = [*(ROOT / "constructs").rglob("*.py"), *(ROOT / "stacks").rglob("*.py"), *(ROOT / "tools").rglob("*.py")]
    long = {
        str(file.relative_to(ROOT)): lines for file in python if (lines := len(file.read_text().splitlines())) > 300
    }
    assert long == {}, "files over 300 lines hold several ideas: split them"


def test_locks_hold_hashes_and_name_no_index() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text(encoding="utf-8")
        pinned = [line for line in text.splitlines() if "==" in line and not line.lstrip().startswith("#")]
        assert pinned, lock
        assert all(line.endswith("\\") for line in pinned), f"{lock}: a requirement without a hash"
        assert "://" not in text, f"{lock} names an address"
        assert "--index-url" not in text, f"{lock} names an index"
        assert "--find-links" not in text, f"{lock} names an index"
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text(encoding="utf-8")


def test_the_package_ranges_are_loose() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert [name for name in project["dependencies"] if "==" in name] == []


def test_make_offers_what_the_readme_names() -> None:
    targets = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("synth", "test", "lint", "bench", "docs", "fuzz", "diff", "deploy"):
        assert f"make {target} " in targets


def test_no_lazy_name_is_also_a_module_which_would_hide_it() -> None:
    import cdk_secure_iot  # noqa: PLC0415 -- only this test needs the library

    assert set(cdk_secure_iot.__all__).isdisjoint(cdk_secure_iot._HOME)
