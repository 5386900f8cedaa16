"""Deciding on what was read, and writing only if it is still so: again, where others were faster."""

from collections.abc import Callable
from typing import TypeVar

from helpdesk.platform.dynamodb import TransactionFailed
from helpdesk.platform.errors import Busy

T = TypeVar("T")
_ATTEMPTS = 5


def until_written(attempt: Callable[[], T | None], what: str) -> T:
    """What `attempt` returns, which reads, decides and writes. It is repeated where it returns None or raises
    TransactionFailed: others were faster. Raises Busy after five attempts; `what` others change, in words."""
    for _ in range(_ATTEMPTS):
        try:
            written = attempt()
        except TransactionFailed:
            continue
        if written is not None:
            return written
    raise Busy(f"Others are changing {what} at the same time. Retry the request.")
