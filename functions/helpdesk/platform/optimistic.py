"""Optimistic concurrency: reads, decides, and writes only if nothing changed in between; otherwise retries."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from helpdesk.platform.dynamodb import ConditionFailed, Table, TransactionFailed, Write
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


def write_with(table: Table, writes: Sequence[Write], *shown: Write) -> None:
    """All of `writes`, in one transaction with the first of `shown` whose condition holds, or without. Raises
    TransactionFailed, with the positions in `writes`, if one of these fails."""
    for each in shown:
        try:
            table.transact([*writes, each])
        except TransactionFailed as failure:
            if set(failure.failed) != {len(writes)}:
                raise
        else:
            return
    write_all(table, writes)


def write_all(table: Table, writes: Sequence[Write]) -> None:
    """One write alone costs half as much as in a transaction. Raises TransactionFailed."""
    if len(writes) > 1:
        table.transact(writes)
        return
    try:
        table.write(writes[0])
    except ConditionFailed as failure:
        raise TransactionFailed({0: failure.existing}) from failure
