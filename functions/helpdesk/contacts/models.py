"""People who write to the desk. Pure."""

from collections.abc import Mapping
from dataclasses import field
from typing import Annotated, Any

from helpdesk.messaging.addresses import DeliveryIdentifier, DeliveryIdentifierType
from helpdesk.messaging.messages import Sender
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import digest
from helpdesk.platform.records import AS_TEXT


@frozen
class Merge:
    """Another contact is the same person."""

    contact_id: str
    at: str
    by: str
    """Who has said so."""
    members: tuple[str, ...] = ()
    """The other contact, and those that were merged into it before."""
    filled: Mapping[str, Any] = field(default_factory=dict)
    """What was empty and is the other's since, by field; the desk's own properties as `properties.{name}`."""


@frozen
class Contact:
    id: str
    account_id: str | None
    """The account on which they wrote first; None if somebody at the desk created the contact."""
    identifier: str | None
    """The messaging service's id of this person there; replies are addressed to it."""
    created_at: str
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    owner_id: str | None = None
    properties: Annotated[Mapping[str, Any], AS_TEXT] = field(default_factory=dict)
    """The desk's own ones."""
    asked: str | None = None
    """Of one that somebody created with an idempotency key: a digest of the request."""
    merged_into: str | None = None
    """Another contact is this person: it answers for this one, whose record stays as it was."""
    merges: Annotated[tuple[Merge, ...], AS_TEXT] = ()
    exports: tuple[str, ...] = ()
    """The jobs that have exported what the desk has of the person."""
    version: int = 1
    """Changes with what somebody decides, not with what a message says."""

    @property
    def display_name(self) -> str:
        return self.name or self.identifier or self.email or self.phone or self.id

    @property
    def group(self) -> tuple[str, ...]:
        """The ids under which the person's conversations are."""
        return (self.id, *(member for merge in self.merges for member in merge.members))

    def lacks(self, other: "Contact") -> bool:
        """Whether the other record of the same contact has what is empty here."""
        mine, theirs = (self.name, self.email, self.phone), (other.name, other.email, other.phone)
        return any(there and not here for here, there in zip(mine, theirs, strict=True))


def contact_id(account_id: str, address: DeliveryIdentifier) -> str:
    """The same person on the same account is the same contact, without a lookup. Equal ids of two types are two
    contacts."""
    opaque = address.type is DeliveryIdentifierType.CHANNEL_SPECIFIC_OPAQUE_ID
    return f"con_{digest(account_id, address.normal.value, *(() if opaque else (address.type.value,)))}"


def contact_of(account_id: str, sender: Sender) -> str:
    """Its id: the contact that was named, or the one that the identifier names."""
    return sender.contact_id or contact_id(account_id, sender.address)


def from_sender(account_id: str, sender: Sender, now: str) -> Contact:
    return Contact(
        id=contact_of(account_id, sender),
        account_id=account_id,
        identifier=sender.identifier,
        created_at=now,
        name=sender.name,
        email=sender.email,
        phone=sender.phone,
    )
