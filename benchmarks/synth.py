"""How long a synth takes: the reference fleet against an empty app and against the same templates written by hand.

All apps run in turn, round after round, in processes of their own, and medians are compared: wall times on a shared machine
move by a factor of two between runs, ratios inside one run do not. CDK validation is off, as it hides what the library costs.
"""

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

ROUNDS = 9
ROOT = Path(__file__).parent.parent
_EMBEDDED_HASH = re.compile(r"(acmeiotingestion_[A-Za-z]+_)[0-9A-F]{8}")


def run() -> list[str]:
    """Measure, and give the lines of a table."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:  # noqa: S108
        out = Path(folder)
        resources = same_templates(out)
        timed = _interleaved(out)
        calls = _calls(out)
    fleet = timed["fleet"]
    share = timed["fleet + IotSecurityChecks"]
    validate = _inside_validate()
    lines = [f"{'synth, CDK validation off':<44} median of {ROUNDS}"]
    lines += [f"  {name:<42} {value * 1000:8.0f} ms" for name, value in timed.items()]
    return [
        *lines,
        f"{'the fleet to an empty app':<44} {fleet / timed['empty app']:.2f}",
        _target("the fleet to the same templates by hand", fleet / timed["written by hand"], 1.15, "{:.2f}"),
        _target("jsii calls per resource, baseline on", calls / resources, 1.5, "{:.2f}"),
        f"{'  calls, resources':<44} {calls}, {resources}",
        _target("IotSecurityChecks, share of the synth", 100 * validate / (share * 1000), 3, "{:.1f} %"),
        _target("own import time, on top of the CDK's", _import_time(), 30, "{:.0f} ms"),
        _target("iot-posture --help", _help_time(), 150, "{:.0f} ms"),
    ]


def _target(name: str, value: float, limit: float, form: str) -> str:
    verdict = "ok" if value <= limit else "MISSED"
    return f"{name:<44} {form.format(value):<9} target at most {form.format(limit)}: {verdict}"


def environment(out: Path, **more: str) -> dict[str, str]:
    """The environment of a timed app: nothing that makes a user's second synth slower."""
    slow = {"PYTHONDONTWRITEBYTECODE", "NODE_EXTRA_CA_CERTS", "NODE_COMPILE_CACHE"}
    env = {name: value for name, value in os.environ.items() if name not in slow}
    context = json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"]
    env |= {"CDK_VALIDATION": "false", "CDK_OUTDIR": str(out), "CDK_CONTEXT_JSON": json.dumps(context)}
    return env | {"PYTHONPATH": str(ROOT)} | more


def _app(module: str, out: Path, **more: str) -> None:
    shutil.rmtree(out, ignore_errors=True)
    subprocess.run(
        [sys.executable, "-m", f"benchmarks.apps.{module}"], cwd=ROOT, env=environment(out, **more), check=True
    )


def _interleaved(out: Path) -> dict[str, float]:
    apps: dict[str, Callable[[], None]] = {
        "empty app": lambda: _app("empty_app", out / "empty"),
        "written by hand": lambda: _app("handwritten_app", out / "hand"),
        "fleet": lambda: _app("fleet_app", out / "fleet"),
        "fleet + IotSecurityChecks": lambda: _app("fleet_app", out / "iot", BASELINE="iot"),
        "fleet + whole baseline": lambda: _app("fleet_app", out / "all", BASELINE="all"),
    }
    times: dict[str, list[float]] = {name: [] for name in apps}
    for turn in range(ROUNDS + 1):
        for name, start in apps.items():
            before = time.perf_counter()
            start()
            if turn:  # the first round warms .pyc files and the page cache
                times[name].append(time.perf_counter() - before)
    return {name: statistics.median(values) for name, values in times.items()}


def same_templates(out: Path) -> int:
    """How many resources the fleet has; the app written by hand must have the very same, or nothing is measured."""
    _app("fleet_app", out / "a")
    _app("handwritten_app", out / "b")
    ours, theirs = _shape(out / "a"), _shape(out / "b")
    if ours != theirs:
        first = next(iter((ours - theirs) | (theirs - ours)))
        raise SystemExit(f"benchmarks: the app written by hand makes other templates than the library; first: {first}")
    return ours.total()


def _shape(assembly: Path) -> Counter[str]:
    """The resources of an assembly without what must differ: logical ids, names with hashes, descriptions, metadata."""
    found: Counter[str] = Counter()
    for file in assembly.glob("*.template.json"):
        resources = json.loads(file.read_text(encoding="utf-8"))["Resources"]
        types = {name: resource["Type"] for name, resource in resources.items()}
        for resource in resources.values():
            kept = {key: value for key, value in resource.items() if key not in {"Metadata", "DependsOn"}}
            kept["DependsOn"] = len(resource.get("DependsOn", ()))
            found[json.dumps(_named_by_type(kept, types), sort_keys=True)] += 1
    return found


def _named_by_type(value: object, types: dict[str, str]) -> object:
    match value:
        case {"Ref": str(name)} if name in types:
            named: object = {"Ref": types[name]}
        case {"Fn::GetAtt": [str(name), attribute]}:
            named = {"Fn::GetAtt": [types[name], attribute]}
        case {"Fn::ImportValue": _}:
            named = "imported"
        case {"Fn::Join": ["", list(parts)]}:
            named = _joined([_named_by_type(part, types) for part in parts])
        case dict():
            texts = {"Description", "AlarmDescription"}
            named = {key: _named_by_type(item, types) for key, item in value.items() if key not in texts}
        case [single]:
            named = _named_by_type(single, types)
        case list():
            named = [_named_by_type(item, types) for item in value]
        case _:
            named = _EMBEDDED_HASH.sub(r"\1", value) if isinstance(value, str) else value
    return named


def _joined(parts: Sequence[object]) -> str:
    return "".join(part if isinstance(part, str) else json.dumps(part, sort_keys=True) for part in parts)


def _calls(out: Path) -> int:
    return int(_ask("benchmarks.count_calls", environment(out / "calls", BASELINE="all")))


def _import_time() -> float:
    return min(float(_ask("benchmarks.import_time", environment(Path("unused")))) for _ in range(ROUNDS))


def _inside_validate() -> float:
    return statistics.median(float(_ask("benchmarks.checks_time", environment(Path("unused")))) for _ in range(3))


def _help_time() -> float:
    times = []
    for _ in range(ROUNDS):
        before = time.perf_counter()
        command = [sys.executable, "-c", "import sys; from iot_posture.cli import main; sys.exit(main(['--help']))"]
        subprocess.run(command, env=environment(Path("unused")), check=True, stdout=subprocess.DEVNULL)
        times.append(1000 * (time.perf_counter() - before))
    return statistics.median(times)


def _ask(module: str, env: dict[str, str]) -> str:
    answer = subprocess.run(
        [sys.executable, "-m", module], cwd=ROOT, env=env, check=True, capture_output=True, text=True
    )
    return answer.stdout.strip().splitlines()[-1]


if __name__ == "__main__":
    print("\n".join(run()))
