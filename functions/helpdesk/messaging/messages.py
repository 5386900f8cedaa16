"""Inbound messages in the one format that every provider's format is converted to. Pure."""

from dataclasses import replace
from enum import StrEnum
from typing import Any

from helpdesk.messaging.addresses import DeliveryIdentifier, DeliveryIdentifierType
from helpdesk.platform.frozen import frozen

Json = dict[str, Any]


class ContentKind(StrEnum):
    TEXT = "text"
    EDITED = "edited"
    """New content for an earlier message, which stays unchanged; `raw` is set if it is more than text."""
    UNSUPPORTED = "unsupported"
    """Recognised as a message, but its content is not supported: the raw payload is kept."""
    DELETED = "deleted"
    """An earlier message was deleted; its text is kept."""
    REACTION_ADDED = "reaction_added"
    """To an earlier message; the text is the reaction."""
    REACTION_REMOVED = "reaction_removed"

    @property
    def asks_for_attention(self) -> bool:
        """Whether the message needs a response, and reopens a closed ticket."""
        return self in _ASKING

    @property
    def is_change(self) -> bool:
        """Whether it refers to an earlier message."""
        return self in _CHANGES


_CHANGES = {ContentKind.EDITED, ContentKind.DELETED, ContentKind.REACTION_ADDED, ContentKind.REACTION_REMOVED}
_ASKING = {ContentKind.TEXT, ContentKind.EDITED, ContentKind.UNSUPPORTED}


@frozen
class Sender:
    identifier: str
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    identifier_type: str | None = None
    """The type of the address, if the service gave one."""
    contact_id: str | None = None
    """The person's contact, if it is not the one that the identifier names on its account."""

    def completed_by(self, other: "Sender") -> "Sender":
        """With what the other one says where this one says nothing."""
        return replace(
            self, name=self.name or other.name, email=self.email or other.email, phone=self.phone or other.phone
        )

    @property
    def address(self) -> DeliveryIdentifier:
        opaque = DeliveryIdentifierType.CHANNEL_SPECIFIC_OPAQUE_ID
        return DeliveryIdentifier(DeliveryIdentifierType(self.identifier_type or opaque), self.identifier)

    @classmethod
    def at(cls, address: DeliveryIdentifier, name: str | None = None, contact_id: str | None = None) -> "Sender":
        """The customer with this address, which is also the e-mail address or phone number if it is one."""
        return cls(
            identifier=address.value,
            name=name,
            email=address.value if address.type is DeliveryIdentifierType.HS_EMAIL_ADDRESS else None,
            phone=address.value if address.type is DeliveryIdentifierType.HS_PHONE_NUMBER else None,
            identifier_type=address.type.value,
            contact_id=contact_id,
        )


@frozen
class UnhandledUpdate:
    """An update that is not a message, or that could not be processed: the raw update is kept."""

    key: str
    reason: str
    raw: str
    understood: bool = False
    """A known kind of update that the desk does not use; otherwise somebody should look at it."""


@frozen
class Choice:
    """A quick reply that the customer chose."""

    message_id: str
    """Of ours, as the service returned it: it may be any id."""
    at: int
    """Its place among all quick replies of that message."""


@frozen
class InboundMessage:
    key: str
    """Permanently unique within an account."""
    thread_key: str
    sender: Sender
    kind: ContentKind
    text: str
    external_id: str
    """The service's own id of the message; if kind is EDITED, of the edited message."""
    sent_at: str | None = None
    """The messaging service's own time. Does not affect the order."""
    reply_to_external_id: str | None = None
    raw: str | None = None
    rich_text: str | None = None
    """Sanitised HTML."""
    parts: tuple[Json, ...] = ()
    """Attachments, as the channel contract writes them."""
    reply_to: str | None = None
    """The id of a message in Kanaal."""
    refers_to: str | None = None
    """For a change: the id of the changed message in Kanaal."""
    refers_to_external_id: str | None = None
    """The same in the service's ids."""
    reply_to_key: str | None = None
    """The key under which the message that is replied to was accepted, if it is a customer's."""
    refers_to_key: str | None = None
    """The same of the changed message."""
    label: str | None = None
    """What came beside the text, in a few words: `Photo`."""
    content_digest: str | None = None
    """Equal for equal content, where the other fields do not have all of it."""
    album: str | None = None
    """The number of this member, if several messages of the service are shown as one: they all have its `key`. Its
    files must be files of the service."""
    acknowledge: str | None = None
    """What the service wants to be told about once the message is stored: the press of a button."""
    choice: Choice | None = None
    """If the message says nothing but that the customer chose this; `text` is for a choice that is not found."""
    is_from_our_side: bool = False
    """Our side wrote it with the service's own app, without the desk: `sender` is whoever did."""
    kept_instead: UnhandledUpdate | None = None
    """If set, the message opens no conversation: without one that it belongs to, this is kept instead."""


@frozen
class InboundPosition:
    """A newer position of a place that somebody shares while they move. It changes the message that shares it."""

    refers_to_key: str
    """The key under which that message was accepted."""
    latitude: float
    longitude: float
    at: str
    """When it was there. Of two positions, the newer one counts."""
    until: str | None
    """Until when it is shared; None without an end."""
    kept_instead: UnhandledUpdate
    """Kept if the message is not known."""


@frozen
class Reachability:
    """Whether the desk can send to the conversation."""

    at: str
    """Since when, by the service's clock."""
    obstacle: str | None = None
    """The reason why it cannot."""


@frozen
class InboundNotice:
    """Something that happened in a conversation and that no person wrote: somebody joined a group, a bot said
    something. It asks for no attention and opens nothing."""

    key: str
    """As for a message."""
    thread_key: str
    text: str
    raw: str
    moved_to: str | None = None
    """The conversation has this thread key from now on."""
    reachability: Reachability | None = None
    """If it has changed."""


@frozen
class InboundBatch:
    messages: tuple[InboundMessage, ...] = ()
    notices: tuple[InboundNotice, ...] = ()
    positions: tuple[InboundPosition, ...] = ()
    unhandled: tuple[UnhandledUpdate, ...] = ()
    ignored: tuple[str, ...] = ()
    """Fields of the request that mean nothing here, for whoever sends them."""
