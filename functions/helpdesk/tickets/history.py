"""The tickets of a contact before one of their tickets, on every account."""

from collections.abc import Callable, Sequence

from helpdesk.conversations.references import ConversationReference
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.frozen import frozen
from helpdesk.tickets.decisions import no_ticket
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.repository import TicketRepository


@frozen
class HistoryPage:
    tickets: list[Ticket]
    next_cursor: str | None


class TicketHistory:
    def __init__(
        self, repository: TicketRepository, cursors: Cursors, group_of: Callable[[str], Sequence[str]]
    ) -> None:
        """`group_of`: all ids of the person whom a contact's id names."""
        self._repository = repository
        self._cursors = cursors
        self._group_of = group_of

    def before(self, reference: ConversationReference, *, limit: int, cursor: str | None) -> HistoryPage:
        """Newest first. Raises NotFound, and InvalidRequest for a cursor of another list."""
        bound = self._cursors.of(f"history/{reference.ticket_id}")
        after = bound.read(cursor, parts=1)[0] if cursor else None
        ticket = self._repository.get(reference)
        if ticket is None:
            raise no_ticket(reference)
        # The first page begins with the ticket itself.
        read = limit if after else limit + 1
        contact_ids = self._group_of(ticket.contact_id)
        found, end = newest_of(self._repository, contact_ids, start=after or ticket.opened_at, limit=read)
        earlier = [each for each in found if each.id != ticket.id]
        return HistoryPage(earlier, bound.write(end) if end else None)


def newest_of(
    repository: TicketRepository, contact_ids: Sequence[str], *, start: str, limit: int
) -> tuple[list[Ticket], str | None]:
    """The newest tickets of these contacts that were opened then or before, newest first: so many, or more if they were
    opened in the same moment; and where the next ones begin, if there are more."""
    pages = [repository.by_contact(contact_id, start=start, limit=limit) for contact_id in contact_ids]
    end = max((at for _, at in pages if at), default=None)
    found = [each for tickets, _ in pages for each in tickets if end is None or each.opened_at > end]
    found.sort(key=lambda each: (each.opened_at, each.id), reverse=True)
    if len(contact_ids) > 1 and len(found) > limit:
        later = [each for each in found if each.opened_at > found[limit].opened_at]
        return (later, found[limit].opened_at) if later else (found, end)
    return found, end
