"""Prints reports, also on a terminal whose encoding lacks some of their characters."""

import sys


def show(text: str) -> None:
    """Print text; what the terminal cannot show becomes an escape, which is better than no report."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding))
