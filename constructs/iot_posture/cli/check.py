"""`iot-posture check`: find what is insecure in CloudFormation templates."""

import argparse
import re
import sys
from datetime import date

from iot_posture.analysis import analyse
from iot_posture.checks import CHECKS
from iot_posture.cli.main import UsageError
from iot_posture.report import FORMATS
from iot_posture.template import Template, TemplateError, load_templates


def run(arguments: list[str]) -> int:
    """Check what the arguments name; 0 when nothing is found, 1 when something is."""
    parser = argparse.ArgumentParser(
        prog="iot-posture check",
        description="Finds what is insecure in CloudFormation templates (JSON), without an AWS account.",
        epilog="exit codes: 0 nothing found, 1 findings that no template acknowledges, 2 could not run",
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a template file, or what `cdk synth` writes")
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to report (default: %(default)s)")
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="judge what expires as of this day (default: do not)")
    parsed = parser.parse_args(arguments)
    as_of = None if parsed.date is None else _day(parsed.date)
    templates: list[Template] = []
    for path in dict.fromkeys(parsed.paths):
        try:
            templates += load_templates(path)
        except TemplateError as error:
            raise UsageError(str(error)) from None
    for template in templates:
        template.as_of = as_of
    findings = analyse(templates, CHECKS)
    # A template may hold text that the terminal's encoding has not; a report with escapes is better than none.
    report = FORMATS[parsed.format](findings, len(templates))
    encoding = sys.stdout.encoding or "utf-8"
    print(report.encode(encoding, "backslashreplace").decode(encoding))
    return 1 if any(finding.acknowledged is None for finding in findings) else 0


def _day(text: str) -> date:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise UsageError(f"--date is {text!r}, and takes a day as YYYY-MM-DD, for example 2026-11-22")
