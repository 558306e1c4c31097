"""Reports of findings, one writer per format."""

from collections.abc import Callable, Mapping

from iot_posture.report.github_report import write_github
from iot_posture.report.json_report import write_json
from iot_posture.report.junit_report import write_junit
from iot_posture.report.report import Report
from iot_posture.report.sarif_report import write_sarif
from iot_posture.report.summary import sentence
from iot_posture.report.text_report import write_text

FORMATS: Mapping[str, Callable[[Report], str]] = {
    "text": write_text,
    "json": write_json,
    "sarif": write_sarif,
    "junit": write_junit,
    "github": write_github,
}
"""The writers of reports, by the name of their format."""

__all__ = ["FORMATS", "Report", "sentence", "write_github", "write_json", "write_junit", "write_sarif", "write_text"]
