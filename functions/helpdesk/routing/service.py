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


def decide(ticket: Ticket) -> tuple[str, RoutingReason]:
    """The decision, and its reason. Automatic assignment is disabled for every account so far."""
    if ticket.owner_id is not None:
        return "assigned", RoutingReason.HAD_OWNER
    return "unassigned", RoutingReason.ASSIGNMENT_OFF
