"""Reports of findings, one writer per format."""

from collections.abc import Callable, Mapping, Sequence

from iot_posture.analysis import Finding
from iot_posture.report.json_report import write_json
from iot_posture.report.text_report import write_text

FORMATS: Mapping[str, Callable[[Sequence[Finding], int], str]] = {"text": write_text, "json": write_json}
"""Each writer gets the findings and the number of templates, and gives the report."""

__all__ = ["FORMATS", "write_json", "write_text"]
