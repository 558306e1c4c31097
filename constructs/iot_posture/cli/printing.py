"""Prints reports, also on a terminal whose encoding lacks some of their characters, and into a pipe that is closed."""

import os
import sys


def show(text: str) -> None:
    """Print text; what the terminal cannot show becomes an escape, which is better than no report.

    A reader that has gone, as in `iot-posture test ... | head -1`, has seen what it wanted: that is no error.
    """
    encoding = sys.stdout.encoding or "utf-8"
    try:
        print(text.encode(encoding, "backslashreplace").decode(encoding), flush=True)
    except BrokenPipeError:
        # Python would flush once more at its end, and complain there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
