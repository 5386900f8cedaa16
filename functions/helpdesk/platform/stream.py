"""Reads a table's stream, and defines the followers that process its records."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from helpdesk.platform.attributes import Item, from_attributes
from helpdesk.platform.frozen import frozen
from helpdesk.platform.records import UnknownValue


@frozen
class Inserted:
    """A new or changed item, converted to its record."""

    kind: str
    record: Any


class Follower(Protocol):
    """How a concept processes new items."""

    counted: str
    """The name of the count that `follow` returns, in the log."""

    def follow(self, inserted: Sequence[Inserted]) -> int:
        """The items are in the order in which they were written. They may be delivered again, so this must be
        idempotent."""


Readers = Mapping[str, Callable[[Item], Any]]
"""The readers of items, by kind."""


@frozen
class Unknown:
    """A new item that a newer version has written, and that this version cannot convert."""

    kind: str
    value: str
    """The value that is not known."""


def inserted(event: Mapping[str, Any], readers: Readers) -> Iterator[Inserted | Unknown]:
    """The new items of a batch that have a reader, and the changed ones that have a reader for changes, each converted
    once, in the order in which they were written."""
    for record in event["Records"]:
        if record["eventName"] in _KIND_AFTER:
            item = from_attributes(record["dynamodb"]["NewImage"])
            kind = _KIND_AFTER[record["eventName"]](kind_of(item))
            if kind in readers:
                yield _converted(kind, readers[kind], item)


def changed(kind: str) -> str:
    """The kind under which a change of an item has its reader. The filter of the stream decides which changes come."""
    return f"changed {kind}"


_KIND_AFTER: Mapping[str, Callable[[str], str]] = {"INSERT": str, "MODIFY": changed}


def _converted(kind: str, reader: Callable[[Item], Any], item: Item) -> Inserted | Unknown:
    try:
        return Inserted(kind, reader(item))
    except UnknownValue as error:
        return Unknown(kind, error.value)


def kind_of(item: Item) -> str:
    """Items of the audit trail have no kind attribute for an index: the beginning of the sort key identifies them, with
    its `#`, so that it is the kind of no other item."""
    return str(item.get("kind") or "".join(item["sk"].partition("#")[:2]))


def of_kind(kind: str, inserted: Sequence[Inserted]) -> list[Any]:
    return [item.record for item in inserted if item.kind == kind]
