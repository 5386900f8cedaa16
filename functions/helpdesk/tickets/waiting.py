"""Tickets that wait for somebody to become eligible, the most urgent first and then the oldest: one partition of the
table `conversations`. An entry is written and deleted with its ticket, in one transaction."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Self

from helpdesk.conversations.references import ConversationReference
from helpdesk.inboxes.models import HELP_DESK_INBOX
from helpdesk.platform.attributes import Key
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.frozen import frozen
from helpdesk.platform.records import dump, load
from helpdesk.tickets.models import Ticket, TicketState

_PARTITION = "waiting"
_RANKS = {"urgent": 0, "high": 1, "medium": 2, "low": 4}
_WITHOUT_PRIORITY = 3
_MINE = "attribute_not_exists(#pk) OR #ticket_id = :ticket_id"
_FIRST_PAGE, _LARGEST_PAGE = 25, 1000


@frozen
class Waiting:
    ticket_id: str
    account_id: str
    for_user: str | None = None
    """The contact's owner, for whom it waits first."""
    inbox_id: str = HELP_DESK_INBOX
    contact_id: str | None = None
    place: str = ""
    """Its sort key, as it was read."""

    @classmethod
    def of(cls, ticket: Ticket) -> Self:
        return cls(ticket.id, ticket.account_id, ticket.waits_for, ticket.inbox_id, ticket.contact_id)

    @property
    def reference(self) -> ConversationReference:
        return ConversationReference.from_ticket_id(self.ticket_id)


def place_of(ticket: Ticket) -> str:
    """The sort key of its entry."""
    rank = _RANKS.get(ticket.priority or "", _WITHOUT_PRIORITY)
    return f"{rank}#{ticket.opened_at}#{ticket.id}"


def kept_waiting(before: Ticket, after: Ticket) -> Ticket:
    """A ticket that waits, after a change: it does not wait any more with an owner, or closed, and its place follows
    its priority."""
    if after.waits_as is None:
        return after
    if after.owner_id is not None or after.state is TicketState.CLOSED:
        return replace(after, waits_as=None, waits_for=None)
    return replace(after, waits_as=place_of(after)) if before.priority != after.priority else after


class WaitingRepository:
    def __init__(self, table: Table) -> None:
        self._table = table

    def moving(self, before: Ticket, after: Ticket) -> list[Write]:
        """From the place that it had to the one that it has. The entry says what it is offered by."""
        if before.waits_as == after.waits_as and Waiting.of(before) == Waiting.of(after):
            return []
        mine = {"ticket_id": after.id}
        writes = []
        if before.waits_as not in {None, after.waits_as}:
            writes.append(self._table.deleting(Key(_PARTITION, before.waits_as), _MINE, mine))
        if after.waits_as is not None:
            item = dump(Waiting.of(after), "place")
            writes.append(self._table.putting(Key(_PARTITION, after.waits_as), item, _MINE, mine))
        return writes

    def any(self) -> bool:
        """Strongly consistent: whoever becomes eligible after a ticket began to wait sees it."""
        return bool(self._table.query("#pk = :pk", {"pk": _PARTITION}, limit=1, consistent=True).items)

    def any_before(self, ticket: Ticket) -> bool:
        """Whether another ticket of its account and inbox waits that is more urgent or older, among the first that
        do."""
        condition, place = "#pk = :pk AND #sk < :place", place_of(ticket)
        page = self._table.query(condition, {"pk": _PARTITION, "place": place}, limit=_FIRST_PAGE, consistent=True)
        found = (load(Waiting, item) for item in page.items)
        return any((each.account_id, each.inbox_id) == (ticket.account_id, ticket.inbox_id) for each in found)

    def all(self, after: str | None = None) -> Iterator[Waiting]:
        """The most urgent first, page by page, as they are read; those behind a place."""
        after, more, limit = after or " ", True, _FIRST_PAGE
        while more:
            page = self._table.query(
                "#pk = :pk AND #sk > :after", {"pk": _PARTITION, "after": after}, limit=limit, consistent=True
            )
            yield from (load(Waiting, item, place=item["sk"]) for item in page.items)
            more, limit = page.more and bool(page.items), min(2 * limit, _LARGEST_PAGE)
            after = page.items[-1]["sk"] if page.items else after
