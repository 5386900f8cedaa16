"""Changes of a ticket by people and programs, one at a time or many."""

from helpdesk.conversations.references import ConversationReference
from helpdesk.people.principals import Principal, Scope
from helpdesk.people.service import AgentService
from helpdesk.tickets.changes import TicketChange
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.replied import RepliedTicket
from helpdesk.tickets.service import TicketService


class TicketWork:
    """The only way to set an owner or a status: whether a person, a program or a bulk change does it, the same rules
    hold."""

    def __init__(self, tickets: TicketService, agents: AgentService) -> None:
        self._tickets = tickets
        self._agents = agents

    def change(
        self, reference: ConversationReference, change: TicketChange, principal: Principal, *, known: int | None = None
    ) -> Ticket:
        """Raises InvalidRequest for an owner who is not an agent, and what `TicketService.change` raises."""
        administrator = self._checked(change, principal)
        return self._tickets.change(reference, change, principal.actor(), administrator=administrator, known=known)

    def with_reply(self, reference: ConversationReference, change: TicketChange, principal: Principal) -> RepliedTicket:
        """The same, in one transaction with a reply."""
        administrator = self._checked(change, principal)
        return self._tickets.with_reply(reference, change, principal.actor(), administrator=administrator)

    def _checked(self, change: TicketChange, principal: Principal) -> bool:
        """Whether the caller is an administrator."""
        if (owner_id := change.values.get("owner_id")) is not None:
            self._agents.check_owner(owner_id)
        return Scope.SETTINGS_WRITE in principal.scopes
