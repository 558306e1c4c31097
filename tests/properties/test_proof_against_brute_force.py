"""The prover against brute force, on random small policies; `python -m fuzz.proofs --count 100000` does the long run."""

import pytest

from fuzz.proofs import run

SHARES, EACH = 4, 150


@pytest.mark.parametrize("share", range(SHARES))
def test_the_prover_agrees_with_brute_force(share: int) -> None:
    tally = run(range(share * EACH, (share + 1) * EACH))
    assert tally.wrong == []
    verdicts = {verdict for _, _, verdict in tally.verdicts}
    assert {"proved", "refuted"} <= verdicts, "both answers are common, so agreeing means something"
    assert len(tally.undecided) <= EACH // 10
