"""The retry schedules of work that depends on others. Pure."""

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

from helpdesk.platform.frozen import frozen

MAX_ATTEMPTS = 5
"""Of work that is given up soon. A delivery is given up by the time."""
_LONGEST_WAIT_SECONDS = 900
_LONGEST_BACKOFF_SECONDS = 2400
_HOUR_SECONDS = 3600
_DOUBLINGS = 20
"""More make no wait longer."""
_FIRST_PROBE, _LONGEST_PROBE = 15, 100
"""Times the base: with two seconds, from half a minute to five minutes with all of the jitter."""
_GROWTH = 4
_OWN_FAILURE_SECONDS = 5
TURN_SECONDS = 1
_PATIENCE = 30
_LONGEST_TURN_SECONDS = 300


class Next(StrEnum):
    DONE = "done"
    RETRY = "retry"
    EXHAUSTED = "exhausted"
    """To the dead-letter queue; sending it there twice has no effect."""


@frozen
class Verdict:
    next: Next
    wait_seconds: int = 0


class RetryPolicy:
    """What follows from a failed attempt."""

    def __init__(self, base_seconds: float, jitter: Callable[[], float]) -> None:
        """`base_seconds`: the wait before the second attempt; `jitter`: 0 to 1."""
        self._base_seconds = base_seconds
        self._jitter = jitter

    def after(self, attempts: int, *, retryable: bool, retry_after_seconds: int | None = None) -> Verdict:
        """`attempts`: including the one that failed; `retryable`: whether a retry may succeed;
        `retry_after_seconds`: the wait that the other side requested."""
        if not retryable:
            return Verdict(Next.DONE)
        if attempts >= MAX_ATTEMPTS:
            return Verdict(Next.EXHAUSTED)
        return Verdict(Next.RETRY, wait_seconds(attempts, self._base_seconds, retry_after_seconds, self._jitter()))

    def until(
        self, deadline: datetime, now: datetime, attempts: int, retry_after_seconds: int | None = None
    ) -> Verdict:
        """As `after`, for work that is given up at a time: the last attempt is made then."""
        if now >= deadline:
            return Verdict(Next.EXHAUSTED)
        wait = patient_seconds(attempts, self._base_seconds, retry_after_seconds, self._jitter())
        return Verdict(Next.RETRY, min(wait, math.ceil((deadline - now) / timedelta(seconds=1))))

    def probe_seconds(self, probes: int) -> int:
        """The wait before the next probe of a receiver that fails, after so many."""
        backoff: float = min(_LONGEST_PROBE, _FIRST_PROBE * 2 ** min(probes, _DOUBLINGS))
        return math.ceil(self._base_seconds * backoff * (1 + self._jitter() / 2))


def wait_seconds(failed_attempts: int, base_seconds: float, retry_after_seconds: int | None, jitter: float) -> int:
    """The wait before the next attempt: four times longer each time, plus up to half of that by `jitter` (0 to 1); not
    shorter than the receiver requested, not longer than 15 minutes."""
    backoff: float = base_seconds * _GROWTH ** (failed_attempts - 1) * (1 + jitter / 2)
    return min(_LONGEST_WAIT_SECONDS, max(round(backoff), retry_after_seconds or 0))


def patient_seconds(failed_attempts: int, base_seconds: float, retry_after_seconds: int | None, jitter: float) -> int:
    """As `wait_seconds`, but up to an hour: also when the receiver requested more. The jitter is never cut off, so that
    those who wait long do not come at once."""
    growth = _GROWTH ** min(failed_attempts - 1, _DOUBLINGS)
    backoff: float = min(_LONGEST_BACKOFF_SECONDS, base_seconds * growth) * (1 + jitter / 2)
    return min(_HOUR_SECONDS, max(round(backoff), retry_after_seconds or 0))


def own_failure_seconds(received: int) -> int:
    """The wait before the next receive after a failure on our side: longer each time, because it may last."""
    wait: int = _OWN_FAILURE_SECONDS * 2 ** min(received - 1, 10)
    return min(_LONGEST_WAIT_SECONDS, wait)


def turn_seconds(received: int) -> int:
    """The wait before the next receive of a message that has to wait for its turn. A queue hands over a message 1,000
    times: after 30, the waits grow, so that this lasts for days."""
    wait: int = TURN_SECONDS * 2 ** (max(0, received - _PATIENCE) // 5)
    return min(_LONGEST_TURN_SECONDS, wait)


def retry_after(value: str | None) -> int | None:
    """Retry-After in seconds; the form with a date is ignored."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 9 else None
