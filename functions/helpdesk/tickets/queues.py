"""Queues of teams: their open tickets that nobody has taken."""

from itertools import islice

from helpdesk.tickets.models import Ticket, TicketState
from helpdesk.tickets.repository import TicketRepository
from helpdesk.tickets.walk import Accounts, TicketWalk

_READ_AT_MOST = 5000
"""Tickets and accounts."""


def has_queue(tickets: TicketRepository, accounts: Accounts, team_id: str) -> bool:
    """Whether there are some. It looks at so many of the open tickets only: what it misses is found by the list, which
    knows deleted teams too."""
    walk = TicketWalk(tickets, accounts, [TicketState.OPEN])
    return any(
        isinstance(found, Ticket)
        and found.team_id == team_id
        and found.state is TicketState.OPEN
        and not found.owner_id
        for _, found in islice(walk.after(None), _READ_AT_MOST)
    )
