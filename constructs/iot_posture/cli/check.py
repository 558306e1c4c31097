"""`iot-posture check`: find what is insecure in CloudFormation templates."""

import argparse
import gc
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from iot_posture.analysis import Finding, Judged, Severity, concluded, merge
from iot_posture.analysis.baseline import Baseline, BaselineError
from iot_posture.checks import CHECKS
from iot_posture.cli.discovery import Candidate, candidates
from iot_posture.cli.main import UsageError
from iot_posture.cli.printing import show
from iot_posture.cli.progress import progress
from iot_posture.cli.workers import MOST_JOBS, default_jobs, judged
from iot_posture.report import FORMATS, Report, sentence
from iot_posture.template import TemplateError

_ORDER = list(Severity)


def run(arguments: list[str]) -> int:
    """Check what the arguments name; 0 when nothing is found, 1 when something is."""
    parsed = _parser().parse_args(arguments)
    as_of = None if parsed.date is None else _day(parsed.date)
    try:
        baseline = None if parsed.baseline is None else Baseline.read(Path(parsed.baseline))
        files: list[str] = []
        found = candidates(parsed.paths, lenient=parsed.only_templates)
        jobs = default_jobs(len(found)) if parsed.jobs is None else parsed.jobs
        with _few_collections():
            findings = concluded(_judged(found, parsed, files, as_of, jobs), CHECKS)
        if parsed.write_baseline is not None:
            written = Baseline.of(findings, Path(parsed.write_baseline))
            written.write()
            print(f"iot-posture check: {len(written.entries)} findings are in {written.file}", file=sys.stderr)
            baseline = written
    except (TemplateError, BaselineError) as error:
        raise UsageError(str(error)) from None
    report = _report(findings, files, baseline)
    for entry in report.gone:
        place = "  ".join(filter(None, [entry.file, entry.resource, entry.path]))
        print(
            f"iot-posture check: {parsed.baseline} knows {entry.id} at {place}, which no longer occurs", file=sys.stderr
        )
    _deliver(FORMATS[parsed.format](report), report, parsed.output)
    failing = _ORDER[: _ORDER.index(Severity(parsed.fail_on)) + 1]
    return 1 if any(finding.severity in failing for finding in report.counted) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="iot-posture check",
        description="Finds what is insecure in templates of CloudFormation, SAM and the Serverless Framework, in JSON or "
        "YAML, and in AWS IoT policy documents, without an AWS account.",
        epilog="exit codes: 0 nothing found, 1 findings that neither a template acknowledges nor the baseline knows, "
        "2 could not run",
    )
    parser.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="a file, a folder with templates somewhere below, what `cdk synth` writes, or a glob such as 'infra/**/*.yaml'",
    )
    parser.add_argument(
        "--only-templates", action="store_true", help="pass over named files that are no templates, as in folders"
    )
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="judge what expires as of this day (default: do not)")
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to report (default: %(default)s)")
    parser.add_argument("--output", metavar="FILE", help="write the report to a file, and print only the sum")
    parser.add_argument(
        "--fail-on",
        choices=[str(severity) for severity in Severity],
        default=str(Severity.INFO),
        help="the least severity that makes exit code 1 (default: %(default)s)",
    )
    parser.add_argument("--baseline", metavar="FILE", help="known findings, which do not count")
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=_jobs,
        help="processes that judge templates (default: 1, and up to 8 where templates are many)",
    )
    parser.add_argument("--write-baseline", metavar="FILE", help="write what is found today as a baseline, and exit 0")
    return parser


def _judged(
    found: Sequence[Candidate], parsed: argparse.Namespace, files: list[str], as_of: date | None, jobs: int
) -> Iterator[Judged]:
    told = progress(len(found))
    try:
        for one in judged(found, as_of, jobs, told):
            files.append(one.template.file)
            yield one
    finally:
        told(None)
    if not files and not parsed.only_templates:
        raise TemplateError(f"{', '.join(dict.fromkeys(parsed.paths))} holds no template")


@contextmanager
def _few_collections() -> Iterator[None]:
    """Look for cyclic garbage less often: hardly anything here refers to itself, and the search costs a tenth."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _jobs(text: str) -> int:
    if text.isascii() and text.isdecimal() and 1 <= int(text) <= MOST_JOBS:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no number of processes; expected 1 to {MOST_JOBS}")


def _day(text: str) -> date:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise UsageError(f"--date is {text!r}, and takes a day as YYYY-MM-DD, for example 2026-11-22")


def _report(findings: Sequence[Finding], files: Sequence[str], baseline: Baseline | None) -> Report:
    if baseline is None:
        return Report(merge(findings), files, CHECKS)
    known = [finding for finding in findings if finding.acknowledged is None and baseline.knows(finding)]
    unknown = set(known)
    counted = [finding for finding in findings if finding not in unknown]
    return Report(
        merge(counted), files, CHECKS, has_baseline=True, known=merge(known), gone=baseline.gone(findings, files)
    )


def _deliver(text: str, report: Report, output: str | None) -> None:
    if output is None:
        # A template may hold text that the terminal's encoding has not; a report with escapes is better than none.
        show(text)
        return
    file = Path(output)
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(f"{text}\n".encode("utf-8", "backslashreplace"))
        unfinished.replace(file)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise UsageError(f"{output} cannot be written: {error.strerror or error}") from None
    show(sentence(report))
