"""Moves the open tickets of an account to another inbox with it."""

from helpdesk.accounts.models import ChannelAccount
from helpdesk.people.actors import Actor
from helpdesk.tickets.decisions import TicketDecisions
from helpdesk.tickets.models import TicketState
from helpdesk.tickets.repository import TicketRepository
from helpdesk.tickets.walk import tickets_of

_READINGS = 3
"""At most: what another move takes away at the same time is left to it."""


class TicketMover:
    def __init__(self, repository: TicketRepository, tickets: TicketDecisions) -> None:
        self._repository = repository
        self._tickets = tickets

    def move_open(self, account: ChannelAccount, inbox_id: str, actor: Actor) -> int:
        """The number of tickets moved now. Tickets that were moved already are skipped, so the next run completes an
        interrupted one. They are read until a reading finds none: one that was reopened meanwhile may be behind the
        reader."""
        moved = 0
        for _ in range(_READINGS):
            found = self._move(account.id, inbox_id, actor)
            moved += found
            if not found:
                break
        return moved

    def _move(self, account_id: str, inbox_id: str, actor: Actor) -> int:
        moved = 0
        for ticket in tickets_of(self._repository, account_id, TicketState.OPEN):
            if ticket.state is TicketState.OPEN and ticket.inbox_id != inbox_id:
                self._tickets.move(ticket.reference, inbox_id, actor)
                moved += 1
        return moved
