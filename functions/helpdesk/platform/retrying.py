"""How often something that depends on others is tried, and how long it waits between. Pure."""

MAX_TRIES = 5
_LONGEST_WAIT_SECONDS = 900
_GROWTH = 4
_OUR_OWN_TROUBLE_SECONDS = 5


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
