"""What one question may cost: no policy, however hostile, keeps the prover busy for ever."""

import time


class BudgetSpentError(Exception):
    """The question was given up: what was asked for would have taken too long."""


class Budget:
    """Steps and time that one question may take.

    Args:
        seconds: of wall-clock time. Default: 2.
        steps: of the search. Default: 1,000,000.
    """

    def __init__(self, seconds: float = 2.0, steps: int = 1_000_000) -> None:
        self.seconds = seconds
        self._until = time.monotonic() + seconds
        self._steps = steps

    def spend(self) -> None:
        """Take one step.

        Raises:
            BudgetSpentError: nothing is left.
        """
        self._steps -= 1
        if self._steps < 0:
            raise BudgetSpentError
        if self._steps % 64 == 0:
            self.check()

    def check(self) -> None:
        """Look at the clock, before something that takes long without a step.

        Raises:
            BudgetSpentError: the time is over.
        """
        if time.monotonic() > self._until:
            raise BudgetSpentError
