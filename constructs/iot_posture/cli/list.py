"""`iot-posture list`: list the checks."""

import argparse
import json

from iot_posture.analysis import FAMILIES, Severity
from iot_posture.checks import CHECKS
from iot_posture.cli.printing import show


def run(arguments: list[str]) -> int:
    """Print each check's id, severity, name and title; all of them, or those of a severity or family."""
    parser = argparse.ArgumentParser(prog="iot-posture list", description="Lists the checks.")
    parser.add_argument("--severity", choices=[str(severity) for severity in Severity], help="only these")
    parser.add_argument("--family", choices=list(FAMILIES.values()), help="only those about this")
    parser.add_argument("--format", choices=["text", "json"], default="text", help="(default: %(default)s)")
    parsed = parser.parse_args(arguments)
    listed = [
        check for check in CHECKS if parsed.severity in (None, check.severity) and parsed.family in (None, check.family)
    ]
    if parsed.format == "json":
        show(
            json.dumps(
                [
                    {
                        "id": check.id,
                        "name": check.name,
                        "severity": check.severity,
                        "family": check.family,
                        "title": check.title,
                        "device_defender": check.device_defender,
                    }
                    for check in listed
                ],
                indent=2,
            )
        )
        return 0
    width = max((len(check.name) for check in listed), default=0)
    show("\n".join(f"{check.id}  {check.severity:<7}  {check.name:<{width}}  {check.title}" for check in listed))
    return 0
