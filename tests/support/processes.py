"""The project's own commands, in processes of their own, on this checkout."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def cdk_cli() -> Path | None:
    """The CDK command line that `make` installs, if it is there."""
    local = ROOT / "node_modules/.bin/cdk"
    found = str(local) if local.exists() else shutil.which("cdk")
    return Path(found) if found else None


def run(
    command: Sequence[str | Path], *, cwd: Path, environment: Mapping[str, str | None] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command; variables that are None are removed from its environment."""
    paths = [str(ROOT / "constructs"), str(ROOT), os.environ.get("PYTHONPATH", "")]
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths)), "CI": "true"}
    # The CDK prints the whole report into its exception when it believes to be under pytest.
    chosen: Mapping[str, str | None] = {"PYTEST_VERSION": None, "PYTEST_CURRENT_TEST": None} | dict(environment or {})
    for name, value in chosen.items():
        if value is None:
            variables.pop(name, None)
        else:
            variables[name] = value
    # The commands call `python` and `node` by name.
    node = Path(variables["JSII_NODE"]).parent if "JSII_NODE" in variables else Path(sys.executable).parent
    variables["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), str(node), variables["PATH"]])
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def run_python(*arguments: str | Path, cwd: Path, **environment: str | None) -> subprocess.CompletedProcess[str]:
    """Run this Python."""
    return run([sys.executable, *arguments], cwd=cwd, environment=environment)
