"""`iot-posture list`: list the checks."""

import argparse

from iot_posture.checks import CHECKS


def run(arguments: list[str]) -> int:
    """Print each check's id, severity, name and title."""
    argparse.ArgumentParser(prog="iot-posture list", description="Lists the checks.").parse_args(arguments)
    width = max(len(check.name) for check in CHECKS)
    for check in CHECKS:
        print(f"{check.id}  {check.severity:<7}  {check.name:<{width}}  {check.title}")
    return 0
