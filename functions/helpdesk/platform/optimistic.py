"""Optimistic concurrency: reads, decides, and writes only if nothing changed in between; otherwise retries."""

from collections.abc import Callable
from typing import TypeVar

from helpdesk.platform.dynamodb import TransactionFailed
from helpdesk.platform.errors import Busy

T = TypeVar("T")
_ATTEMPTS = 5


def until_written(attempt: Callable[[], T | None], what: str) -> T:
    """The result of `attempt`, which reads, decides and writes. It is retried if it returns None or raises
    TransactionFailed: another request was faster. Raises Busy after five attempts; `what` names the object, for
    the error message."""
    for _ in range(_ATTEMPTS):
        try:
            written = attempt()
        except TransactionFailed:
            continue
        if written is not None:
            return written
    raise Busy(f"Another request is changing {what}. Retry the request.")
