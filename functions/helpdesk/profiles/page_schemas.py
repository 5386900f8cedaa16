"""A ticket with what is beside it, in the API's format."""

from typing import Annotated, Self

from pydantic import Field

from helpdesk.conversations.schemas import EntryOut, shown_entries
from helpdesk.profiles.schemas import ShortTicketOut
from helpdesk.profiles.ticket_page import TicketPage
from helpdesk.tickets.channels import Channels
from helpdesk.tickets.schemas import ContactOut, IdentityOut, TicketOut


class TicketWithContactOut(TicketOut):
    contact: Annotated[ContactOut, Field(description="The person: the contact into which this one was merged, if any.")]
    entries: Annotated[
        list[EntryOut] | None,
        Field(description="The newest of its conversation, oldest first. Null without the scope `conversations.read`."),
    ]
    earlier_conversations: Annotated[
        list[ShortTicketOut], Field(description="Of the contact, newest first: ten of their twenty newest.")
    ]
    open_tickets: Annotated[list[ShortTicketOut], Field(description="Of the contact, without this one: the same.")]

    @classmethod
    def of_page(cls, page: TicketPage, channels: Channels, *, with_entries: bool) -> Self:
        known = [IdentityOut.model_validate(identity) for identity in page.contact.identities]
        return cls(
            **TicketOut.of(page.ticket, channels).model_dump(),
            contact=ContactOut.of(page.contact.contact, known),
            entries=shown_entries(page.entries, page.files) if with_entries else None,
            earlier_conversations=[ShortTicketOut.of(each) for each in page.earlier],
            open_tickets=[ShortTicketOut.of(each) for each in page.open],
        )
