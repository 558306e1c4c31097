"""The check engine: runs checks over the templates of an app and gives findings."""

from iot_posture.analysis.acknowledgements import Acknowledgement, acknowledgements_of
from iot_posture.analysis.broad_access import broad
from iot_posture.analysis.check import FAMILIES, Check, EachResource, UnusedAcknowledgements, WholeApp
from iot_posture.analysis.engine import Judged, Judges, analyse, concluded, findings_of
from iot_posture.analysis.findings import Finding, Outcome, Severity, Unresolved, Verdict, Violation
from iot_posture.analysis.merging import merge
from iot_posture.analysis.reserved_topics import Opened, opened_features
from iot_posture.analysis.rights import judge_rights
from iot_posture.analysis.said_elsewhere import ON_TOPICS, said_elsewhere
from iot_posture.analysis.whole_apps import serves_devices, where_it_stands

__all__ = [
    "FAMILIES",
    "ON_TOPICS",
    "Acknowledgement",
    "Check",
    "EachResource",
    "Finding",
    "Judged",
    "Judges",
    "Opened",
    "Outcome",
    "Severity",
    "Unresolved",
    "UnusedAcknowledgements",
    "Verdict",
    "Violation",
    "WholeApp",
    "acknowledgements_of",
    "analyse",
    "broad",
    "concluded",
    "findings_of",
    "judge_rights",
    "merge",
    "opened_features",
    "said_elsewhere",
    "serves_devices",
    "where_it_stands",
]
