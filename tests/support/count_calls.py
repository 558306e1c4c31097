"""Runs an app and prints, as the last line, how many round trips to the jsii kernel it made: `python count_calls.py app.py`."""

import atexit
import json
import runpy
import sys
from typing import Any

import jsii

calls = 0
kernel: Any = jsii
process = kernel._runtime.kernel.provider._process
send = process.send


def counting(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 -- whatever jsii sends
    """Send a request, and count it."""
    global calls  # noqa: PLW0603 -- one number for one process
    calls += 1
    return send(*arguments, **named)


process.send = counting
atexit.register(lambda: print(json.dumps({"calls": calls})))  # noqa: T201 -- its output is its result
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
