"""A second opinion on the prover: designed cases of Publish isolation, decided by it and by SMT solvers, must not differ.

Each case says what the policies allow and deny on Publish and which topics are owned; what is right was worked out by
hand. A solver may be unsure, which is counted; a verdict that contradicts another fails the run. Where a solver finds a
counterexample that only its model has, because slashes are not counted in it, that would show here as well.

`python -m benchmarks.second_opinion` prints the table. The solvers come from requirements/bench.txt.
"""

import time
from functools import partial

from benchmarks import proof_policies as make
from benchmarks.string_solvers import INSTALLED, Publishing, decide, question
from iot_posture.proof import prove_isolation

SECONDS = 5

APART = [
    Publishing(("dt/{thing}/*",), ("dt/{thing}/#",)),
    Publishing(("dt/{thing}",), ("dt/{thing}",)),
    Publishing(("{thing}/*",), ("{thing}/#",)),
    Publishing(("dt/{thing}?state",), ("dt/{thing}/#",)),
    Publishing(("dt/x-{thing}/y",), ("dt/x-{thing}/y",)),
    Publishing(("d*/{thing}/y",), ("dt/{thing}/y",)),
    Publishing(("a/{thing}/{thing}/x",), ("a/+/{thing}/#",)),
    Publishing(("a/{thing}/b/{thing}",), ("a/+/b/{thing}",)),
    Publishing(("dt/{thing}/sta.te",), ("dt/+/{thing}",)),
    Publishing(("dt/.*",), ("dt/{thing}/#",)),
    Publishing(("cmd/*",), ("dt/{thing}/#", "dt/{thing}")),
    Publishing(("dt/*",), ("dt/{thing}/#",), ("dt/*",)),
    Publishing(("dt/*",), ("dt/{thing}/#",), ("dt/?*",)),
    Publishing(("dt/*",), ("dt/{thing}-x",), ("*-*",)),
    Publishing(("dt/*",), ("dt/{thing}/state",), ("dt/*/*",)),
    Publishing(("dt/{thing}/*", "dt/all/*"), ("dt/{thing}/#",), ("dt/all/*",)),
    Publishing(("$aws/things/{thing}/shadow/*",), ("dt/{thing}/#",)),
    Publishing(("$aws/rules/store/dt/{thing}/*",), ("dt/{thing}/#",)),
]
"""Devices are kept apart."""

NOT_APART = [
    Publishing(("dt/{thing}*",), ("dt/{thing}/#",)),
    Publishing(("dt/*",), ("dt/{thing}/#",)),
    Publishing(("dt/*/{thing}",), ("dt/{thing}/#",)),
    Publishing(("dt/*{thing}/x",), ("dt/{thing}/x",)),
    Publishing(("a/?/x",), ("a/{thing}/x",)),
    Publishing(("*/{thing}/x",), ("dt/{thing}/x",)),
    Publishing(("*/{thing}/*",), ("dt/{thing}/#",)),
    Publishing(("dt/{thing}-x/y",), ("dt/{thing}/y",)),
    Publishing(("dt/x{thing}/y",), ("dt/{thing}/y",)),
    Publishing(("dt/{thing}/*",), ("dt/+/{thing}",)),
    Publishing(("dt/{thing}/?",), ("dt/+/{thing}",)),
    Publishing(("dt/{thing}/state",), ("dt/+/{thing}",)),
    Publishing(("dt/:*",), ("dt/{thing}/#",)),
    Publishing(("dt/*",), ("dt/{thing}/#",), ("dt/{thing}/*",)),
    Publishing(("dt/*",), ("dt/{thing}/state",), ("dt/*/*/*",)),
    Publishing(("dt/{thing}/*", "dt/all/*"), ("dt/{thing}/#",)),
    Publishing(("$aws/things/{thing}*",), ("dt/{thing}/#",)),
    Publishing(("$aws/rules/store/*",), ("dt/{thing}/#",)),
]
"""A device can publish on what belongs to another."""


def ours(asked: Publishing) -> tuple[str, float]:
    """The prover's verdict, and the CPU seconds it took."""
    document = make.of(asked)
    started = time.process_time()
    return str(prove_isolation(document, owned=asked.own).verdict), time.process_time() - started


def _of_solver(solver: str, asked: Publishing) -> tuple[str, float]:
    return decide(solver, question(asked), SECONDS)


def run() -> list[str]:
    """The lines of the table.

    Raises:
        AssertionError: two verdicts contradict each other, or what was worked out by hand.
    """
    engines = {"the prover": ours} | {name: partial(_of_solver, name) for name in INSTALLED}
    cases = [(asked, "proved") for asked in APART] + [(asked, "refuted") for asked in NOT_APART]
    lines = [
        f"{len(cases)} cases of Publish isolation{'right':>14}{'unsure':>8}{'wrong':>7}{'CPU s':>9}   at most {SECONDS} s each"
    ]
    contradictions = []
    for name, engine in engines.items():
        right = unsure = 0
        taken = 0.0
        for asked, expected in cases:
            verdict, seconds = engine(asked)
            taken += seconds
            right += verdict == expected
            unsure += verdict in ("unknown", "undecided")
            if verdict not in (expected, "unknown", "undecided"):
                contradictions.append(f"{name} says {verdict}, expected {expected}: {asked}")
        wrong = len(cases) - right - unsure
        lines.append(f"{name:<30}{right:>12}{unsure:>8}{wrong:>7}{taken:>9.2f}")
    if contradictions:
        raise AssertionError("; ".join(contradictions))
    return lines if INSTALLED else [*lines, "No solver is installed. Next: pip install -r requirements/bench.txt"]


if __name__ == "__main__":
    print("\n".join(run()))
