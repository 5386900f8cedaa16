"""Starting a conversation, in the format of the desk API."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field

from helpdesk.conversations.schemas import MessageOut, RecipientOut
from helpdesk.files.models import File
from helpdesk.messaging.addresses import DeliveryIdentifier, DeliveryIdentifierType
from helpdesk.messaging.messages import Sender
from helpdesk.messaging.schemas import DeliveryIdentifierIn
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.schemas import ResponseModel, Time
from helpdesk.platform.text import one_line, visible
from helpdesk.replies.outgoing import other_recipients
from helpdesk.replies.schemas import ContentIn
from helpdesk.replies.starting import Started, StartRequest
from helpdesk.tickets.changes import TicketChange
from helpdesk.tickets.channels import Channels
from helpdesk.tickets.schemas import PropertiesIn, TicketOut, split

_PROPERTIES = "Of the ticket, by name; also those of every ticket, such as `priority`. They come before the defaults."


class CustomerIn(DeliveryIdentifierIn):
    name: Annotated[str, Field(max_length=256)] | None = None

    def sender(self) -> Sender:
        identifier = DeliveryIdentifier(DeliveryIdentifierType(self.type), self.value)
        return Sender.at(identifier, visible(one_line(self.name or "")))


class StartIn(ContentIn):
    """Needs content: at least one of text, rich text and attachments."""

    account_id: Annotated[str, Field(min_length=1, max_length=64, description="The channel account to send through.")]
    recipient: Annotated[CustomerIn, Field(description="The customer's address, of a type that the channel supports.")]
    contact_id: Annotated[str, Field(max_length=128)] | None = Field(
        default=None, description="The customer's contact. The default is the contact of that address on that account."
    )

    properties: Annotated[PropertiesIn, Field(default_factory=dict, description=_PROPERTIES)]

    def request(self, idempotency_key: str | None) -> StartRequest:
        customer = self.recipient.sender()
        return StartRequest(
            account_id=self.account_id,
            recipient=customer,
            draft=self.draft(),
            others=other_recipients(customer, self.senders()),
            contact_id=self.contact_id,
            given=self._given(),
            idempotency_key=idempotency_key,
        )

    def _given(self) -> TicketChange:
        if "owner_id" in self.properties:
            message = "The ticket belongs to the agent who starts the conversation. Assign it afterwards."
            raise InvalidRequest.at("properties.owner_id", message)
        return split({}, self.properties, None)


class ConversationOut(ResponseModel):
    id: str
    previous_conversation_id: str | None
    account_id: str
    contact_id: str
    recipient: RecipientOut
    created_at: Time


class StartedOut(ResponseModel):
    conversation: ConversationOut
    ticket: TicketOut
    message: MessageOut

    @classmethod
    def of(cls, started: Started, channels: Channels, files: Mapping[str, File]) -> Self:
        """`files`: the files of the message, by id."""
        conversation, ticket = started.conversation, started.ticket
        return cls(
            conversation=ConversationOut(
                id=conversation.reference.conversation_id,
                previous_conversation_id=ticket.previous_conversation_id,
                account_id=conversation.account_id,
                contact_id=conversation.contact_id,
                recipient=RecipientOut.of(conversation.recipient),
                created_at=conversation.created_at,
            ),
            ticket=TicketOut.of(ticket, channels),
            message=MessageOut.of(started.message, files),
        )
