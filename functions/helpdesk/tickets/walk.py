"""All tickets of the desk, account by account, from a place that can be stored."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from helpdesk.accounts.models import ChannelAccount
from helpdesk.tickets.listing import Accounts, TicketReader
from helpdesk.tickets.models import Ticket, TicketState
from helpdesk.tickets.position import Place

_ACCOUNTS_AT_ONCE = 25
_STATES = (TicketState.OPEN, TicketState.CLOSED)
_START, _END = ("", ""), ("~", "~")


@dataclass(frozen=True, slots=True)
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
    def __init__(self, reader: TicketReader, accounts: Accounts) -> None:
        self._reader = reader
        self._accounts = accounts

    def after(self, spot: Spot | None) -> Iterator[tuple[Spot, Ticket | ChannelAccount]]:
        """Each ticket, and each account behind its tickets. A ticket that moves within the list is still ahead; one
        that is opened or closed meanwhile may be missed."""
        reached, more = spot.account_id if spot else "", True
        if spot and (account := self._accounts.get(spot.account_id)):
            yield from self._of(account, spot)
        while more:
            accounts, more = self._accounts.page(after=reached, limit=_ACCOUNTS_AT_ONCE)
            for account in accounts:
                yield from self._of(account, Spot(account.id, _STATES[0], _START))
                reached = account.id

    def _of(self, account: ChannelAccount, spot: Spot) -> Iterator[tuple[Spot, Ticket | ChannelAccount]]:
        if spot.place == _END:
            return
        for state in _STATES[_STATES.index(spot.state) :]:
            start = spot.place if state is spot.state else _START
            for ticket in self._reader.oldest_first(state, account, start):
                yield Spot(account.id, state, (ticket.last_activity_at, ticket.id)), ticket
        yield Spot(account.id, _STATES[-1], _END), account
