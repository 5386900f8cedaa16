"""What an agent wants to begin, and what stands then."""

from dataclasses import dataclass

from helpdesk.content.draft import Draft
from helpdesk.conversations.models import Conversation, Message
from helpdesk.messaging.messages import Sender
from helpdesk.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class StartRequest:
    account_id: str
    recipient: Sender
    """The customer, at the address that is written to."""
    draft: Draft
    others: tuple[Sender, ...] = ()
    """Recipients beside the customer."""
    contact_id: str | None = None
    """The contact that the customer is, where it is known already."""
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class Started:
    conversation: Conversation
    ticket: Ticket
    message: Message

    def answers(self, request: StartRequest) -> bool:
        """Whether this is what the request asks for."""
        began, asked = self.conversation, request.recipient
        to = began.recipient
        same_customer = to.address == asked.address and asked.name in {None, to.name}
        same_place = began.account_id == request.account_id and request.contact_id in {None, to.contact_id}
        said = request.draft.to(request.others)
        return same_customer and same_place and said.is_said_by(self.message)
