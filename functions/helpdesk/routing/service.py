"""Who gets a new ticket."""

from helpdesk.conversations.references import ConversationReference
from helpdesk.people.actors import Actor, ActorKind
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.service import TicketService

ROUTER = Actor(ActorKind.SYSTEM, "router", "Router")


class RoutingService:
    def __init__(self, tickets: TicketService) -> None:
        self._tickets = tickets

    def route(self, reference: ConversationReference) -> Ticket:
        """Raises NotFound."""
        return self._tickets.record_routing(reference, decide, ROUTER)


def decide(ticket: Ticket) -> tuple[str, str]:
    """The decision and why. Automatic assignment is off on every account so far."""
    if ticket.owner_id is not None:
        return "assigned", "The ticket had an owner before it was routed: who began the conversation, or took it."
    return "unassigned", "Automatic assignment is off for this channel account."
