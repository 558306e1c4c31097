"""Recall and false findings on templates that were labelled before the checks were ever run on them; see README.md."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from iot_posture.analysis import Finding, Verdict, analyse
from iot_posture.checks import CHECKS
from iot_posture.template import load_template

CORPUS = Path(__file__).parent
ONLY_UNRESOLVED = "IOT517"
ALWAYS_FALSE = ("IOT001", "IOT002", "IOT003")


@dataclass
class Score:
    """What came of all labels and all findings."""

    found: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    right: list[str] = field(default_factory=list)
    tolerated: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    def recall(self, *, app_wide: bool = True, family: str = "IOT") -> float:
        """The share of the labels that are found."""
        found, missed = (
            sum(app_wide or not label.endswith(" the app") for label in labels if label.split()[1].startswith(family))
            for labels in (self.found, self.missed)
        )
        return found / (found + missed)

    @property
    def share_of_false(self) -> float:
        """False findings among those that count."""
        return len(self.false) / (len(self.right) + len(self.false))


@cache
def score() -> Score:
    total = Score()
    for file in sorted((CORPUS / "labels").glob("*.yaml")):
        labels: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
        _count(labels, _pairs(labels["template"]), total)
    return total


def _pairs(template: str) -> set[tuple[str, str]]:
    findings = analyse([load_template(CORPUS / template)], CHECKS)
    return {(finding.check_id, finding.resource) for finding in findings if _counts(finding)}


def _counts(finding: Finding) -> bool:
    if finding.verdict is Verdict.CRASH:
        return True
    return (finding.verdict is Verdict.VIOLATION) != (finding.check_id == ONLY_UNRESOLVED)


def _count(labels: dict[str, Any], pairs: set[tuple[str, str]], total: Score) -> None:
    name = labels["template"]
    for label in labels["expect"]:
        said = f"{name} {label['id']} {label['resource'] or 'the app'}"
        (total.found if _accepted(label, pairs) & pairs else total.missed).append(said)
    right = set().union(*(_accepted(label, pairs) for label in labels["expect"]))
    tolerated = set().union(*(_accepted(label, pairs) for label in labels.get("allowed") or ()))
    for check_id, resource in sorted(pairs):
        said = f"{name} {check_id} {resource or 'the app'}"
        if (check_id, resource) in right:
            total.right.append(said)
        elif {(check_id, resource), (check_id, "*")} & tolerated and check_id not in ALWAYS_FALSE:
            total.tolerated.append(said)
        else:
            total.false.append(said)


def _accepted(label: dict[str, Any], pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    ids = [label["id"], *label.get("or", [])]
    if not label["resource"]:  # of the whole app, wherever the finding stands so that it can be acknowledged
        return {pair for pair in pairs if pair[0] in ids}
    return {(check_id, resource) for check_id in ids for resource in [label["resource"], *label.get("also", [])]}


def report() -> str:
    """All that is missed or false, and the figures."""
    found = score()
    families = ", ".join(f"{name}xx {found.recall(family=name):.1%}" for name in (f"IOT{n}" for n in range(1, 6)))
    figures = (
        f"recall {found.recall():.1%} of {len(found.found) + len(found.missed)} labels, {found.recall(app_wide=False):.1%} "
        f"without the app-wide ones ({families}); false findings {found.share_of_false:.1%} of "
        f"{len(found.right) + len(found.false)}, {len(found.tolerated)} tolerated"
    )
    lines = [*(f"missed: {label}" for label in found.missed), *(f"false: {pair}" for pair in found.false), figures]
    return "\n".join(lines)


def test_at_least_95_percent_of_the_labels_are_found() -> None:
    assert score().recall() >= 0.95, report()
    assert score().recall(app_wide=False) >= 0.95, report()


def test_at_most_3_percent_of_the_findings_are_false() -> None:
    assert score().share_of_false <= 0.03, report()


if __name__ == "__main__":
    print(report())  # noqa: T201
