"""Judges many templates: one after the other, or shared out among processes.

Each process reads its templates, judges their resources, and hands over what it found; what only all templates together
tell is judged where the findings come together. Pipes need no semaphores, which some sandboxes lack.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iot_posture.analysis import Finding, Judged, Judges
from iot_posture.analysis.acknowledgements import in_template
from iot_posture.checks import CHECKS
from iot_posture.cli.discovery import Candidate, read, templates
from iot_posture.template import Shelf, Template, TemplateError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_AT_ONCE = 8
"""Candidates that a process judges before it hands over what it found."""
_WORTH_IT = 8 * _AT_ONCE
"""With fewer candidates, one process is done before others would have begun."""
MOST_JOBS = 64
"""The most that may be asked for."""
_MOST = 8
"""The most that are used when nobody says: each takes memory of its own."""
_CAN_FORK = hasattr(os, "fork") and sys.platform != "darwin"
_CPU_MAX = Path("/sys/fs/cgroup/cpu.max")
_ROOM = 4
"""Templates that a process keeps; each is judged as soon as it is read."""

_Handed = list[tuple[int, Template, Sequence[tuple[int, Finding]], bool]]
"""The number of the candidate, a template, what was found in it, and whether it acknowledges anything."""


def default_jobs(candidates: int) -> int:
    """How many processes to use when nobody says: one, or the processors there are where that pays."""
    if candidates < _WORTH_IT or not _CAN_FORK:
        return 1
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, _share_of_time(), _MOST)


def _share_of_time() -> int:
    """How many processors a container may use together, however many the machine has."""
    try:
        quota, period = _CPU_MAX.read_text(encoding="ascii").split()
        return max(1, int(quota) // int(period))
    except (OSError, ValueError, ZeroDivisionError):
        return MOST_JOBS  # no control group, or no limit in it


def judged(
    found: Sequence[Candidate], as_of: date | None, jobs: int, told: Callable[[int], object]
) -> Iterator[Judged]:
    """Each template of the candidates, judged; in their order, whatever the number of processes.

    Args:
        found: where templates may be.
        as_of: the day for which to judge.
        jobs: how many processes judge.
        told: is told the number of each candidate that is done.

    Raises:
        TemplateError: what was named is no template, or a template cannot be read; or a process died.
    """
    if jobs > 1 and len(found) > 1 and all(map(_can_be_read_again, found)):
        yield from _shared_out(found, as_of, jobs, told)
        return
    judges = Judges(CHECKS)
    for number, template in templates(found, Shelf()):
        told(number)
        if template is not None:
            template.as_of = as_of
            yield judges.judged(template)


def _can_be_read_again(candidate: Candidate) -> bool:
    """Whether this is no pipe, as `<(...)` in a shell makes one."""
    path = Path(candidate.path)
    try:
        return path.is_file() or path.is_dir() or not path.exists()
    except (OSError, ValueError):
        return True  # whoever reads it says why it cannot be


def _shared_out(
    found: Sequence[Candidate], as_of: date | None, jobs: int, told: Callable[[int], object]
) -> Iterator[Judged]:
    numbered = list(enumerate(found))
    parts = [numbered[at : at + _AT_ONCE] for at in range(0, len(numbered), _AT_ONCE)]
    jobs = min(jobs, len(parts))
    shelf, seen = Shelf(), set[str]()
    with _processes([parts[worker::jobs] for worker in range(jobs)], as_of) as ends:
        for turn in range(len(parts)):
            for number, template, findings, acknowledges in _received(ends[turn % jobs]):
                told(number)
                real = os.path.realpath(template.file)
                if real not in seen:
                    seen.add(real)
                    template.keep_on(shelf)
                    yield Judged(template, findings, in_template(template) if acknowledges else ())


@contextmanager
def _processes(shares: Sequence[Sequence[Any]], as_of: date | None) -> Iterator["list[Connection]"]:
    """A process for each share, and the end of the pipe from it."""
    import multiprocessing  # noqa: PLC0415 -- most runs need none

    # To fork is quick, as everything is imported by then; where it is not safe, processes begin anew.
    begin: Any = multiprocessing.get_context("fork" if _CAN_FORK else "spawn")
    ends: list[Connection] = []
    started = []
    try:
        for share in shares:
            try:
                end, other = begin.Pipe(duplex=False)
                # A process that holds the reading end itself would wait for ever to be read, once nobody else is there.
                inherited = [*ends, end] if _CAN_FORK else []
                process = begin.Process(target=_work, args=(other, share, as_of, inherited), daemon=True)
                process.start()
            except OSError as error:
                raise TemplateError(
                    f"{len(shares)} processes cannot be begun: {error.strerror or error}. Next: fewer --jobs"
                ) from None
            other.close()  # so that reading ends when the process does
            ends.append(end)
            started.append(process)
        yield ends
    finally:
        for process in started:
            process.terminate()
            process.join()


def _received(end: "Connection") -> _Handed:
    try:
        handed: _Handed | Exception = end.recv()
    except (EOFError, OSError):
        raise TemplateError("a process that judged templates died. Next: --jobs 1, or more memory") from None
    if isinstance(handed, Exception):
        raise handed
    return handed


def _work(
    end: "Connection",
    share: Sequence[Sequence[tuple[int, Candidate]]],
    as_of: date | None,
    inherited: Sequence["Connection"],
) -> None:
    """Judge a share of the candidates, part by part, and end with what could not be read."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    for other in inherited:
        other.close()
    judges, shelf = Judges(CHECKS), Shelf(_ROOM)
    try:
        for part in share:
            handed: _Handed = []
            for number, candidate in part:
                for template in read(candidate, shelf):
                    template.as_of = as_of
                    one = judges.judged(template)
                    handed.append((number, template, one.found, bool(one.acknowledgements)))
            end.send(handed)
    except Exception as error:  # noqa: BLE001 - it is raised where the findings come together
        with suppress(OSError):  # unless nobody is there any more
            end.send(error)
