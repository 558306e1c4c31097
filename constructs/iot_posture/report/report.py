"""What a report is written from."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from iot_posture.analysis import Check, Finding
from iot_posture.analysis.baseline import BaselineEntry


@dataclass(frozen=True)
class Report:
    """The outcome of a run.

    With a baseline, `known` are the findings that it knows, which do not count, and `gone` are its entries that no longer
    occur.
    """

    findings: Sequence[Finding]
    files: Sequence[str]
    checks: Sequence[Check] = field(repr=False)
    has_baseline: bool = False
    known: Sequence[Finding] = ()
    gone: Sequence[BaselineEntry] = ()

    @property
    def counted(self) -> list[Finding]:
        """The findings that neither a template acknowledges nor a baseline knows."""
        return [finding for finding in self.findings if finding.acknowledged is None]
