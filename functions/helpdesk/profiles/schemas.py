"""Contacts in the API's format."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, StrictBool, StringConstraints

from helpdesk.contacts.identifiers import IdentifierType
from helpdesk.contacts.identities import Verifier
from helpdesk.contacts.models import Merge
from helpdesk.platform.clock import from_text, to_text
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.schemas import ChangeModel, RequestModel, ResponseModel, Time
from helpdesk.platform.text import to_be_seen
from helpdesk.profiles.listing import ContactPage
from helpdesk.profiles.merging import UNDONE_WITHIN, MergePreview
from helpdesk.profiles.models import NewContact, Noted, Profile
from helpdesk.properties.schemas import PropertyValue
from helpdesk.tickets.models import Ticket, TicketState
from helpdesk.tickets.schemas import PropertiesIn

_ContactName = Annotated[str, StringConstraints(min_length=1, max_length=256), AfterValidator(to_be_seen)]
_Owner = Annotated[str, StringConstraints(min_length=1, max_length=128)]


class IdentifierOut(ResponseModel):
    id: Annotated[str | None, Field(description="By which it can be removed; null if it cannot.")]
    type: IdentifierType
    value: Annotated[str | None, Field(description="As written. Null for a visitor token, which is never returned.")]
    verified: Annotated[bool, Field(description="Whether an app or somebody at the desk knows that it is theirs.")]
    verified_by: Annotated[str | None, Field(description="The app, or the agent.")]
    verified_at: Time | None
    verifier: Annotated[Verifier | None, Field(description="What verified it.")]
    account_id: Annotated[str | None, Field(description="The account on which it is the contact's address.")]


class ContactSummaryOut(ResponseModel):
    id: str
    name: str | None
    email: Annotated[str | None, Field(description="As a messaging service has said it, unverified.")]
    phone: str | None
    account_id: Annotated[
        str | None, Field(description="The account on which they wrote first; null if the desk created the contact.")
    ]
    owner_id: str | None
    properties: Annotated[dict[str, PropertyValue], Field(description="The desk's own ones.")]
    created_at: Time
    version: int


class MergeOut(ResponseModel):
    contact_id: str
    merged_at: Time
    merged_by: str
    can_be_undone_until: Time

    @classmethod
    def of(cls, merge: Merge) -> Self:
        until = to_text(from_text(merge.at) + UNDONE_WITHIN)
        return cls(contact_id=merge.contact_id, merged_at=merge.at, merged_by=merge.by, can_be_undone_until=until)


class ContactDetailsOut(ContactSummaryOut):
    identifiers: Annotated[list[IdentifierOut], Field(description="The address that the contact writes from is first.")]
    first_seen_at: Annotated[Time | None, Field(description="When they first wrote; null if they never did.")]
    last_seen_at: Annotated[
        Time | None,
        Field(
            description="The newest activity of their ten newest tickets; of a ticket, when the customer last wrote."
        ),
    ]
    merges: Annotated[list[MergeOut], Field(description="Contacts that are the same person.")]

    @classmethod
    def of(cls, profile: Profile) -> Self:
        summary = ContactSummaryOut.model_validate(profile.contact).model_dump()
        shown = [IdentifierOut.model_validate(each) for each in profile.identifiers]
        return cls(
            **summary,
            identifiers=shown,
            first_seen_at=profile.first_seen_at,
            last_seen_at=profile.last_seen_at,
            merges=[MergeOut.of(merge) for merge in profile.contact.merges],
        )


class ContactListOut(ResponseModel):
    contacts: list[ContactSummaryOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: ContactPage) -> Self:
        return cls.model_validate(page)


class ShortTicketOut(ResponseModel):
    """A ticket with its conversation, in a few words."""

    id: str
    conversation_id: str
    account_id: str
    number: int | None
    name: str
    status: TicketState
    status_id: str
    owner_id: str | None
    opened_at: Time
    closed_at: Time | None
    last_activity_at: Time

    @classmethod
    def of(cls, ticket: Ticket) -> Self:
        renamed = {"name": "title", "status": "state"}
        return cls(**{name: getattr(ticket, renamed.get(name, name)) for name in cls.model_fields})


class ContactConversationsOut(ResponseModel):
    conversations: Annotated[list[ShortTicketOut], Field(description="Each by its ticket, newest first.")]
    next_cursor: str | None

    @classmethod
    def of(cls, tickets: Sequence[Ticket], next_cursor: str | None) -> Self:
        return cls(conversations=[ShortTicketOut.of(each) for each in tickets], next_cursor=next_cursor)


class IdentifierIn(RequestModel):
    type: Literal["HS_EMAIL_ADDRESS", "HS_PHONE_NUMBER"]
    value: Annotated[str, StringConstraints(min_length=1, max_length=512)]
    verified: Annotated[StrictBool, Field(description="You know that it is theirs: messages may be found by it.")] = (
        False
    )

    def noted(self) -> Noted:
        return Noted(IdentifierType(self.type), self.value, self.verified)


class ContactIn(RequestModel):
    """Needs a name or an identifier."""

    name: _ContactName | None = None
    owner_id: _Owner | None = None
    properties: Annotated[PropertiesIn, Field(default_factory=dict)]
    identifiers: Annotated[list[IdentifierIn], Field(default_factory=list, max_length=10)]

    def wanted(self) -> NewContact:
        """Raises InvalidRequest if nothing would be known of them."""
        if not (self.name or self.identifiers):
            raise InvalidRequest.at("name", "A contact needs a name or an identifier.")
        noted = tuple(each.noted() for each in self.identifiers)
        return NewContact(self.name, self.owner_id, dict(self.properties), noted)


class ContactPatchIn(ChangeModel):
    """Fields that are left out keep their values; null clears one."""

    name: _ContactName | None = None
    owner_id: _Owner | None = None
    properties: Annotated[PropertiesIn, Field(default_factory=dict, description="By name; null clears one.")]

    def changes(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in self.model_fields_set}
        if not values:
            raise InvalidRequest("Name at least one field that changes.", code="empty_update")
        return values


class MergeIn(RequestModel):
    contact_id: Annotated[
        str, Field(min_length=1, max_length=64, description="The contact that is merged into this one.")
    ]
    preview: Annotated[StrictBool, Field(description="Says what would move, and writes nothing.")] = False


class MergePreviewOut(ResponseModel):
    """What a merge moves."""

    contact: Annotated[ContactSummaryOut, Field(description="It stays.")]
    merged: Annotated[ContactSummaryOut, Field(description="Its id will answer with the contact that stays.")]
    identifiers: list[IdentifierOut]
    conversations: Annotated[list[ShortTicketOut], Field(description="The ten newest ones.")]
    open_tickets: Annotated[list[ShortTicketOut], Field(description="Those of them that are open.")]
    filled: Annotated[
        dict[str, PropertyValue],
        Field(description="What is empty and becomes the other's: name, owner_id, …, `properties.{name}`."),
    ]
    kept: Annotated[dict[str, PropertyValue], Field(description="What the other has, and is not taken.")]

    @classmethod
    def of(cls, preview: MergePreview) -> Self:
        return cls(
            contact=ContactSummaryOut.model_validate(preview.contact),
            merged=ContactSummaryOut.model_validate(preview.merged),
            identifiers=[IdentifierOut.model_validate(each) for each in preview.identifiers],
            conversations=[ShortTicketOut.of(each) for each in preview.tickets],
            open_tickets=[ShortTicketOut.of(each) for each in preview.open_tickets],
            filled=dict(preview.filled),
            kept=dict(preview.kept),
        )
