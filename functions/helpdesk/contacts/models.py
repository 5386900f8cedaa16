"""People who write to the desk. Pure."""

from dataclasses import dataclass

from helpdesk.messaging.addresses import DeliveryIdentifier, DeliveryIdentifierType
from helpdesk.messaging.messages import Sender
from helpdesk.platform.ids import digest


@dataclass(frozen=True, slots=True)
class Contact:
    id: str
    account_id: str
    identifier: str
    """The messaging service's id of this person; replies are addressed to it."""
    created_at: str
    name: str | None = None
    email: str | None = None
    phone: str | None = None

    @property
    def display_name(self) -> str:
        return self.name or self.identifier

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
