"""Contacts in the API's format."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import Field

from helpdesk.contacts.identifiers import IdentifierType, identifiers
from helpdesk.contacts.identities import KnownIdentity
from helpdesk.contacts.models import Contact
from helpdesk.platform.schemas import ResponseModel, Time


class IdentifierOut(ResponseModel):
    type: IdentifierType
    value: Annotated[str | None, Field(description="null for a visitor token, which is never returned.")]
    verified: Annotated[bool, Field(description="Whether an app has verified that it is the contact's.")]
    verified_by: Annotated[str | None, Field(description="The app that verified it.")]
    verified_at: Time | None
    account_id: Annotated[str | None, Field(description="The account on which it is the contact's address.")]


class ContactDetailsOut(ResponseModel):
    id: str
    name: str | None
    account_id: Annotated[str, Field(description="The account on which the contact wrote first.")]
    identifiers: Annotated[list[IdentifierOut], Field(description="The address that the contact writes from is first.")]
    created_at: Time

    @classmethod
    def of(cls, contact: Contact, identities: Sequence[KnownIdentity]) -> Self:
        return cls(
            id=contact.id,
            name=contact.name,
            account_id=contact.account_id,
            identifiers=[IdentifierOut.model_validate(each) for each in identifiers(contact, identities)],
            created_at=contact.created_at,
        )
