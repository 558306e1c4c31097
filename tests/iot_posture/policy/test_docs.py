"""The pages about policies: every example in them runs, and what they list is what the code has."""

import doctest
import re
import shlex
from pathlib import Path

import pytest

from iot_posture.cli import main
from iot_posture.policy.uncertainties import UNCERTAINTIES

DOCS = Path(__file__).parents[3] / "docs"
PAGES = [
    DOCS / "concepts" / "how-iot-policies-decide.md",
    DOCS / "reference" / "policy-tests.md",
    DOCS / "reference" / "simulate.md",
]
BLOCK = re.compile(r"(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<kind>\w+)\n(?P<text>.*?)```\n", re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_example_runs(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = {"json": 0, "yaml": 0, "console": 0, "python": 0}
    for number, block in enumerate(BLOCK.finditer(page.read_text(encoding="utf-8"))):
        kind, text = block["kind"], block["text"]
        file = Path(block["file"] or f"block{number}.{kind}")
        file.write_text(text, encoding="utf-8")
        if kind == "yaml":
            assert main(["test", str(file)]) == 0, capsys.readouterr().out
        elif kind == "console":
            prompt, _, expected = text.partition("\n")
            capsys.readouterr()
            assert main(shlex.split(prompt.removeprefix("$ iot-posture "))) == ("DENY" in expected)
            assert capsys.readouterr().out == expected
        elif kind == "python":
            example = doctest.DocTestParser().get_doctest(text, {}, page.stem, str(page), 0)
            assert doctest.DocTestRunner().run(example).failed == 0
        ran[kind] += 1
    assert min(ran["json"], ran["console"]) >= 1


def test_the_page_lists_the_pinned_uncertainties_as_the_code_has_them() -> None:
    rows = [line for line in PAGES[0].read_text(encoding="utf-8").splitlines() if re.match(r"\| U\d+ \|", line)]
    assert rows == [f"| {u.id} | {u.question} | {u.pinned} | {u.other} | {u.settled_by} |" for u in UNCERTAINTIES]
