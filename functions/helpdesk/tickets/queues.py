"""Queues of teams: their open tickets that nobody has taken."""

from helpdesk.tickets.listing import NOBODY, TicketQuery, TicketReader
from helpdesk.tickets.models import TicketState

_READINGS = 5
"""Each looks at no more tickets than a page of the list does."""


def has_queue(reader: TicketReader, team_id: str) -> bool:
    """Whether there are some. It looks at so many of the open tickets only, newest activity first: what it misses is
    found by the list, which knows deleted teams too."""
    query, position = TicketQuery(TicketState.OPEN, owner_id=NOBODY, team_id=team_id), None
    for _ in range(_READINGS):
        reading = reader.read(query, 1, position)
        if reading.tickets or reading.following is None:
            return bool(reading.tickets)
        position = reading.following
    return False
