"""The tickets of accounts, newest activity first, for programs that read all of them: people's lists are found by the
index.

They are merged from one partition of a table's index for each account (and shard), so that no partition takes all
writes, and are read group by group, so that a page needs a bounded number of reads.

A customer's message moves a ticket to the top, past a reader who is at a later page. So what needs more than one page
continues, after its oldest ticket, with those that were active since its first page, oldest activity first: what moves
again is then still ahead. docs/decisions/0033.
"""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from helpdesk.accounts.models import ChannelAccount
from helpdesk.people.access import EVERYTHING, Access
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.errors import InvalidRequest
from helpdesk.tickets.models import Ticket, TicketState
from helpdesk.tickets.position import Phase, Place, Position
from helpdesk.tickets.repository import TicketRepository

NOBODY = "none"
ACCOUNTS_AT_ONCE = 100
"""The number of accounts that are sorted together; the next ones follow after them."""
_READ_AT_MOST = 2000
"""The number of tickets read for one page if a filter matches few of them; the page is then short and its cursor
continues."""
_READ_AT_ONCE = 250
"""The largest number of tickets that one query reads of a partition. The first reads one more than the page has, and
each next one twice as many, because a filter may drop most of them."""
_FOLLOWS_WITHIN = timedelta(seconds=5)
"""How long after a message its ticket usually moves: one that moves while the first page is read must not be missed."""


@dataclass(frozen=True, slots=True)
class TicketQuery:
    state: TicketState
    account_id: str | None = None
    owner_id: str | None = None
    access: Access = EVERYTHING
    """Only what the caller sees."""
    team_id: str | None = None

    def includes(self, ticket: Ticket) -> bool:
        owner = None if self.owner_id == NOBODY else self.owner_id
        of_owner = self.owner_id is None or ticket.owner_id == owner
        here = self.account_id in {None, ticket.account_id} and self.team_id in {None, ticket.team_id}
        return of_owner and here and self.access.allows(ticket)


@dataclass(frozen=True, slots=True)
class TicketPage:
    tickets: list[Ticket]
    next_cursor: str | None
    newer_cursor: str


@dataclass(frozen=True, slots=True)
class Reading:
    tickets: list[Ticket]
    following: Position | None
    """How far it is read; None at the end."""


class Accounts(Protocol):
    def get(self, account_id: str) -> ChannelAccount | None: ...

    def page(self, *, after: str, limit: int) -> tuple[Sequence[ChannelAccount], bool]:
        """Starting after the account with that id; and whether there are more."""


class TicketReader:
    def __init__(self, repository: TicketRepository, accounts: Accounts, now: Clock) -> None:
        self._repository = repository
        self._accounts = accounts
        self._now = now

    def read(self, query: TicketQuery, limit: int, position: Position | None) -> Reading:
        """At most `limit` tickets from there, or from the beginning."""
        now = to_text(self._now() - _FOLLOWS_WITHIN)
        reached = position or Position(now)
        return Reading(*self._read(query, limit, reached, is_first=position is None))

    def oldest_first(self, state: TicketState, account: ChannelAccount, after: Place) -> Iterable[Ticket]:
        """The account's tickets after that place, also those that move behind it meanwhile."""
        return _Merged(self._repository, state, [account], _READ_AT_ONCE).oldest_first(after)

    def last_activity(self, account: ChannelAccount) -> str | None:
        """Of the account's tickets, open or closed."""
        found = (
            self._repository.by_activity(state, account.id, shard, start=None, newest_first=True, limit=1)[0]
            for state in TicketState
            for shard in range(account.activity_shards)
        )
        return max((ticket.last_activity_at for tickets in found for ticket in tickets), default=None)

    def _read(
        self, query: TicketQuery, limit: int, reached: Position, *, is_first: bool
    ) -> tuple[list[Ticket], Position | None]:
        group, end = self._group(query, reached, limit)
        found, following = _read(query, group, end, limit, reached)
        if following is not None or reached.phase is not Phase.ALL:
            return found, following
        if is_first:  # nothing can have moved
            return found, None
        moved = Position(reached.since, Phase.MOVED)
        if reached.group:
            return found, moved
        more, following = _read(query, group, end, limit - len(found), moved)
        return [*found, *more], following

    def _group(self, query: TicketQuery, position: Position, limit: int) -> tuple["_Merged", str | None]:
        """The group that begins there, and where the next one begins, if there is one."""
        accounts, more = self._accounts_of(query, position.group)
        return _Merged(self._repository, query.state, accounts, limit), accounts[-1].id if more else None

    def _accounts_of(self, query: TicketQuery, start: str) -> tuple[Sequence[ChannelAccount], bool]:
        if query.account_id is None:
            return self._accounts.page(after=start, limit=ACCOUNTS_AT_ONCE)
        account = self._accounts.get(query.account_id)
        if account is None:
            message = f"There is no channel account {query.account_id!r}. GET /v1/channel-accounts lists them."
            raise InvalidRequest.at("account_id", message, code="unknown_account")
        return [account], False


@dataclass(frozen=True, slots=True)
class _Merged:
    """Tickets of some accounts, merged from their partitions."""

    repository: TicketRepository
    state: TicketState
    accounts: Sequence[ChannelAccount]
    limit: int

    def newest_first(self, before: Place | None) -> Iterable[Ticket]:
        return heapq.merge(*self._partitions(before, newest_first=True), key=_place, reverse=True)

    def oldest_first(self, after: Place) -> Iterable[Ticket]:
        return heapq.merge(*self._partitions(after, newest_first=False), key=_place)

    def _partitions(self, start: Place | None, *, newest_first: bool) -> Sequence[Iterator[Ticket]]:
        return [
            self._partition(account.id, shard, start, newest_first=newest_first)
            for account in self.accounts
            for shard in range(account.activity_shards)
        ]

    def _partition(self, account_id: str, shard: int, start: Place | None, *, newest_first: bool) -> Iterator[Ticket]:
        limit, more = self.limit + 1, True
        while more:
            tickets, more = self.repository.by_activity(
                self.state, account_id, shard, start=start[0] if start else None, newest_first=newest_first, limit=limit
            )
            places = [_place(ticket) for ticket in tickets]
            fresh = [
                ticket
                for ticket, place in zip(tickets, places, strict=True)
                if start is None or (place < start if newest_first else place > start)
            ]
            yield from fresh
            if not fresh:
                limit *= 2  # more tickets have this exact timestamp than were read
                continue
            start = _place(fresh[-1])
            limit = max(limit, min(2 * limit, _READ_AT_ONCE))


def _read(
    query: TicketQuery, group: _Merged, end: str | None, limit: int, position: Position
) -> tuple[list[Ticket], Position | None]:
    """From one group; None if its phase ends with it."""
    tickets = (
        group.newest_first(position.place)
        if position.phase is Phase.ALL
        else group.oldest_first(position.place or (position.since, ""))
    )
    found: list[Ticket] = []
    last = position.place
    for read, ticket in enumerate(tickets):
        if len(found) == limit or read == _READ_AT_MOST:
            return found, replace(position, place=last)
        last = _place(ticket)
        if query.includes(ticket):
            found.append(ticket)
    return found, replace(position, group=end, place=None) if end is not None else None


def _place(ticket: Ticket) -> Place:
    return ticket.last_activity_at, ticket.id
