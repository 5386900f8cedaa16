"""Routing: who gets a new ticket."""

from helpdesk.conversations.references import ConversationReference
from helpdesk.people.actors import Actor, ActorKind
from helpdesk.tickets.decisions import TicketDecisions
from helpdesk.tickets.models import RoutingReason, Ticket

ROUTER = Actor(ActorKind.SYSTEM, "router", "Router")


class RoutingService:
    def __init__(self, tickets: TicketDecisions) -> None:
        self._tickets = tickets

    def route(self, reference: ConversationReference) -> Ticket:
        """Raises NotFound."""
        return self._tickets.record_routing(reference, decide, ROUTER)


def decide(ticket: Ticket) -> RoutingReason:
    """Automatic assignment is disabled for every account so far."""
    return RoutingReason.ASSIGNMENT_OFF if ticket.owner_id is None else RoutingReason.HAD_OWNER
