"""Who gets a new ticket."""

from helpdesk.actors.models import Actor, ActorKind
from helpdesk.conversations.references import ConversationReference
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.service import TicketService

ROUTER = Actor(ActorKind.SYSTEM, "router", "Router")


class RoutingService:
    def __init__(self, tickets: TicketService) -> None:
        self._tickets = tickets

    def route(self, reference: ConversationReference) -> Ticket:
        """Automatic assignment is off on every account so far: the ticket stays with nobody, and says why."""
        return self._tickets.record_routing(
            reference, "unassigned", "Automatic assignment is off for this channel account.", ROUTER
        )
