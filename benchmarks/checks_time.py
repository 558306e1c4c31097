"""Prints the milliseconds that IotSecurityChecks works during a synth of the reference fleet, its imports included."""

import runpy
import time

from cdk_secure_iot import IotSecurityChecks

validate = IotSecurityChecks.validate
spent = 0.0


def timed(self: IotSecurityChecks, context: object) -> object:
    """Run the plugin and note how long it took."""
    global spent  # noqa: PLW0603 -- a script with one number to tell
    started = time.perf_counter()
    try:
        return validate(self, context)  # type: ignore[arg-type]
    finally:
        spent += time.perf_counter() - started


IotSecurityChecks.validate = timed  # type: ignore[method-assign,assignment]
import os  # noqa: E402

os.environ["BASELINE"] = "iot"
runpy.run_module("benchmarks.apps.fleet_app", run_name="__main__")
print(1000 * spent)
