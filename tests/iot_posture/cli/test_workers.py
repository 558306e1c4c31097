"""Many processes find what one finds, in the same order, and fail as one does."""

import json
import multiprocessing
import os
import pickle
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from iot_posture.analysis import concluded
from iot_posture.checks import CHECKS
from iot_posture.cli import main, workers
from iot_posture.cli.discovery import candidates
from iot_posture.template import Shelf, TemplateError, load_template

CORPUS = Path(__file__).parent.parent / "corpus"
LOGGING = {"Type": "AWS::IoT::Logging", "Properties": {"DefaultLogLevel": "DISABLED"}}
NEEDS_FORK = pytest.mark.skipif(not workers._CAN_FORK, reason="processes begin anew here, without what is patched")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Templates of all dialects, acknowledgements used and idle, and an app that declares a singleton twice."""
    for file in sorted(CORPUS.rglob("*.*")):
        if file.is_file() and file.suffix in (".json", ".yaml", ".yml"):
            shutil.copy(file, tmp_path / f"{len(list(tmp_path.iterdir())):03}{file.suffix}")
    for number, ids in enumerate((["IOT501"], ["IOT512"], ["IOT401"], ["IOT999"])):
        metadata = {"iot_posture": {"acknowledge": [{"id": one, "reason": "a laboratory"} for one in ids]}}
        body = {"Resources": {"Logging": LOGGING | {"Metadata": metadata}}}
        (tmp_path / f"zz{number}.json").write_text(json.dumps(body, indent=1), encoding="utf-8")
    return tmp_path


def found(folder: Path, jobs: int) -> list[object]:
    told: list[int] = []
    listed = candidates([str(folder)])
    findings = concluded(workers.judged(listed, date(2026, 11, 23), jobs, told.append), CHECKS)
    assert told == sorted(told)
    assert told
    return list(findings)


def test_processes_find_what_one_finds_in_the_same_order(folder: Path) -> None:
    alone = found(folder, 1)
    assert len({finding.check_id for finding in alone}) > 50  # type: ignore[attr-defined]
    assert found(folder, 2) == alone
    assert found(folder, 5) == alone


def test_a_template_that_two_paths_name_is_judged_once(folder: Path) -> None:
    listed = candidates([str(folder), str(folder / "zz0.json"), str(folder / "." / "zz0.json"), str(folder / "*.json")])
    judged = [one.template.file for one in workers.judged(listed, None, 3, lambda _: None)]
    assert judged == [one.template.file for one in workers.judged(candidates([str(folder)]), None, 1, lambda _: None)]


def test_the_first_template_that_cannot_be_read_is_the_one_that_is_told(folder: Path) -> None:
    for name in ("010x.yaml", "055x.yaml"):
        (folder / name).write_text("Resources: {A: {Type: AWS::IoT::Thing}", encoding="utf-8")
    told = set()
    for jobs in (1, 2, 7):
        with pytest.raises(TemplateError) as error:
            found(folder, jobs)
        told.add(str(error.value))
    assert len(told) == 1
    assert "010x.yaml is not YAML" in told.pop()


@NEEDS_FORK
def test_a_process_that_dies_is_told_and_nothing_passes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = os.getpid()

    def dies(*_: object) -> list[object]:
        assert os.getpid() != parent
        os._exit(9)

    monkeypatch.setattr(workers, "read", dies)
    with pytest.raises(TemplateError, match="a process that judged templates died. Next: --jobs 1"):
        found(folder, 2)


@NEEDS_FORK
def test_a_mistake_of_ours_in_a_process_is_no_other_than_in_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crashes(*_: object) -> None:
        raise LookupError("a mistake")

    monkeypatch.setattr("iot_posture.analysis.engine.Judges.judged", crashes)
    for jobs in (1, 2):
        with pytest.raises(LookupError, match="a mistake"):
            found(folder, jobs)


def test_processes_that_cannot_be_begun_are_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(*_: object, **_named: object) -> None:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr("multiprocessing.context.BaseContext.Pipe", none_left)
    with pytest.raises(TemplateError, match="3 processes cannot be begun: Too many open files. Next: fewer --jobs"):
        found(folder, 3)


def test_a_message_that_ends_in_the_middle_is_that_of_a_process_that_died() -> None:
    end, other = multiprocessing.Pipe(duplex=False)
    os.write(other.fileno(), (1000).to_bytes(4, "big") + b"half")
    other.close()
    with pytest.raises(TemplateError, match="died"):
        workers._received(end)


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="names pipes by /dev/fd")
def test_a_pipe_is_read_once_by_the_process_that_has_it(folder: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, (folder / "zz0.json").read_bytes())
    os.close(writing)
    try:
        listed = candidates([f"/dev/fd/{reading}", str(folder / "zz1.json")])
        findings = concluded(workers.judged(listed, None, 2, lambda _: None), CHECKS)
    finally:
        os.close(reading)
    assert [finding.acknowledged for finding in findings if finding.check_id == "IOT501"] == ["a laboratory", None]


def _until(holds: Callable[[], object], seconds: float) -> bool:
    ends = time.monotonic() + seconds
    while not holds() and time.monotonic() < ends:
        time.sleep(0.02)
    return bool(holds())


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="tells processes by /proc")
def test_processes_end_with_the_one_that_began_them(folder: Path) -> None:
    wide = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iot:*", "Resource": "*"}}
    many = {f"P{n}": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": wide}} for n in range(40)}
    for number in range(100):  # so much to tell that a process waits to be heard
        (folder / f"wide{number:03}.json").write_text(json.dumps({"Resources": many}), encoding="utf-8")
    code = "import sys\nfrom iot_posture.cli import main\nsys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "check", str(folder), "--jobs", "3", "--output", os.devnull]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as first:
        children = Path(f"/proc/{first.pid}/task/{first.pid}/children")
        assert _until(lambda: len(children.read_text().split()) == 3, 20)
        begun = [Path("/proc", one, "cmdline") for one in children.read_text().split()]
        first.kill()
        assert first.stderr is not None
        assert _until(lambda: not any(one.exists() and one.read_bytes() for one in begun), 20)
        assert first.stderr.read() == b""


@pytest.mark.parametrize(
    ("limit", "jobs"),
    [
        ("200000 100000\n", 2),
        ("150000 100000", 1),
        ("10000 100000", 1),
        ("max 100000", 6),
        ("", 6),
        ("1 0", 6),
        (None, 6),
    ],
)
def test_a_container_gets_no_more_processes_than_it_may_run(
    limit: str | None, jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if limit is not None:
        (tmp_path / "cpu.max").write_text(limit, encoding="ascii")
    monkeypatch.setattr(workers, "_CPU_MAX", tmp_path / "cpu.max")
    monkeypatch.setattr(workers, "_CAN_FORK", True)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(6)), raising=False)
    assert workers.default_jobs(10_000) == jobs


def test_few_templates_need_one_process_and_many_those_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_CPU_MAX", tmp_path / "none")
    monkeypatch.setattr(workers, "_CAN_FORK", True)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(6)), raising=False)
    assert [workers.default_jobs(count) for count in (1, 63, 64, 10_000)] == [1, 1, 6, 6]
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(200)), raising=False)
    assert workers.default_jobs(10_000) == 8
    monkeypatch.setattr(workers, "_CAN_FORK", False)
    assert workers.default_jobs(10_000) == 1


def test_where_processes_begin_anew_they_find_the_same(folder: Path) -> None:
    code = (
        "import sys\nfrom iot_posture.cli import main, workers\n"
        "if __name__ == '__main__':\n    workers._CAN_FORK = False\n    sys.exit(main(sys.argv[1:]))\n"
    )
    script = folder.parent / "spawn.py"
    script.write_text(code, encoding="utf-8")
    reports = []
    for jobs in ("1", "2"):
        output = folder.parent / f"{jobs}.json"
        command = [sys.executable, str(script), "check", str(folder), "--jobs", jobs, "--output", str(output)]
        done = subprocess.run([*command, "--format", "json"], capture_output=True, text=True, check=False)
        assert done.returncode == 1, done.stderr
        reports.append(output.read_text(encoding="utf-8"))
    assert reports[0] == reports[1]


def test_a_template_goes_to_another_process_without_what_can_be_read_again(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"Resources": {f"Logging{n}": LOGGING for n in range(50)}}), encoding="utf-8")
    template = load_template(file, Shelf())
    for resource in template.resources():
        assert resource.properties.present
    sent = pickle.dumps(template)
    assert b"DISABLED" not in sent
    received = pickle.loads(sent)  # noqa: S301 - our own
    assert [one.logical_id for one in received.resources()] == [one.logical_id for one in template.resources()]
    assert received.resources()[49].properties.get("DefaultLogLevel").literal == "DISABLED"


@pytest.mark.parametrize("given", ["0", "-1", "two", "65", "1.5", "²"])
def test_a_number_of_processes_that_is_none_is_refused(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", "x.json", "--jobs", given])
    assert ended.value.code == 2
    assert f"{given!r} is no number of processes; expected 1 to 64" in capsys.readouterr().err
