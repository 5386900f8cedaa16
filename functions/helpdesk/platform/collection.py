"""Few small records that are read together: what a desk defines about its work. One partition of the table `directory`.

A record has a `version`, which grows by one with each change, and is written as a whole.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Generic, TypeVar

from helpdesk.platform.attributes import Key
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.errors import Conflict, PreconditionFailed
from helpdesk.platform.partitions import every
from helpdesk.platform.recent import Recent
from helpdesk.platform.records import dump, load

T = TypeVar("T")
_ALL = "all"


class Collection(Generic[T]):
    def __init__(
        self,
        table: Table,
        name: str,
        record: type[T],
        id_of: Callable[[T], str],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`name` is the partition key."""
        self._table = table
        self._name = name
        self._record = record
        self._id_of = id_of
        self._recent = Recent[list[T]](monotonic)

    def all(self) -> list[T]:
        """In the order of their ids."""
        found = [load(self._record, item) for item in every(self._table, self._name)]
        self._recent.put(_ALL, found)
        return found

    def recent(self) -> list[T]:
        """May be up to 15 seconds old."""
        known = self._recent.get(_ALL)
        return self.all() if known is None else known

    def get(self, record_id: str) -> T | None:
        item = self._table.get(self._key(record_id), consistent=True)
        return load(self._record, item) if item else None

    def creating(self, record: T) -> Write:
        return self._table.putting(self._key(self._id_of(record)), dump(record))

    def replacing(self, before: T, after: T) -> Write:
        """It fails if somebody changed the record since `before` was read."""
        known = _version(before)
        record: Any = after
        return self._table.putting(
            self._key(self._id_of(after)),
            dump(replace(record, version=known + 1)),
            "#version = :known",
            {"known": known},
        )

    def growth(self) -> int:
        """How often it has grown. It is read before the records on which a limit is checked."""
        item = self._table.get(self._growth, consistent=True)
        return int(item["version"]) if item else 0

    def growing(self, known: int) -> Write:
        """For the write that makes, brings back or enlarges a record. It fails if the collection has grown since
        `known` was read: of two who take the last place, one has it."""
        values = {"known": known}
        condition = "attribute_not_exists(#pk) OR #version = :known"
        return self._table.putting(self._growth, {"version": known + 1}, condition, values)

    @property
    def _growth(self) -> Key:
        return Key(f"growth#{self._name}", "growth")

    def transact(self, *writes: Write) -> None:
        """Raises TransactionFailed."""
        self._recent.put(_ALL, None)
        self._table.transact(writes)

    def _key(self, record_id: str) -> Key:
        return Key(self._name, record_id)


def _version(record: Any) -> int:
    version: int = record.version
    return version


def check_version(record: Any, if_match: int | None) -> None:
    """Raises PreconditionFailed if the caller has read another version."""
    if if_match is not None and if_match != record.version:
        raise PreconditionFailed(
            f"Somebody has changed it since you read it: it has version {record.version}. Read it, and try again.",
            code="version_differs",
        )


def with_values(record: T, **values: Any) -> T:
    """The record with these fields."""
    some: Any = record
    changed: T = replace(some, **values)
    return changed


def same_request(existing: T, made: T) -> T:
    """For a record whose id follows from an idempotency key: the existing one. A key that is used again must come with
    the same content; what became of it since is returned. Raises Conflict."""
    known: Any = existing
    again: Any = made
    if known.archived_at is None and known.asked == again.asked:
        return existing
    raise Conflict(
        "This Idempotency-Key was used for something else. Use a new key for something new.",
        code="idempotency_key_reused",
    )
