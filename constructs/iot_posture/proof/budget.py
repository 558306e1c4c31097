"""What one question may cost: no policy, however hostile, keeps the prover busy for ever."""

import time


class BudgetSpentError(Exception):
    """The question was given up: what was asked for would have taken too long."""


class Budget:
    """States and time that one question may take.

    Args:
        seconds: of wall-clock time. Default: 2.
        states: of the search. Default: 200,000.
    """

    def __init__(self, seconds: float = 2.0, states: int = 200_000) -> None:
        self.seconds = seconds
        self._until = time.monotonic() + seconds
        self._states = states

    def spend(self) -> None:
        """Take one state.

        Raises:
            BudgetSpentError: nothing is left.
        """
        self._states -= 1
        if self._states < 0 or (self._states % 64 == 0 and time.monotonic() > self._until):
            raise BudgetSpentError
