"""Timers that end when a test says so, not when time has passed."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class _Timer:
    then: Callable[[], None]
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True


class Timers:
    def __init__(self) -> None:
        self._started: list[_Timer] = []

    def start(self, _seconds: float, then: Callable[[], None]) -> _Timer:
        self._started.append(_Timer(then))
        return self._started[-1]

    def end(self) -> None:
        """The time of the timer that was started last is over."""
        timer = self._started[-1]
        assert not timer.cancelled
        timer.then()
