"""Moves the open tickets of an account to another inbox with it."""

from helpdesk.accounts.models import ChannelAccount
from helpdesk.people.actors import Actor
from helpdesk.tickets.listing import TicketList, TicketQuery
from helpdesk.tickets.models import TicketState
from helpdesk.tickets.repository import TicketRepository
from helpdesk.tickets.service import TicketService

_PAGE = 100


class TicketMover:
    def __init__(self, repository: TicketRepository, tickets: TicketService) -> None:
        self._repository = repository
        self._tickets = tickets

    def move_open(self, account: ChannelAccount, inbox_id: str, actor: Actor) -> int:
        """The number of tickets moved now. Tickets that were moved already are skipped, so the next run completes an
        interrupted one."""
        listing = TicketList(self._repository, lambda: [account])
        query, cursor, moved = TicketQuery(TicketState.OPEN, account.id), None, 0
        while True:
            page = listing.page(query, limit=_PAGE, cursor=cursor)
            for ticket in page.tickets:
                if ticket.inbox_id != inbox_id:
                    self._tickets.move(ticket.reference, inbox_id, actor)
                    moved += 1
            cursor = page.next_cursor
            if cursor is None:
                return moved
