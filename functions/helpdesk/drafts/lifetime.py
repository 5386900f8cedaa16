"""How long a conversation has drafts."""

from datetime import timedelta

from helpdesk.accounts.repository import AccountRepository
from helpdesk.conversations.references import ConversationReference
from helpdesk.platform.clock import Clock, from_text
from helpdesk.platform.errors import NotFound
from helpdesk.tickets.repository import TicketRepository


class ConversationEnd:
    def __init__(self, tickets: TicketRepository, accounts: AccountRepository, now: Clock) -> None:
        self._tickets = tickets
        self._accounts = accounts
        self._now = now

    def is_past(self, reference: ConversationReference) -> bool:
        """Whether the ticket has been closed for so long that the customer's next message begins another conversation.
        Raises NotFound."""
        ticket = self._tickets.get(reference, consistent=False)
        if ticket is None:
            raise NotFound(f"There is no conversation {reference.conversation_id!r}.", code="conversation_not_found")
        if ticket.closed_at is None:
            return False
        account = self._accounts.get_recent(ticket.account_id)
        hours = account.reopen_hours if account else 0
        return self._now() > from_text(ticket.closed_at) + timedelta(hours=hours)
