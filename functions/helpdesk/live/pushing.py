"""Pushes the feed's changes to those who watch what they are about, if they see the ticket when it is sent.

A change costs reads and pushes by who watches its ticket, the views, or their own notifications: not by who is
connected. A batch that comes again is pushed again, under the same cursors, by which clients know it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from helpdesk.conversations.items import entry_from
from helpdesk.conversations.models import TimelineEntry
from helpdesk.conversations.references import ConversationReference
from helpdesk.feed.models import Change, Entry, Place
from helpdesk.feed.service import FeedCursors
from helpdesk.feed.visibility import scope_of
from helpdesk.live import frames
from helpdesk.live.clients import Clients
from helpdesk.live.concerns import concerned, entry_key
from helpdesk.live.models import Topic, TopicKind, Watcher
from helpdesk.live.presence import LivePresence
from helpdesk.live.repository import ConnectionRepository
from helpdesk.live.sending import Sending
from helpdesk.people.access import Access
from helpdesk.people.principals import Principal
from helpdesk.platform.attributes import Key
from helpdesk.platform.dynamodb import Table
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.repository import TicketRepository

Placed = tuple[Place, Change]
Watching = tuple[Watcher, str | None]
"""And why it concerns them in person, if it does."""


@dataclass(slots=True)
class _Outbox:
    """What is sent, by connection."""

    events: dict[str, dict[Place, dict[str, Any]]] = field(default_factory=dict)
    ended: dict[str, dict[str, Watcher]] = field(default_factory=dict)

    def add(self, watcher: Watcher, place: Place, event: Mapping[str, Any], reason: str | None) -> None:
        """A connection that watches it for several reasons gets it once."""
        found = self.events.setdefault(watcher.connection_id, {}).setdefault(place, {**event, "topics": []})
        found["topics"].append(str(watcher.topic))
        if reason:
            found["reason"] = reason

    def end(self, watcher: Watcher) -> None:
        self.ended.setdefault(watcher.connection_id, {})[str(watcher.topic)] = watcher

    def frames(self) -> dict[str, list[str]]:
        connections = {**self.events, **self.ended}
        return {
            connection_id: [*self._events(connection_id), *self._ends(connection_id)] for connection_id in connections
        }

    def _events(self, connection_id: str) -> list[str]:
        found = self.events.get(connection_id, {})
        return frames.events([found[place] for place in sorted(found)])

    def _ends(self, connection_id: str) -> list[str]:
        return [
            frames.written("unsubscribed", topic=topic, code="ticket_not_found")
            for topic in self.ended.get(connection_id, ())
        ]


@dataclass(frozen=True, slots=True)
class Pushed:
    changes: int
    connections: int = 0
    gone: int = 0


class Pusher:
    def __init__(
        self,
        connections: ConnectionRepository,
        clients: Clients,
        conversations: Table,
        cursors: FeedCursors,
        presence: LivePresence,
        sending: Sending,
    ) -> None:
        self._connections = connections
        self._clients = clients
        self._table = conversations
        self._tickets = TicketRepository(conversations)
        self._cursors = cursors
        self._presence = presence
        self._sending = sending

    def push(self, entries: Iterable[Entry]) -> Pushed:
        placed = [each for entry in entries for each in entry.placed() if each[1].conversation]
        if not placed:
            return Pushed(0)
        watching = self._watching(placed)
        if not any(watching.values()):
            return Pushed(len(placed))
        principals = self._clients.principals(watcher.client for found in watching.values() for watcher, _ in found)
        named = dict.fromkeys(
            change.conversation for place, change in placed if change.conversation and watching[place]
        )
        tickets = self._tickets.many(list(named), consistent=True)
        outbox = _Outbox()
        for place, change in placed:
            event, ticket = event_of(self._cursors.write(place), change), tickets.get(_conversation(change))
            for watcher, reason in watching[place]:
                principal = principals.get(watcher.client)
                if _sees(principal, change, ticket):
                    outbox.add(watcher, place, event, reason)
                elif watcher.topic.kind is TopicKind.TICKET and not _may_see(principal, ticket):
                    outbox.end(watcher)
        return self._send(outbox, len(placed))

    def _watching(self, placed: Sequence[Placed]) -> Mapping[Place, Sequence[Watching]]:
        """By change: of its ticket, and of the notifications of those whom it concerns."""
        topics = {Topic.of_ticket(_conversation(change)) for _, change in placed}
        watchers = {topic: self._connections.watchers(topic) for topic in sorted(topics, key=str)}
        concerning = self._concerning(placed)
        return {
            place: [
                *((watcher, None) for watcher in watchers[Topic.of_ticket(_conversation(change))]),
                *concerning.get(place, ()),
            ]
            for place, change in placed
        }

    def _send(self, outbox: _Outbox, changes: int) -> Pushed:
        for ended in outbox.ended.values():
            for watcher in ended.values():
                self._connections.stop_watching(watcher.connection_id, watcher.topic)
        outgoing = outbox.frames()
        gone = self._sending.send(outgoing)
        self._presence.leave(gone)
        return Pushed(changes, len(outgoing), len(gone))

    def _concerning(self, placed: Sequence[Placed]) -> Mapping[Place, Sequence[Watching]]:
        keys = {place: key for place, change in placed if (key := entry_key(change))}
        entries = self._entries(list(dict.fromkeys(keys.values()))) if keys else {}
        whom = {place: concerned(entries.get(key)) for place, key in keys.items()}
        people = sorted({user_id for reasons in whom.values() for user_id in reasons})
        watching = {user_id: self._connections.watchers(Topic(TopicKind.NOTIFICATIONS, user_id)) for user_id in people}
        return {
            place: [(watcher, reason) for user_id, reason in reasons.items() for watcher in watching[user_id]]
            for place, reasons in whom.items()
        }

    def _entries(self, keys: Sequence[Key]) -> Mapping[Key, TimelineEntry]:
        found = self._table.batch_get(keys, consistent=True)
        return {Key(item["pk"], item["sk"]): entry_from(item) for item in found}


def event_of(cursor: str, change: Change) -> dict[str, Any]:
    """As in GET /v1/changes."""
    return {
        "type": change.type.value,
        "cursor": cursor,
        "at": change.at,
        "actor": dict(zip(("kind", "id"), change.actor.split(":", 1), strict=True)) if change.actor else None,
        "conversation_id": change.conversation.conversation_id if change.conversation else None,
        "sequence": change.sequence,
        "data": dict(change.ids),
    }


def _conversation(change: Change) -> ConversationReference:
    assert change.conversation is not None
    return change.conversation


def _sees(principal: Principal | None, change: Change, ticket: Ticket | None) -> bool:
    """As whoever reads the feed."""
    return principal is not None and scope_of(change.type) in principal.scopes and _may_see(principal, ticket)


def _may_see(principal: Principal | None, ticket: Ticket | None) -> bool:
    """What is about a ticket that was erased is seen only by those who see every ticket."""
    if principal is None:
        return False
    access = Access.of(principal)
    return access.sees_everything if ticket is None else access.allows(ticket)
