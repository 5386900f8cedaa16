"""Lists of tickets, newest activity first, page by page.

The desk's list is merged from one index partition per account (and shard), so that no partition takes all writes. An
owner's open tickets are few: all of them are read and sorted here, so that a message does not move another index
entry.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from helpdesk.accounts.models import ChannelAccount
from helpdesk.platform.cursor import Cursor
from helpdesk.platform.errors import InvalidRequest
from helpdesk.tickets.models import Ticket, TicketState
from helpdesk.tickets.repository import TicketRepository

NOBODY = "none"
OWNED_AT_MOST = 1000
"""An owner with more tickets of one state sees the newest thousand."""
_READ_AT_MOST = 2000
"""The number of tickets read for one page if a filter matches few of them; the page is then short and its cursor
continues."""


@dataclass(frozen=True, slots=True)
class TicketQuery:
    state: TicketState
    account_id: str | None = None
    owner_id: str | None = None

    def binding(self) -> str:
        return f"tickets/{self.state.value}/{self.account_id or '*'}/{self.owner_id or '*'}"


@dataclass(frozen=True, slots=True)
class TicketPage:
    tickets: list[Ticket]
    next_cursor: str | None


Place = tuple[str, str]


class TicketList:
    def __init__(self, repository: TicketRepository, accounts: Callable[[], Sequence[ChannelAccount]]) -> None:
        self._repository = repository
        self._accounts = accounts

    def page(self, query: TicketQuery, *, limit: int, cursor: str | None) -> TicketPage:
        """Raises InvalidRequest for a cursor of another query."""
        bound = Cursor(query.binding())
        start = _place_from(bound.read(cursor, parts=2)) if cursor else None
        found: list[Ticket] = []
        last: Place | None = None
        for read, ticket in enumerate(self._all(query, start, limit)):
            if len(found) == limit or read == _READ_AT_MOST:
                return TicketPage(found, bound.write(*last) if last else None)
            last = _place(ticket)
            if query.owner_id != NOBODY or ticket.owner_id is None:
                found.append(ticket)
        return TicketPage(found, None)

    def _all(self, query: TicketQuery, start: Place | None, limit: int) -> Iterable[Ticket]:
        if query.owner_id not in {None, NOBODY}:
            return self._owned(query, start)
        accounts = [account for account in self._accounts() if query.account_id in {None, account.id}]
        if not accounts and query.account_id is not None:
            message = f"There is no channel account {query.account_id!r}. GET /v1/channel-accounts lists them."
            raise InvalidRequest.at("account_id", message, code="unknown_account")
        partitions = [
            self._partition(query.state, account.id, shard, start, limit)
            for account in accounts
            for shard in range(account.activity_shards)
        ]
        return heapq.merge(*partitions, key=_place, reverse=True)

    def _owned(self, query: TicketQuery, start: Place | None) -> Sequence[Ticket]:
        owned = self._repository.by_owner(str(query.owner_id), query.state, limit=OWNED_AT_MOST)
        chosen = [ticket for ticket in owned if query.account_id in {None, ticket.account_id}]
        return sorted(
            (ticket for ticket in chosen if start is None or _place(ticket) < start), key=_place, reverse=True
        )

    def _partition(
        self, state: TicketState, account_id: str, shard: int, start: Place | None, limit: int
    ) -> Iterator[Ticket]:
        until = start[0] if start else None
        more = True
        while more:
            tickets, more = self._repository.by_activity(state, account_id, shard, until=until, limit=limit + 1)
            fresh = [ticket for ticket in tickets if start is None or _place(ticket) < start]
            yield from fresh
            if not fresh:
                limit *= 2  # more tickets have this exact timestamp than were read
                continue
            start = _place(fresh[-1])
            until = start[0]


def _place(ticket: Ticket) -> Place:
    return ticket.last_activity_at, ticket.id


def _place_from(parts: Sequence[str]) -> Place:
    return parts[0], parts[1]
