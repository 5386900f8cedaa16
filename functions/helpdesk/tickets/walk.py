"""All tickets of the desk, or of an account, in the order in which they were opened: for what must reach each of them.

A message does not move a ticket in this order, and one that is opened meanwhile is ahead. The open tickets come before
the closed ones, so one that is closed meanwhile is ahead too. One that is reopened meanwhile may be behind the reader:
who must not miss it reads again.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol, Self

from helpdesk.accounts.models import ChannelAccount
from helpdesk.platform.frozen import frozen
from helpdesk.tickets.models import Ticket, TicketState
from helpdesk.tickets.repository import Place, TicketRepository

_ACCOUNTS_AT_ONCE = 25
_TICKETS_AT_ONCE = 100
"""One call reads them by their keys."""
_STATES = (TicketState.OPEN, TicketState.CLOSED)
_START, _END = ("0", ""), ("~", "~")


class Accounts(Protocol):
    def get(self, account_id: str) -> ChannelAccount | None: ...

    def page(self, *, after: str, limit: int) -> tuple[Sequence[ChannelAccount], bool]:
        """Starting after the account with that id; and whether there are more."""


@frozen
class Spot:
    """How far somebody has come: the last ticket, or the end of an account."""

    account_id: str
    state: TicketState
    place: Place

    @classmethod
    def of(cls, parts: Sequence[str]) -> Self:
        account_id, state, at, ticket_id = parts
        return cls(account_id, TicketState(state), (at, ticket_id))

    def parts(self) -> tuple[str, ...]:
        return (self.account_id, self.state.value, *self.place)


class TicketWalk:
    def __init__(self, tickets: TicketRepository, accounts: Accounts, states: Sequence[TicketState] = _STATES) -> None:
        self._tickets = tickets
        self._accounts = accounts
        self._states = states

    def after(self, spot: Spot | None) -> Iterator[tuple[Spot, Ticket | ChannelAccount]]:
        """Each ticket, and each account behind its tickets."""
        reached, more = spot.account_id if spot else "", True
        if spot and (account := self._accounts.get(spot.account_id)):
            yield from self._of(account, spot)
        while more:
            accounts, more = self._accounts.page(after=reached, limit=_ACCOUNTS_AT_ONCE)
            for account in accounts:
                yield from self._of(account, Spot(account.id, self._states[0], _START))
                reached = account.id

    def _of(self, account: ChannelAccount, spot: Spot) -> Iterator[tuple[Spot, Ticket | ChannelAccount]]:
        if spot.place == _END:
            return
        for state in self._states[self._states.index(spot.state) :]:
            start = spot.place if state is spot.state else _START
            for ticket in tickets_of(self._tickets, account.id, state, start):
                yield Spot(account.id, state, (ticket.opened_at, ticket.id)), ticket
        yield Spot(account.id, self._states[-1], _END), account


def tickets_of(
    tickets: TicketRepository, account_id: str, state: TicketState, after: Place = _START
) -> Iterator[Ticket]:
    """Of one account, as its index has them: a ticket can have changed its state a moment ago."""
    reached: Place | None = after
    while reached is not None:
        found, reached = tickets.by_account(account_id, state, after=reached, limit=_TICKETS_AT_ONCE)
        yield from found
