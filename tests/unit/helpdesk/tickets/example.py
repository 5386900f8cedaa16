from typing import Any

from helpdesk.tickets.models import Ticket, TicketState
from tests.support.examples import NOW, REFERENCE


def ticket(**more: Any) -> Ticket:
    values: dict[str, Any] = {
        "reference": REFERENCE,
        "account_id": "1",
        "contact_id": "con_1",
        "contact_name": "Cleo",
        "subject": "Hello",
        "state": TicketState.OPEN,
        "opened_at": NOW,
        "last_activity_at": "2026-11-22T09:05:00.000000Z",
        "last_sequence": 3,
        "last_direction": "in",
        "preview": "Hello",
    }
    return Ticket(**values | more)
