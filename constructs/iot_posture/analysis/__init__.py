"""The check engine: runs checks over the templates of an app and gives findings."""

from iot_posture.analysis.acknowledgements import Acknowledgement, acknowledgements_of
from iot_posture.analysis.baseline import Baseline, BaselineEntry, BaselineError
from iot_posture.analysis.check import FAMILIES, Check, EachResource, UnusedAcknowledgements, WholeApp
from iot_posture.analysis.engine import analyse, findings_of
from iot_posture.analysis.findings import Finding, Outcome, Severity, Unresolved, Verdict, Violation
from iot_posture.analysis.merging import merge
from iot_posture.analysis.rights import judge_rights

__all__ = [
    "FAMILIES",
    "Acknowledgement",
    "Baseline",
    "BaselineEntry",
    "BaselineError",
    "Check",
    "EachResource",
    "Finding",
    "Outcome",
    "Severity",
    "Unresolved",
    "UnusedAcknowledgements",
    "Verdict",
    "Violation",
    "WholeApp",
    "acknowledgements_of",
    "analyse",
    "findings_of",
    "judge_rights",
    "merge",
]
