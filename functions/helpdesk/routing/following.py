"""Queues new tickets for routing."""

import json
from collections.abc import Sequence

from helpdesk.platform.queues import Queue, QueueMessage
from helpdesk.platform.stream import Inserted, of_kind
from helpdesk.tickets.repository import TICKET


class RoutingFollower:
    counted = "routed"

    def __init__(self, routing: Queue) -> None:
        self._routing = routing

    def follow(self, inserted: Sequence[Inserted]) -> int:
        tickets = of_kind(TICKET, inserted)
        self._routing.send([QueueMessage(json.dumps({"ticket_id": ticket.id})) for ticket in tickets])
        return len(tickets)
