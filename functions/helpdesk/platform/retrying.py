"""How often something that depends on others is tried, and how long it waits between. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

MAX_ATTEMPTS = 5
_LONGEST_WAIT_SECONDS = 900
_GROWTH = 4
_OUR_OWN_TROUBLE_SECONDS = 5


class Next(StrEnum):
    DONE = "done"
    RETRY = "retry"
    EXHAUSTED = "give_up"
    """To the dead-letter queue; a second time changes nothing there."""


@dataclass(frozen=True, slots=True)
class Verdict:
    next: Next
    wait_seconds: int = 0


class RetryPolicy:
    """What follows from a try that failed."""

    def __init__(self, base_seconds: float, jitter: Callable[[], float]) -> None:
        """`base_seconds`: the wait before the second try; `jitter`: 0 to 1."""
        self._base_seconds = base_seconds
        self._jitter = jitter

    def after(self, tries: int, *, passing: bool, asked_seconds: int | None = None) -> Verdict:
        """`tries`: with the one that failed; `passing`: whether another one may not; `asked_seconds`: for how long the
        other side asked to be left alone."""
        if not passing:
            return Verdict(Next.DONE)
        if tries >= MAX_ATTEMPTS:
            return Verdict(Next.EXHAUSTED)
        return Verdict(Next.RETRY, wait_seconds(tries, self._base_seconds, asked_seconds, self._jitter()))


def wait_seconds(failed_tries: int, base_seconds: float, asked_seconds: int | None, jitter: float) -> int:
    """Before the next try: four times longer each time, plus up to half of that by `jitter` (0 to 1); not shorter than
    the receiver asked for, not longer than 15 minutes."""
    backoff: float = base_seconds * _GROWTH ** (failed_tries - 1) * (1 + jitter / 2)
    return min(_LONGEST_WAIT_SECONDS, max(round(backoff), asked_seconds or 0))


def own_trouble_seconds(received: int) -> int:
    """Before the next receive of what our own trouble cut short: longer each time, as it may last."""
    wait: int = _OUR_OWN_TROUBLE_SECONDS * 2 ** min(received - 1, 10)
    return min(_LONGEST_WAIT_SECONDS, wait)


def retry_after(value: str | None) -> int | None:
    """Retry-After in seconds; the form with a date is treated as absent."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 9 else None
