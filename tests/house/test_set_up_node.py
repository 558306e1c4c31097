"""Which Node.js the set-up takes."""

import datetime
from pathlib import Path

import pytest

from tools.set_up_node import system_node, usable_major

TODAY = datetime.date(2026, 11, 22)


@pytest.mark.parametrize("version", ["v22.11.0", "v24.19.0"])
def test_a_maintained_node_of_the_machine_is_taken(version: str) -> None:
    assert usable_major(version, TODAY)


@pytest.mark.parametrize("version", ["v18.20.4", "v20.20.2", "v23.1.0", "v26.0.0", "", "nonsense"])
def test_an_old_an_odd_and_an_unknown_node_are_not(version: str) -> None:
    assert not usable_major(version, TODAY)


def test_a_node_is_taken_until_its_end_of_life_and_not_after() -> None:
    assert usable_major("v22.11.0", datetime.date(2027, 4, 29))
    assert not usable_major("v22.11.0", datetime.date(2027, 4, 30))


def test_the_links_of_an_earlier_run_are_not_taken_for_the_machines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("node", "npm", "npx"):
        (tmp_path / name).symlink_to("/bin/true")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert system_node(tmp_path) is None
