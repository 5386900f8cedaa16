"""Tickets in the API's format."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Self

from pydantic import AliasChoices, Field

from helpdesk.contacts.identities import IdentityKind, KnownIdentity
from helpdesk.contacts.models import Contact
from helpdesk.conversations.models import Direction
from helpdesk.platform.schemas import RequestModel, ResponseModel, Time
from helpdesk.tickets.history import HistoryPage
from helpdesk.tickets.listing import TicketPage
from helpdesk.tickets.models import ReplyState, RoutingReason, Ticket, TicketState


class RoutingOut(ResponseModel):
    decision: str
    code: RoutingReason | None
    reason: str
    at: Time


class TicketOut(ResponseModel):
    id: str
    conversation_id: str
    previous_conversation_id: str | None
    previous_ticket_id: str | None
    account_id: str
    inbox_id: str
    contact_id: str
    contact_name: str
    subject: Annotated[str, Field(validation_alias=AliasChoices("title", "subject"))]
    status: Annotated[TicketState, Field(validation_alias=AliasChoices("state", "status"))]
    owner_id: str | None
    opened_at: Time
    closed_at: Time | None
    last_activity_at: Time
    last_sequence: int
    last_direction: Direction
    preview: str
    reply_state: Annotated[
        ReplyState,
        Field(description="`failed`: the newest reply could not be delivered, and nobody has replied since."),
    ]
    routing: RoutingOut | None
    properties: dict[str, str | int | float | bool]
    version: int

    @classmethod
    def of(cls, ticket: Ticket) -> Self:
        return cls.model_validate(ticket)


class IdentityOut(ResponseModel):
    """An identity of a contact that an app has verified."""

    kind: IdentityKind
    value: Annotated[str | None, Field(description="null for a visitor token, which is never returned.")]
    verified_by: Annotated[str, Field(description="The app that verified it.")]
    verified_at: Time


class ContactOut(ResponseModel):
    id: str
    account_id: str
    identifier: str
    name: str | None
    email: str | None
    phone: str | None
    created_at: Time
    identities: list[IdentityOut]


class TicketWithContactOut(TicketOut):
    contact: ContactOut

    @classmethod
    def with_contact(cls, ticket: Ticket, contact: Contact, identities: Sequence[KnownIdentity]) -> Self:
        values = TicketOut.of(ticket).model_dump()
        known = [IdentityOut.model_validate(identity) for identity in identities]
        return cls(**values, contact=ContactOut(**asdict(contact), identities=known))


class TicketListOut(ResponseModel):
    tickets: list[TicketOut]
    next_cursor: str | None
    newer_cursor: Annotated[
        str, Field(description="As `cursor`, it lists the tickets whose customers wrote since this list was read.")
    ]

    @classmethod
    def of(cls, page: TicketPage) -> Self:
        tickets = [TicketOut.of(ticket) for ticket in page.tickets]
        return cls(tickets=tickets, next_cursor=page.next_cursor, newer_cursor=page.newer_cursor)


class HistoryOut(ResponseModel):
    tickets: list[TicketOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: HistoryPage) -> Self:
        return cls(tickets=[TicketOut.of(ticket) for ticket in page.tickets], next_cursor=page.next_cursor)


class OwnerIn(RequestModel):
    owner_id: Annotated[str, Field(min_length=1, max_length=128)] | None = Field(
        description="An agent's id (GET /v1/agents), or null for no owner."
    )


class StatusIn(RequestModel):
    status: TicketState
