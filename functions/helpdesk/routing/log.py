"""The decisions about a ticket, as its history keeps them."""

from collections.abc import Iterator

from helpdesk.conversations.models import Event, EventType, TimelineEntry
from helpdesk.conversations.references import ConversationReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.frozen import frozen
from helpdesk.tickets.decisions import TicketDecisions

_READ_AT_ONCE, _READ_AT_MOST = 100, 1000
"""Entries of the conversation. In a long one, a page may be short, or empty, and have a cursor."""


@frozen
class DecisionPage:
    decisions: list[Event]
    next_cursor: str | None


class DecisionLog:
    def __init__(self, tickets: TicketDecisions, conversations: ConversationRepository, cursors: Cursors) -> None:
        self._tickets = tickets
        self._conversations = conversations
        self._cursors = cursors

    def page(self, reference: ConversationReference, *, limit: int, cursor: str | None) -> DecisionPage:
        """Newest first. Raises NotFound, and InvalidRequest for a cursor of another list."""
        bound = self._cursors.of(f"routing-decisions/{reference.ticket_id}")
        reached = bound.read(cursor, parts=1)[0] if cursor else None
        self._tickets.get(reference)
        found: list[Event] = []
        for read, (position, entry) in enumerate(self._entries(reference, reached), start=1):
            if isinstance(entry, Event) and is_decision(entry):
                found.append(entry)
            if len(found) == limit or read == _READ_AT_MOST:
                return DecisionPage(found, bound.write(position))
        return DecisionPage(found, None)

    def _entries(self, reference: ConversationReference, start: str | None) -> Iterator[tuple[str, TimelineEntry]]:
        more = True
        while more:
            page, more = self._conversations.entries(reference, start=start, newest_first=True, limit=_READ_AT_ONCE)
            yield from page
            start = page[-1][0] if page else start


def is_decision(event: Event) -> bool:
    """Of the router; a change of owner by people says no trigger."""
    return event.type is EventType.ROUTED or (event.type is EventType.OWNER_CHANGED and "trigger" in event.details)
