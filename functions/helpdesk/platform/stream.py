"""Reading a table's stream, and what follows from what it brings."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from helpdesk.platform.attributes import Item, from_attributes


@dataclass(frozen=True, slots=True)
class Inserted:
    """A new item, as the record that it is."""

    kind: str
    record: Any


class Follower(Protocol):
    """What a concept does about new items."""

    counted: str
    """What `follow` counts, in the log."""

    def follow(self, inserted: Sequence[Inserted]) -> int:
        """In the order in which they were written. They may come again: the second time must change nothing."""


Readers = Mapping[str, Callable[[Item], Any]]
"""How items are read, by their kind."""


def inserted(event: Mapping[str, Any], readers: Readers) -> Iterator[Inserted]:
    """The new items of a batch that somebody reads, each read once, in the order in which they were written."""
    for record in event["Records"]:
        if record["eventName"] == "INSERT":
            item = from_attributes(record["dynamodb"]["NewImage"])
            kind = kind_of(item)
            if kind in readers:
                yield Inserted(kind, readers[kind](item))


def kind_of(item: Item) -> str:
    """An item of the audit trail is in no index of kinds: its sort key says what it is."""
    return str(item.get("kind") or item["sk"].partition("#")[0])


def of_kind(kind: str, inserted: Sequence[Inserted]) -> list[Any]:
    return [one.record for one in inserted if one.kind == kind]
