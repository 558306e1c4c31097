"""What is compared by `make bench` is comparable."""

from pathlib import Path

from benchmarks.synth import same_templates


def test_the_app_written_by_hand_makes_the_same_templates_as_the_fleet(tmp_path: Path) -> None:
    assert same_templates(tmp_path) == 77
