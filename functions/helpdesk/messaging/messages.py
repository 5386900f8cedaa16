"""What a messaging service sent, in the desk's own words: the one shape that every format is turned into. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from helpdesk.messaging.addresses import DeliveryIdentifier, DeliveryIdentifierType

Json = dict[str, Any]


class ContentKind(StrEnum):
    TEXT = "text"
    EDITED = "edited"
    """A new content for an earlier message, which stays as it was; raw, where it is more than text."""
    UNSUPPORTED = "unsupported"
    """Understood as a message, not what is in it: the raw payload is kept."""
    DELETED = "deleted"
    """An earlier message was taken back; what it said stays."""
    REACTION_ADDED = "reaction_added"
    """To an earlier message; the reaction is the text."""
    REACTION_REMOVED = "reaction_removed"

    @property
    def asks_for_attention(self) -> bool:
        """Whether it is there to be answered, and opens a closed ticket again."""
        return self in _ASKING

    @property
    def is_change(self) -> bool:
        """Whether it says something of an earlier message."""
        return self in _CHANGES


_CHANGES = {ContentKind.EDITED, ContentKind.DELETED, ContentKind.REACTION_ADDED, ContentKind.REACTION_REMOVED}
_ASKING = {ContentKind.TEXT, ContentKind.EDITED, ContentKind.UNSUPPORTED}


@dataclass(frozen=True, slots=True)
class Sender:
    identifier: str
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    identifier_type: str | None = None
    """What kind of address the identifier is, where the service said it."""
    contact_id: str | None = None
    """The contact that this person is, where it is not the one that the identifier names on its account."""

    @property
    def address(self) -> DeliveryIdentifier:
        opaque = DeliveryIdentifierType.CHANNEL_SPECIFIC_OPAQUE_ID
        return DeliveryIdentifier(DeliveryIdentifierType(self.identifier_type or opaque), self.identifier)

    @classmethod
    def at(cls, address: DeliveryIdentifier, name: str | None = None, contact_id: str | None = None) -> "Sender":
        """Whoever is reached there: an address that is an e-mail address or a phone number tells that too."""
        return cls(
            identifier=address.value,
            name=name,
            email=address.value if address.type is DeliveryIdentifierType.HS_EMAIL_ADDRESS else None,
            phone=address.value if address.type is DeliveryIdentifierType.HS_PHONE_NUMBER else None,
            identifier_type=address.type.value,
            contact_id=contact_id,
        )


@dataclass(frozen=True, slots=True)
class InboundMessage:
    key: str
    """Never twice in an account, for ever."""
    thread_key: str
    sender: Sender
    kind: ContentKind
    text: str
    external_id: str
    """The sender's own id of the message; of the message that was edited, where kind is EDITED."""
    sent_at: str | None = None
    """When the messaging service says it was sent. Not an order."""
    reply_to_external_id: str | None = None
    raw: str | None = None
    rich_text: str | None = None
    """Sanitised HTML."""
    parts: tuple[Json, ...] = ()
    """What a message carries beside its text, as the channel contract writes it."""
    reply_to: str | None = None
    """A message id of ours."""
    refers_to: str | None = None
    """Of a change: what it changes, a message id of ours."""
    refers_to_external_id: str | None = None
    """The same as the sender calls it."""


@dataclass(frozen=True, slots=True)
class UnhandledUpdate:
    """Something that is no message, or that could not be understood: kept as it came."""

    key: str
    reason: str
    raw: str
    understood: bool = False
    """It is known what it is, and that the desk has no use for it; otherwise somebody should look."""


@dataclass(frozen=True, slots=True)
class InboundBatch:
    messages: tuple[InboundMessage, ...] = ()
    unhandled: tuple[UnhandledUpdate, ...] = ()
