"""`iot-posture test`: run policy tests, questions with the answers that are expected, kept as data."""

import argparse
from functools import cache
from pathlib import Path

from iot_posture.cli.files import read_data
from iot_posture.cli.main import UsageError
from iot_posture.cli.printing import show
from iot_posture.cli.test_formats import FORMATS, TestResult
from iot_posture.policy.cases import BrokenTest, PolicyTest, read_tests
from iot_posture.policy.errors import PolicyError


def run(arguments: list[str]) -> int:
    """Run the tests of the files; 0 when all pass, 1 when one fails, 2 when a test or a file cannot be read."""
    parser = argparse.ArgumentParser(
        prog="iot-posture test",
        description="Runs policy tests: questions to AWS IoT policies with the answers that you expect.",
        epilog="exit codes: 0 all pass, 1 a test fails, 2 a test or a file cannot be read",
    )
    parser.add_argument("files", nargs="+", metavar="FILE", type=Path, help="policy tests, as JSON or YAML")
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to report (default: %(default)s)")
    parsed = parser.parse_args(arguments)
    results: list[TestResult] = []
    for path in parsed.files:
        try:
            results += [_result(test, str(path)) for test in _tests(path)]
        except PolicyError as error:
            raise UsageError(str(error)) from None
    show(FORMATS[parsed.format](results))
    if any(result.broken for result in results):
        return 2
    return 1 if any(result.failed for result in results) else 0


def _tests(path: Path) -> list[PolicyTest | BrokenTest]:
    data = read_data(path)
    try:
        return read_tests(data, cache(lambda name: read_data(path.parent / name)))
    except PolicyError as error:
        raise PolicyError(f"{path}: {error}") from None


def _result(test: PolicyTest | BrokenTest, file: str) -> TestResult:
    if isinstance(test, BrokenTest):
        return TestResult(file, test.id, test.expected, "ERROR", False, str(test.error))
    result = test.run()
    decision = result.decision
    explanation = "\n".join(["undetermined: see U5 below", *result.explanation.lines()][result.determined :])
    hangs = tuple(dependency.id for dependency in result.explanation.depends_on)
    uncertain = hangs if test.open_question else ()
    return TestResult(file, test.id, test.expected, decision.value, test.accepts(decision), explanation, uncertain)
