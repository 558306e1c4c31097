"""A line on the terminal that says how far a long run is."""

import sys
import time
from collections.abc import Callable

_PATIENCE = 1.0
"""Seconds without a word. Most runs are over by then."""
_BETWEEN = 0.1


def progress(total: int) -> Callable[[int | None], None]:
    """What to call with the number of templates done, and with None at the end; it prints on terminals only."""
    if not sys.stderr.isatty():
        return lambda _done: None
    started = shown = time.monotonic()
    visible = False

    def show(done: int | None) -> None:
        nonlocal shown, visible
        now = time.monotonic()
        if done is None:
            if visible:
                print("\r\033[K", end="", file=sys.stderr, flush=True)
        elif now - started > _PATIENCE and now - shown > _BETWEEN:
            shown, visible = now, True
            filled = 30 * done // max(total, 1)
            print(f"\r[{'#' * filled}{' ' * (30 - filled)}] {done} of {total}", end="", file=sys.stderr, flush=True)

    return show
