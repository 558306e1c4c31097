"""What a synth made and what the baseline said of it: `python -m cdk_secure_iot.summary cdk.out`.

Reads the files of a cloud assembly only; it loads neither the CDK nor Node.js.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cdk_secure_iot._support.record import RECORD_FILE
from cdk_secure_iot.proofs import Proofs, prove

REPORT_FILE = "validation-report.json"


class SummaryError(Exception):
    """The folder is not what a synth under the baseline leaves behind."""


@dataclass(frozen=True, slots=True)
class StackLine:
    """One stack: its name, how many resources of how many types it has, and its template."""

    name: str
    resources: int
    types: int
    template: Path


@dataclass(frozen=True, slots=True)
class PackLine:
    """One pack of the baseline: what it found and nobody acknowledged, what was acknowledged, whether it broke."""

    name: str
    found: int
    acknowledged: int
    failed: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """A synth in numbers. `skipped` names the packs of the baseline that did not run; `notes` is what nobody should miss."""

    stacks: tuple[StackLine, ...]
    packs: tuple[PackLine, ...]
    skipped: tuple[str, ...]
    notes: tuple[str, ...] = ()
    proofs: Proofs | None = None


def summarize(folder: Path) -> Summary:
    """Read a cloud assembly.

    Raises:
        SummaryError: no assembly is there, or it was synthesized without the baseline.
    """
    record = _read(folder / RECORD_FILE)
    ran = record["plugins"]
    found: Counter[str] = Counter()
    acknowledged: Counter[str] = Counter()
    failed = set()
    for report in _read(folder / REPORT_FILE)["pluginReports"]:
        name = report["pluginName"]
        found[name] += sum(len(violation["violatingConstructs"]) for violation in report["violations"])
        acknowledged[name] += sum(len(entry["violatingConstructs"]) for entry in report.get("suppressedViolations", ()))
        if report["conclusion"] == "failure":
            failed.add(name)
    packs = tuple(PackLine(name, found[name], acknowledged[name], name in failed) for name in ran)
    others = tuple(PackLine(name, found[name], acknowledged[name], True) for name in sorted(failed - set(ran)))
    skipped = () if "CloudFormation-Validate" in ran else ("CloudFormation-Validate (CDK_VALIDATION=false)",)
    stacks = tuple(_stacks(folder))
    proofs = prove([line.template for line in stacks])
    flows = proofs.notes() if proofs is not None else []
    return Summary(stacks, packs + others, skipped, (*_notes(stacks), *flows), proofs)


def render(summary: Summary) -> str:
    """The summary as a table of plain text."""
    stacks = [("stack", "resources", "types", "template")]
    stacks += [(line.name, str(line.resources), str(line.types), str(line.template)) for line in summary.stacks]
    total = sum(line.resources for line in summary.stacks)
    packs = [("baseline pack", "found", "acknowledged", "")]
    packs += [
        (line.name, str(line.found), str(line.acknowledged), "FAILED" if line.failed else "ran")
        for line in summary.packs
    ]
    packs += [(name, "-", "-", "NOT RUN") for name in summary.skipped]
    notes = "".join(f"\nnote: {note}" for note in summary.notes)
    tables: list[Sequence[Sequence[str]]] = [stacks, packs]
    tables += summary.proofs.tables() if summary.proofs is not None else []
    shown = "\n\n".join(map(_table, tables))
    return f"\n{shown}\n\n{total} resources in {len(summary.stacks)} stacks{notes}"


def _notes(stacks: Sequence[StackLine]) -> Iterator[str]:
    types = [resource["Type"] for line in stacks for resource in _read(line.template)["Resources"].values()]
    if "AWS::SNS::Topic" in types and "AWS::SNS::Subscription" not in types:
        yield "nobody is subscribed to the notifications yet; name somebody in the setting fleet:emails, or subscribe by hand"


def _stacks(folder: Path) -> Iterator[StackLine]:
    for stack, artifact in _read(folder / "manifest.json")["artifacts"].items():
        if artifact["type"] == "aws:cloudformation:stack":
            template = folder / artifact["properties"]["templateFile"]
            resources = _read(template).get("Resources", {})
            yield StackLine(stack, len(resources), len({each["Type"] for each in resources.values()}), template)
        elif artifact["type"] == "cdk:cloud-assembly":
            yield from _stacks(folder / artifact["properties"]["directoryName"])


def _read(file: Path) -> Any:  # noqa: ANN401 -- JSON that the CDK wrote, of which each caller takes what it knows
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SummaryError(
            f"{file} cannot be read ({error}). Next: synthesize an app that calls SecurityBaseline.apply(app)"
        ) from error


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths).rstrip(), *lines[1:]])


def main(arguments: Sequence[str]) -> int:
    """Print the summary of a folder; exit 1 when a pack failed or isolation is refuted, 2 when there is nothing to read."""
    folder = Path(arguments[0] if arguments else "cdk.out")
    try:
        summary = summarize(folder)
    except SummaryError as error:
        print(f"summary: {error}", file=sys.stderr)  # noqa: T201 -- this module is a command
        return 2
    print(render(summary))  # noqa: T201
    refuted = summary.proofs is not None and summary.proofs.refuted
    return 1 if refuted or any(pack.failed for pack in summary.packs) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
