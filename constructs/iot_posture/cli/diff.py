"""`iot-posture diff`: what devices may do under a new version of policies that they could not do before, and the reverse."""

import argparse
import json
from pathlib import Path

from iot_posture.cli.main import UsageError
from iot_posture.cli.printing import show
from iot_posture.cli.proof_subjects import Subject, subjects
from iot_posture.cli.prove import EXIT_CODES, seconds_of
from iot_posture.proof import Change, Difference, Verdict, difference


def run(arguments: list[str]) -> int:
    """Compare; 0 when devices may do the same, 1 when not, 3 when it is undecided."""
    parser = argparse.ArgumentParser(
        prog="iot-posture diff",
        description="Compares what two versions of policies allow, not how they are written.",
        epilog="exit codes: 0 no difference, 1 a difference, 3 undecided, 2 could not run",
    )
    parser.add_argument("old", metavar="OLD", help="a policy, a template, or what `cdk synth` writes")
    parser.add_argument(
        "new", metavar="NEW", help="the same, as it will be; policies of templates are paired by logical ID"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to report (default: text)")
    parser.add_argument(
        "--seconds", type=seconds_of, default=2.0, help="budget for each direction (default: %(default)s)"
    )
    parsed = parser.parse_args(arguments)
    old, new = _by_name(parsed.old), _by_name(parsed.new)
    if len(old) == len(new) == 1:
        old = dict(zip(new, old.values(), strict=True))
    compared = {
        name: difference(old[name].policies, new[name].policies, seconds=parsed.seconds)
        for name in dict.fromkeys((*old, *new))
        if name in old and name in new
    }
    alone = [f"- {name} is gone" for name in old if name not in new] + [
        f"+ {name} is new" for name in new if name not in old
    ]
    verdict = _verdict(compared, alone)
    show(_as_json(compared, alone, verdict) if parsed.format == "json" else "\n".join(_lines(compared, alone)))
    return EXIT_CODES[verdict]


def _by_name(path: str) -> dict[str, Subject]:
    """Policies by logical ID, those of stacks by file as well where two have the same."""
    found: dict[str, Subject] = {}
    for subject in subjects([path], []):
        logical_id = subject.found.resource.logical_id if subject.found is not None else ""
        name = logical_id or subject.name
        if name in found:
            file = Path(subject.found.resource.template.file).name if subject.found is not None else path
            name = f"{name} in {file}"
        if name in found:
            raise UsageError(f"{path} has {name} twice, so it cannot be paired. Next: compare the templates one by one")
        found[name] = subject
    return found


def _verdict(compared: dict[str, Difference], alone: list[str]) -> Verdict:
    verdicts = {found.verdict for found in compared.values()}
    if alone or Verdict.REFUTED in verdicts:
        return Verdict.REFUTED
    return Verdict.UNDECIDED if Verdict.UNDECIDED in verdicts else Verdict.PROVED


def _lines(compared: dict[str, Difference], alone: list[str]) -> list[str]:
    lines = list(alone)
    for name, found in compared.items():
        if found.verdict is Verdict.PROVED:
            lines.append(f"{name}: devices may do the same")
            continue
        lines.append(f"{name}:")
        lines += [f"  + {change}" for change in found.gained]
        lines += [f"  - {change}" for change in found.lost]
        lines += [f"  ? {doubt}" for doubt in found.doubts]
    return lines


def _as_json(compared: dict[str, Difference], alone: list[str], verdict: Verdict) -> str:
    policies = {
        name: {
            "verdict": str(found.verdict),
            "gained": [_change(change) for change in found.gained],
            "lost": [_change(change) for change in found.lost],
            "undecided": list(found.doubts),
            "elapsed_ms": round(found.elapsed_ms, 3),
        }
        for name, found in compared.items()
    }
    return json.dumps({"verdict": str(verdict), "unpaired": alone, "policies": policies}, indent=2)


def _change(change: Change) -> dict[str, object]:
    return {
        "actions": list(change.actions),
        "pattern": change.pattern,
        "statement": change.source.statement,
        "witness": change.witness.render(),
    }
