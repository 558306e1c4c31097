"""`iot-posture explain`: print the documentation of a check."""

import argparse
import difflib

from iot_posture.checks import CHECKS
from iot_posture.cli.main import UsageError
from iot_posture.cli.printing import show


def run(arguments: list[str]) -> int:
    """Print the page of the check that the argument names, by its id or its name."""
    parser = argparse.ArgumentParser(prog="iot-posture explain", description="Prints the documentation of a check.")
    parser.add_argument("check", help="the check's id or name, for example IOT201")
    asked = parser.parse_args(arguments).check
    for check in CHECKS:
        if asked.upper() == check.id or asked.lower() == check.name:
            show(f"{check.id} {check.name} ({check.severity})\n\n{check.page.strip()}")
            return 0
    near = difflib.get_close_matches(asked.upper(), [check.id for check in CHECKS], 1)
    near += difflib.get_close_matches(asked.lower(), [check.name for check in CHECKS], 1)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise UsageError(f"there is no check {asked!r}. {hint}Next: `iot-posture list` shows all of them")
