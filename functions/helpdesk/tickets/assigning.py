"""Assigns a ticket to an agent, or unassigns it."""

from dataclasses import replace

from helpdesk.conversations.models import EventType
from helpdesk.conversations.references import ConversationReference
from helpdesk.messaging.messages import Json
from helpdesk.people.actors import Actor
from helpdesk.people.service import AgentService
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.service import TicketService


class TicketAssigner:
    """The only way to set an owner: whether a person, a program or the router assigns, only agents get tickets."""

    def __init__(self, tickets: TicketService, agents: AgentService) -> None:
        self._tickets = tickets
        self._agents = agents

    def assign(self, reference: ConversationReference, owner_id: str | None, actor: Actor) -> Ticket:
        """Raises InvalidRequest for an owner who is not an agent."""
        if owner_id is not None:
            self._agents.check_owner(owner_id)

        def decide(ticket: Ticket, _now: str) -> tuple[Ticket, Json]:
            return replace(ticket, owner_id=owner_id), {"from": ticket.owner_id, "to": owner_id}

        return self._tickets.decide(reference, EventType.OWNER_CHANGED, actor, decide)
