"""When the customers of an account wrote last."""

from collections.abc import Callable

from helpdesk.accounts.models import ChannelAccount
from helpdesk.conversations.references import ConversationReference
from helpdesk.index.models import Is, Sort
from helpdesk.index.port import Index
from helpdesk.platform.errors import Unavailable
from helpdesk.tickets.repository import TicketRepository

_NEWEST_FIRST = Sort("last_activity_at", descending=True)


class AccountActivity:
    def __init__(self, fresh: Callable[[], Index], tickets: TicketRepository) -> None:
        """`fresh`: the index with all that the feed says."""
        self._fresh = fresh
        self._tickets = tickets

    def last(self, account: ChannelAccount) -> str | None:
        """Of its tickets, open or closed. None also where there is no index now: an account is shown without it."""
        try:
            index = self._fresh()
        except Unavailable:
            return None
        found = index.tickets(Is("account_id", (account.id,)), _NEWEST_FIRST, after=None, limit=1)
        references = [ConversationReference.from_ticket_id(ticket_id) for ticket_id in found.ids]
        return max((ticket.last_activity_at for ticket in self._tickets.many(references).values()), default=None)
