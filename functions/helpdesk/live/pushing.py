"""Pushes the feed's changes to those who watch what they are about, if they see the ticket when it is sent.

A change costs reads and pushes by who watches its ticket, the views, or their own notifications: not by who is
connected. A batch that comes again is pushed again, under the same cursors, by which clients know it.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from helpdesk.conversations.models import TimelineEntry
from helpdesk.feed.models import Change, Entry, Place
from helpdesk.feed.service import FeedCursors
from helpdesk.feed.shown import shown
from helpdesk.feed.visibility import scope_of
from helpdesk.live.asked import Redefined, WatchedViews
from helpdesk.live.audience import Audience, conversation_of
from helpdesk.live.clients import Clients
from helpdesk.live.former import Former
from helpdesk.live.models import TopicKind, Watcher
from helpdesk.live.outbox import Outbox
from helpdesk.live.presence import LivePresence
from helpdesk.live.repository import ConnectionRepository, NotConnected
from helpdesk.live.sending import Sending
from helpdesk.live.views import Documents, Refused, ViewChanges, concerns_lists, of_tickets
from helpdesk.people.access import Access
from helpdesk.people.principals import Principal
from helpdesk.platform.dynamodb import Table
from helpdesk.platform.frozen import frozen
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.repository import TicketRepository


@frozen
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
        views: WatchedViews,
        documents: Documents,
    ) -> None:
        self._views = views
        self._documents = documents
        self._connections = connections
        self._clients = clients
        self._table = conversations
        self._audience = Audience(connections, conversations)
        self._tickets = TicketRepository(conversations)
        self._cursors = cursors
        self._presence = presence
        self._sending = sending

    def push(self, appended: Iterable[Entry]) -> Pushed:
        found = [each for entry in appended for each in entry.placed()]
        placed, redefined = [each for each in found if each[1].conversation], Redefined.by(each for _, each in found)
        viewing = self._audience.viewing(placed, redefined)
        if not placed and not viewing:
            return Pushed(0)
        entries = self._audience.entries_of(placed, of_lists=bool(viewing))
        watching = self._audience.watching(placed, entries)
        clients = {watcher.client for found in watching.values() for watcher, _ in found}
        if not clients and not viewing:
            return Pushed(len(placed))
        principals = self._clients.principals(clients | {watcher.client for watcher in viewing})
        named = dict.fromkeys(conversation_of(change) for place, change in placed if viewing or watching[place])
        tickets = self._tickets.many(list(named), consistent=True)
        self._views.follow(redefined)
        lists = of_tickets([change for _, change in placed]) if viewing else set()
        views = ViewChanges(self._views.asked, self._documents(lists) if lists else {}, Former(self._table))
        outbox = Outbox()
        for place, change in placed:
            told = _Told(place, change, shown(self._cursors.write(place), change), tickets.get(conversation_of(change)))
            for watcher, reason in watching[place]:
                self._tell(outbox, told, watcher, principals.get(watcher.client), reason)
            for watcher in viewing if concerns_lists(change) else ():
                self._tell_of_view(outbox, told, watcher, principals.get(watcher.client), views, entries.get(place))
        for watcher in viewing:
            if redefined.may_be(watcher.topic.id):
                self._tell_that_redefined(outbox, watcher, principals.get(watcher.client), views, redefined)
        return self._send(outbox, len(placed))

    def _tell_that_redefined(
        self,
        outbox: Outbox,
        watcher: Watcher,
        principal: Principal | None,
        views: ViewChanges,
        redefined: Redefined,
    ) -> None:
        where = views.filter_of(watcher, principal)
        if isinstance(where, Refused):
            outbox.end(watcher, where.code)
        elif redefined.shows_else(watcher.topic.id, where):
            outbox.hint(watcher)

    def _tell(
        self, outbox: Outbox, told: "_Told", watcher: Watcher, principal: Principal | None, reason: str | None
    ) -> None:
        if _sees(principal, told.change, told.ticket):
            outbox.add(watcher, told.place, told.event, reason)
        elif watcher.topic.kind is TopicKind.TICKET and not _may_see(principal, told.ticket):
            outbox.end(watcher, "ticket_not_found")

    def _tell_of_view(
        self,
        outbox: Outbox,
        told: "_Told",
        watcher: Watcher,
        principal: Principal | None,
        views: ViewChanges,
        entry: TimelineEntry | None,
    ) -> None:
        where = views.filter_of(watcher, principal)
        if isinstance(where, Refused):
            outbox.end(watcher, where.code)
        elif principal and _sees(principal, told.change, told.ticket):
            if views.concerns(told.change, entry, where):
                outbox.add(watcher, told.place, told.event, None)
        elif principal and views.has_hidden(told.change, entry, told.ticket, principal):
            # Whether their view had it is not known any more: it may be different now in other ways, too.
            outbox.hint(watcher)

    def _send(self, outbox: Outbox, changes: int) -> Pushed:
        self._end(list(outbox.all_ended()))
        outgoing = outbox.frames()
        gone = self._sending.send(outgoing)
        self._presence.leave(gone)
        for watcher in (each for connection_id in gone for each in outbox.watchers.get(connection_id, ())):
            self._connections.forget(watcher)
        return Pushed(changes, len(outgoing), len(gone))

    def _end(self, ended: Sequence[Watcher]) -> None:
        """Whoever lost sight of a ticket is not there any more. It is forgotten last that they watched: until then, a
        batch that comes again finds them again."""
        at_tickets = [watcher for watcher in ended if watcher.topic.kind is TopicKind.TICKET]
        for watcher in at_tickets:
            with suppress(NotConnected):
                self._connections.set_presence(watcher.connection_id, watcher.topic, None)
        for topic in dict.fromkeys(watcher.topic for watcher in at_tickets):
            self._presence.left(topic)
        for watcher in ended:
            self._connections.stop_watching(watcher.connection_id, watcher.topic)


@frozen
class _Told:
    place: Place
    change: Change
    event: Mapping[str, Any]
    ticket: Ticket | None


def _sees(principal: Principal | None, change: Change, ticket: Ticket | None) -> bool:
    """As whoever reads the feed."""
    return principal is not None and scope_of(change.type) in principal.scopes and _may_see(principal, ticket)


def _may_see(principal: Principal | None, ticket: Ticket | None) -> bool:
    """What is about a ticket that was erased is seen only by those who see every ticket."""
    if principal is None:
        return False
    access = Access.of(principal)
    return access.sees_everything if ticket is None else access.allows(ticket)
