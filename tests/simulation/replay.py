"""Writes once more what a run has written, each commit at its time, into tables that are as they were before; and fills
the feed with it, which is more or less behind. Now and then, all that somebody wrote is erased meanwhile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from random import Random
from typing import Any

from helpdesk.conversations.items import MESSAGE, NOTE, message_from, note_from
from helpdesk.conversations.models import Message
from helpdesk.conversations.notes import Note
from helpdesk.conversations.references import ConversationReference
from helpdesk.feed.models import Entry, Recorded
from helpdesk.feed.reading import recorded
from helpdesk.feed.repository import FeedWriter, entry_from
from helpdesk.platform.attributes import from_attributes
from helpdesk.platform.dynamodb import Database
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.repository import TICKET, ticket_from
from infra.stream_filter import feeds
from infra.workbench.stream import images
from infra.workbench.tables import CONVERSATIONS, FEED
from tests.simulation.journal import Item, Written
from tests.simulation.world import World
from tests.support.memory import Memory

_ERASED = 0.4
"""Of all runs."""
_AT_ONCE = 3
"""Items that an erasure deletes in a step."""


@dataclass
class Replay:
    world: World
    engine: Memory
    records: list[Written]
    appended: Callable[[Entry, Item], None]
    """What follows an entry of the feed; as the table has it."""
    changed: Callable[[], None] = lambda: None
    """What follows a commit."""
    entries: list[Entry] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    """The ids of tickets, messages and notes that were erased."""
    told: set[str] = field(default_factory=set)
    """The messages and tickets of which the feed has said that they are there."""
    said: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Of each message and note, the ticket and the text that it had last."""
    _there: dict[tuple[str, str], Ticket | Message | Note] = field(default_factory=dict)
    _pending: list[Recorded] = field(default_factory=list)
    _closed: set[str] = field(default_factory=set)
    """Threads to which nothing is written any more."""

    def begin(self) -> None:
        self._clear()
        engine: Any = self.engine
        self._writer = FeedWriter(Database(engine).table(FEED), self.world.clock)
        for _, commit in groupby(self.records, key=lambda written: written.commit):
            self._at(list(commit))
        self.world.sources.append(("feed", self._deliverable))
        random = Random(f"erasure of {self.world.seed}")
        if self.records and self.world.seed and random.random() < _ERASED:
            self.world.later(random.random() * self.lasts, self._begin_to_erase)

    @property
    def lasts(self) -> float:
        return self._shown(self.records[-1].at) if self.records else 0.0

    def tickets(self) -> list[Ticket]:
        return [each for each in self._there.values() if isinstance(each, Ticket)]

    def texts(self) -> dict[str, str]:
        """What messages and notes say now, by their ids."""
        texts = (each for each in self._there.values() if not isinstance(each, Ticket))
        return {each.id: each.text for each in texts if isinstance(each, Message) or not each.deleted_at}

    def _clear(self) -> None:
        for item in self.engine.scan(TableName=FEED)["Items"]:
            self._store(FEED, item, None)
        known = set[tuple[str, str, str]]()
        for written in self.records:
            key = (written.table, *_key(written))
            if key not in known:
                known.add(key)
                self._store(written.table, written.after or written.before or {}, written.before)

    def _shown(self, at: datetime) -> float:
        return (at - self.world.began) / timedelta(seconds=1)

    def _at(self, commit: list[Written]) -> None:
        self.world.later(self._shown(commit[0].at), lambda: self._commit(commit))

    def _commit(self, commit: list[Written]) -> None:
        """Without what would be written to somebody who is gone."""
        for written in commit:
            if _key(written)[0] not in self._closed:
                self._store(written.table, written.after or written.before or {}, written.after)
                self._pending += recorded([written.record]) if feeds(written.record) else []
        self.changed()

    def _store(self, table: str, item: Item, after: Item | None) -> None:
        """Reads what tickets, messages and notes are then."""
        key = item["pk"]["S"], item["sk"]["S"]
        read = _READ.get((item.get("kind") or {}).get("S", "")) if table == CONVERSATIONS else None
        if after is None:
            self.engine.delete_item(TableName=table, Key={name: item[name] for name in ("pk", "sk")})
            if gone := self._there.pop(key, None):
                self.gone.add(gone.id)
        else:
            self.engine.put_item(TableName=table, Item=after)
            if read:
                found = self._there[key] = read(from_attributes(after))
                if not isinstance(found, Ticket):
                    self.said[found.id] = _conversation(found).ticket_id, found.text

    def _deliverable(self) -> list[Callable[[], None]]:
        return [self._append] if self._pending else []

    def _append(self) -> None:
        """An entry of the oldest of them."""
        size = self.world.random.randint(1, len(self._pending))
        some, self._pending = self._pending[:size], self._pending[size:]
        self._writer.append([Recorded(each.event_id, each.change, self.world.clock.at.timestamp()) for each in some])
        while item := self.engine.stored(FEED, ("feed", f"{len(self.entries) + 1:012d}")):
            entry = entry_from(from_attributes(item))
            self.entries.append(entry)
            self.told |= {change.ids["message_id"] for change in entry.changes if "message_id" in change.ids}
            self.told |= {change.ids["ticket_id"] for change in entry.changes if change.type.startswith("ticket.")}
            self.appended(entry, item)

    def _begin_to_erase(self) -> None:
        """First the tickets: without them, a conversation gets no message any more."""
        tickets = self.tickets()
        if not tickets:
            return
        thread = self.world.random.choice(sorted(ticket.reference.thread for ticket in tickets))
        self._closed.add(thread)
        items = [item for item in self.engine.scan(TableName=CONVERSATIONS)["Items"] if item["pk"]["S"] == thread]
        heads = [item for item in items if item["sk"]["S"].endswith(("~ticket", "~conversation"))]
        self._erase(heads, [item for item in items if item not in heads])

    def _erase(self, some: list[Item], rest: list[Item]) -> None:
        for item in some:
            self._store(CONVERSATIONS, item, None)
            name = f"erased {item['pk']['S']} {item['sk']['S']}"
            record = images(CONVERSATIONS, item, None, name, self.world.clock.at)
            self._pending += recorded([record]) if feeds(record) else []
        self.changed()
        if rest:
            pause = self.world.random.choice([0, 1, 10])
            self.world.later(pause, lambda: self._erase(rest[:_AT_ONCE], rest[_AT_ONCE:]))


def _conversation(text: Message | Note) -> ConversationReference:
    return text.reference.conversation if isinstance(text, Note) else text.reference


def _key(written: Written) -> tuple[str, str]:
    keys = written.record["dynamodb"]["Keys"]
    return keys["pk"]["S"], keys["sk"]["S"]


_READ: Mapping[str, Callable[[Any], Ticket | Message | Note]] = {
    TICKET: ticket_from,
    MESSAGE: message_from,
    NOTE: note_from,
}
