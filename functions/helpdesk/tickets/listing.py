"""A page of the list of tickets, which the index finds. Pure."""

from dataclasses import dataclass

from helpdesk.tickets.models import Ticket

NOBODY = "none"
"""In place of an owner's id."""


@dataclass(frozen=True, slots=True)
class TicketPage:
    tickets: list[Ticket]
    next_cursor: str | None
    newer_cursor: str
