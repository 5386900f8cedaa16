"""The tickets of a contact before one of their tickets, on every account."""

from dataclasses import dataclass

from helpdesk.conversations.references import ConversationReference
from helpdesk.platform.cursor import Cursors
from helpdesk.tickets.decisions import no_ticket
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.repository import TicketRepository


@dataclass(frozen=True, slots=True)
class HistoryPage:
    tickets: list[Ticket]
    next_cursor: str | None


class TicketHistory:
    def __init__(self, repository: TicketRepository, cursors: Cursors) -> None:
        self._repository = repository
        self._cursors = cursors

    def before(self, reference: ConversationReference, *, limit: int, cursor: str | None) -> HistoryPage:
        """Newest first. Raises NotFound, and InvalidRequest for a cursor of another list."""
        bound = self._cursors.of(f"history/{reference.ticket_id}")
        after = bound.read(cursor, parts=1)[0] if cursor else None
        ticket = self._repository.get(reference)
        if ticket is None:
            raise no_ticket(reference)
        # The first page begins with the ticket itself.
        read = limit if after else limit + 1
        found, end = self._repository.by_contact(ticket.contact_id, start=after or ticket.opened_at, limit=read)
        earlier = [each for each in found if each.id != ticket.id]
        earlier.sort(key=lambda each: (each.opened_at, each.id), reverse=True)
        return HistoryPage(earlier, bound.write(end) if end else None)
