"""docs/concepts/what-is-proved.md: every example in it runs."""

import doctest
import json
import re
import shlex
from pathlib import Path

import pytest

from iot_posture.cli import main

PAGE = Path(__file__).parents[3] / "docs" / "concepts" / "what-is-proved.md"
BLOCK = re.compile(r"(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<kind>\w+)\n(?P<text>.*?)```\n", re.DOTALL)
TIME = re.compile(r"\(\d+\.\d ms\)")
CODES = {"PROVED": 0, "REFUTED": 1, "UNDECIDED": 3}


def test_every_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = dict.fromkeys(("json", "console", "python"), 0)
    known: dict[str, object] = {}
    for block in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        kind, text = block["kind"], block["text"]
        ran[kind] += 1
        if kind == "json":
            Path(block["file"]).write_text(text, encoding="utf-8")
        elif kind == "python":
            example = doctest.DocTestParser().get_doctest(text, known, PAGE.stem, str(PAGE), 0)
            assert doctest.DocTestRunner().run(example, clear_globs=False).failed == 0
            known = example.globs
        else:
            runs(text, capsys)
    assert ran == {"json": 2, "console": 8, "python": 6}


def runs(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The command prints what the page says, apart from the time taken, and ends with the code that the page gives."""
    command, _, expected = text.partition("\n")
    capsys.readouterr()
    code = main(shlex.split(command.removeprefix("$ iot-posture ")))
    printed = capsys.readouterr().out
    if "--format json" in command:
        assert set(json.loads(printed)) >= {
            "verdict",
            "query",
            "witness",
            "statements",
            "reason",
            "elapsed_ms",
            "answers",
        }
        assert code == 0
        return
    assert TIME.sub("(ms)", printed) == TIME.sub("(ms)", expected)
    assert code == CODES.get(expected.partition(":")[0], 1)
