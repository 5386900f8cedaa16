"""A page of the list of tickets, which the index finds. Pure."""

from helpdesk.platform.frozen import frozen
from helpdesk.tickets.models import Ticket

NOBODY = "none"
"""In place of an owner's id."""


@frozen
class TicketPage:
    tickets: list[Ticket]
    next_cursor: str | None
    newer_cursor: str
