"""`iot-posture check` beside cfn-lint and Checkov on the same templates, and its memory at 100 and at 1,000 templates.

Each tool runs as its users run it, as a command with its own defaults; they take turns, and medians are compared. Ours
shares many templates out among all processors, and Checkov has several processes too, so CPU time is shown beside what a
user waits for. The peers ask other questions (cfn-lint: schemas; Checkov: general security), so this is the time that a
gate costs, not a contest of one algorithm. They are too slow for 1,000 templates: they get a sample of them, and what a
template costs is the difference between the sample and the first template alone, so their start-up does not count against
them. Our figure is the whole run with start-up, divided by the number of templates.

Checkov pins packages that this project needs newer, so it lives in an environment of its own (requirements/
bench-checkov.txt, `.venv/checkov`); without it its row is left out.
"""

import importlib.util
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.generated_templates import RESOURCES, write_templates

COUNT, SAMPLE, TURNS = 1_000, 40, 3
ROOT = Path(__file__).parent.parent
CHECKOV = ROOT / ".venv" / "checkov" / "bin" / "checkov"
FLAT = 1.25
"""Peak memory at 1,000 templates may be so many times that at 100: findings are kept, templates are not."""

_MEASURED = """
import resource, sys
from iot_posture.cli import main
from iot_posture.cli.workers import default_jobs

code = main(sys.argv[1:])
own, each = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(own + each * default_jobs(1_000), file=sys.stderr)
sys.exit(code)
"""
"""The most memory of all processes together is at most that of the first and as often that of the largest other."""
Command = Callable[[Sequence[Path]], list[str]]


def run() -> list[str]:
    """Measure, and give the lines of a table."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:  # noqa: S108
        files = write_templates(Path(folder, "templates"), COUNT)
        peers = {"cfn-lint": (_cfn_lint, 10), "Checkov": (_checkov, 20)}
        missing = [] if _checkov_command() else ["Checkov"]
        costs: dict[str, list[_Cost]] = {name: [] for name in ("iot-posture", *peers) if name not in missing}
        for _ in range(TURNS):
            costs["iot-posture"].append(_cost(_ours(files)).over(COUNT))
            for name, (command, _) in peers.items():
                if name in costs:
                    sample = _cost(command(files[:SAMPLE])).without(_cost(command(files[:1])))
                    costs[name].append(sample.over(SAMPLE - 1))
        few, many = _peak(files[: COUNT // 10]), _peak(files)
    ours = _median(costs["iot-posture"])
    lines = [
        f"{COUNT:,} templates of {RESOURCES} resources, half JSON, half YAML; peers on {SAMPLE} of them; median of {TURNS}"
    ]
    for name, taken in costs.items():
        cost = _median(taken)
        line = f"  {name:<12}{cost.wall * 1000:9.1f} ms per template, {cost.cpu * 1000:.1f} ms of CPU time"
        if name in peers:
            ratio, least = cost.wall / ours.wall, peers[name][1]
            line += f"   {ratio:.1f} times ({cost.cpu / ours.cpu:.1f} in CPU time)   "
            line += _held(ratio >= least, f"at least {least}")
        lines.append(line)
    lines.append(
        f"peak memory at {COUNT // 10} and at {COUNT:,} templates: {few:.0f} and {many:.0f} MB, "
        f"{many / few:.2f} times   {_held(many / few <= FLAT, f'at most {FLAT}')}"
    )
    lines += [f"{name} is not installed, so it is not compared. Next: make bench" for name in missing]
    return lines


@dataclass(frozen=True, slots=True)
class _Cost:
    """Seconds of waiting, and of CPU time in all processes."""

    wall: float
    cpu: float

    def over(self, count: int) -> "_Cost":
        return _Cost(self.wall / count, self.cpu / count)

    def without(self, other: "_Cost") -> "_Cost":
        return _Cost(self.wall - other.wall, self.cpu - other.cpu)


def _median(costs: Sequence[_Cost]) -> _Cost:
    return _Cost(statistics.median(cost.wall for cost in costs), statistics.median(cost.cpu for cost in costs))


def _held(kept: bool, target: str) -> str:
    return f"target {target}: {'ok' if kept else 'MISSED'}"


def _ours(files: Sequence[Path]) -> list[str]:
    return [sys.executable, "-c", _MEASURED, "check", str(files[0].parent), "--format", "json", "--output", os.devnull]


def _cfn_lint(files: Sequence[Path]) -> list[str]:
    start = "import sys\nfrom cfnlint.runner import main\nsys.exit(main())"
    return [sys.executable, "-c", start, "--format", "json", "--", *map(str, files)]


def _checkov(files: Sequence[Path]) -> list[str]:
    named = [part for file in files for part in ("--file", str(file))]
    quiet = ["--framework", "cloudformation", "--quiet", "--compact", "--output", "json", "--skip-download"]
    return [_checkov_command() or "checkov", *quiet, *named]


def _checkov_command() -> str | None:
    return str(CHECKOV) if CHECKOV.exists() else shutil.which("checkov")


def _cost(command: list[str]) -> _Cost:
    wall, cpu = time.perf_counter(), _cpu_of_children()
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=_environment())
    cost = _Cost(time.perf_counter() - wall, _cpu_of_children() - cpu)
    if not done.stdout.strip() or "Traceback" in done.stderr:
        raise SystemExit(f"benchmarks: {command[0]} said nothing: {done.stderr[-500:]}")
    return cost


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _peak(files: Sequence[Path]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            shutil.copy(file, folder)
        command = [sys.executable, "-c", _MEASURED, "check", folder, "--output", str(Path(folder, "report.txt"))]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=_environment())
    unit = 1_000_000 if sys.platform == "darwin" else 1_000
    return int(done.stderr.split()[-1]) / unit


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "constructs")])}


if importlib.util.find_spec("cfnlint") is None:
    raise SystemExit("benchmarks: cfn-lint is not installed. Next: make setup")

if __name__ == "__main__":
    print("\n".join(run()))
