"""Pages of views and their counts: ids from the index, the tickets themselves from the table."""

from collections.abc import Callable, Mapping, Sequence

from helpdesk.conversations.references import ConversationReference
from helpdesk.index.models import Filter
from helpdesk.index.port import Index
from helpdesk.people.access import Access
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.frozen import frozen
from helpdesk.search.steady import PARTS, Spot, read
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.repository import TicketRepository
from helpdesk.views.compiling import Compiled


@frozen
class FoundTickets:
    tickets: list[Ticket]
    count: int
    next_cursor: str | None


def shown(ids: Sequence[str], tickets: TicketRepository, access: Access) -> list[Ticket]:
    """In this order, as the table has them now; without those that are gone, or that the caller does not see any
    more."""
    references = [ConversationReference.from_ticket_id(ticket_id) for ticket_id in ids]
    found = tickets.many(references)
    return access.among(found[each] for each in references if each in found)


class TicketFinder:
    def __init__(self, fresh: Callable[[], Index], tickets: TicketRepository, cursors: Cursors, engine: str) -> None:
        """`fresh`: the index with all that the feed says."""
        self._fresh = fresh
        self._tickets = tickets
        self._cursors = cursors
        self._engine = engine

    def page(self, asked: Compiled, access: Access, binding: str, *, limit: int, cursor: str | None) -> FoundTickets:
        """What is asked for includes what the caller may see. `binding` names it, and who asks. Raises
        InvalidRequest for a cursor of another list."""
        bound = self._cursors.of(f"found/{self._engine}/{binding}")
        spot = Spot.of(bound.read(cursor, parts=PARTS)) if cursor else None
        rows = read(self._fresh(), asked, limit, spot)
        return FoundTickets(
            shown(rows.ids, self._tickets, access),
            rows.count,
            bound.write(*rows.following.parts()) if rows.following else None,
        )

    def counts(self, filters: Mapping[str, Filter]) -> Mapping[str, int]:
        """One call of the engine for all of them."""
        return self._fresh().counts(filters)
