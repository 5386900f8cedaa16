"""What can become of one try to send. Pure."""

from dataclasses import dataclass

MAX_TRIES = 5
_LONGEST_WAIT_SECONDS = 900
_GROWTH = 4


@dataclass(frozen=True, slots=True)
class Sent:
    external_id: str | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """This try failed; another may not."""

    code: str
    reason: str
    retry_after_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """It failed for good: another try would not change it, or could deliver twice."""

    code: str
    reason: str


Outcome = Sent | Trouble | Refused


def wait_seconds(failed_tries: int, base_seconds: float, asked_seconds: int | None, jitter: float) -> int:
    """Before the next try: four times longer each time, plus up to half of that by `jitter` (0 to 1); not shorter than
    the receiver asked for, not longer than 15 minutes."""
    backoff: float = base_seconds * _GROWTH ** (failed_tries - 1) * (1 + jitter / 2)
    return min(_LONGEST_WAIT_SECONDS, max(round(backoff), asked_seconds or 0))


def retry_after(value: str | None) -> int | None:
    """Retry-After in seconds; the form with a date is treated as absent."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 9 else None
