"""How `iot-posture test` reports: for people, for programs, and for CI servers that read JUnit's XML."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class TestResult:
    """What became of one test.

    Args:
        file: where it stands.
        id: its name.
        expected: as the test says.
        actual: the decision, or `ERROR` when the test cannot be read.
        passed: whether they agree.
        explanation: why the decision is what it is, or why the test cannot be read.
        uncertain: for a test that says AWS's documents do not settle it, the pinned uncertainties it hangs on.
            Default: none.
    """

    file: str
    id: str
    expected: str
    actual: str
    passed: bool
    explanation: str
    uncertain: tuple[str, ...] = ()

    @property
    def broken(self) -> bool:
        """Whether the test could not be read."""
        return self.actual == "ERROR"

    @property
    def failed(self) -> bool:
        """Whether the decision is wrong, and no pinned uncertainty that the test knows of explains it."""
        return not self.passed and not self.broken and not self.uncertain


def counts(results: Sequence[TestResult]) -> dict[str, int]:
    """How many tests there are, and what became of them."""
    return {
        "total": len(results),
        "passed": sum(result.passed for result in results),
        "failed": sum(result.failed for result in results),
        "uncertain": sum(not result.passed and bool(result.uncertain) for result in results),
        "broken": sum(result.broken for result in results),
    }


def as_text(results: Sequence[TestResult]) -> str:
    """One line for the whole, after the tests that do not pass, each with its explanation."""
    lines = []
    for result in results:
        if not result.passed:
            word = "OPEN" if result.uncertain else "FAIL"
            said = f"expected {result.expected}, found {result.actual}"
            word, said = ("BROKEN", "cannot be read") if result.broken else (word, said)
            lines.append(f"{word} {result.id} ({result.file}): {said}")
            lines += [f"    {line}" for line in result.explanation.splitlines()]
    summary = counts(results)
    parts = [f"{summary['passed']} passed", f"{summary['failed']} failed"]
    parts += [f"{summary[name]} {name}" for name in ("uncertain", "broken") if summary[name]]
    return "\n".join([*lines, ", ".join(parts)])


def as_json(results: Sequence[TestResult]) -> str:
    """`{"results": [...], "summary": {...}}`."""
    listed = [
        {
            "id": result.id,
            "expected": result.expected,
            "actual": result.actual,
            "passed": result.passed,
            "explanation": result.explanation,
            "uncertain": list(result.uncertain),
            "file": result.file,
        }
        for result in results
    ]
    return json.dumps({"results": listed, "summary": counts(results)}, indent=2)


def as_junit(results: Sequence[TestResult]) -> str:
    """JUnit's XML: one suite for each file."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>"]
    for file in dict.fromkeys(result.file for result in results):
        suite = [result for result in results if result.file == file]
        summary = counts(suite)
        numbers = f'tests="{summary["total"]}" failures="{summary["failed"]}" errors="{summary["broken"]}"'
        lines.append(f'  <testsuite name={_attribute(file)} {numbers} skipped="{summary["uncertain"]}">')
        lines += [_case(result) for result in suite]
        lines.append("  </testsuite>")
    return "\n".join([*lines, "</testsuites>"])


def _case(result: TestResult) -> str:
    start = f"    <testcase classname={_attribute(result.file)} name={_attribute(result.id)}"
    if result.passed:
        return f"{start}/>"
    kind = "error" if result.broken else "skipped" if result.uncertain else "failure"
    message = _attribute(f"expected {result.expected}, found {result.actual}")
    return f"{start}>\n      <{kind} message={message}>{escape(_clean(result.explanation))}</{kind}>\n    </testcase>"


def _attribute(text: str) -> str:
    return quoteattr(_clean(text))


def _clean(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


FORMATS: dict[str, Callable[[Sequence[TestResult]], str]] = {"text": as_text, "json": as_json, "junit": as_junit}
"""The formats by the name that `--format` takes."""
