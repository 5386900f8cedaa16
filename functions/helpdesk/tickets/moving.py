"""Moves the open tickets of an account to another inbox with it."""

from helpdesk.accounts.models import ChannelAccount
from helpdesk.people.actors import Actor
from helpdesk.tickets.decisions import TicketDecisions
from helpdesk.tickets.listing import TicketQuery, TicketReader
from helpdesk.tickets.models import TicketState
from helpdesk.tickets.position import Position

_PAGE = 100


class TicketMover:
    def __init__(self, reader: TicketReader, tickets: TicketDecisions) -> None:
        self._reader = reader
        self._tickets = tickets

    def move_open(self, account: ChannelAccount, inbox_id: str, actor: Actor) -> int:
        """The number of tickets moved now. Tickets that were moved already are skipped, so the next run completes an
        interrupted one."""
        query, moved = TicketQuery(TicketState.OPEN, account.id), 0
        position: Position | None = None
        while True:
            reading = self._reader.read(query, _PAGE, position)
            for ticket in reading.tickets:
                if ticket.inbox_id != inbox_id:
                    self._tickets.move(ticket.reference, inbox_id, actor)
                    moved += 1
            position = reading.following
            if position is None:
                return moved
