"""Says once what several checks could not tell: sixty checks that stop at one place are one thing to do."""

from collections.abc import Sequence
from dataclasses import replace

from iot_posture.analysis.findings import Finding, Verdict


def merge(findings: Sequence[Finding]) -> list[Finding]:
    """Join the open questions of several checks about one place into the first, which then names them all.

    An acknowledged one is not joined: each check is acknowledged by its own id.
    """
    places: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        if _is_open(finding):
            places.setdefault(_place(finding), []).append(finding)
    merged: list[Finding] = []
    for finding in findings:
        if not _is_open(finding):
            merged.append(finding)
        elif places[_place(finding)][0] is finding:
            merged.append(_joined(finding, places[_place(finding)][1:]))
    return merged


def _is_open(finding: Finding) -> bool:
    return finding.verdict is Verdict.UNRESOLVED and finding.acknowledged is None


def _place(finding: Finding) -> tuple[str, str, str]:
    return finding.file, finding.resource, finding.path


def _joined(first: Finding, rest: Sequence[Finding]) -> Finding:
    others = tuple(dict.fromkeys(found.check_id for found in rest if found.check_id != first.check_id))
    if not others:
        return first
    ids = f"{', '.join([first.check_id, *others[:-1]])} and {others[-1]}"
    return replace(
        first,
        message=f"{first.message} Nor can {', '.join(others)}.",
        fix=f"Write the value out in the template, or acknowledge each of {ids} with the reason why it is safe.",
        also=others,
    )
