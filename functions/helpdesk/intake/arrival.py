"""An inbound message on its way to the conversation: what it is, where it goes, and who wrote it. Pure."""

from dataclasses import replace

from helpdesk.accounts.models import ChannelAccount
from helpdesk.contacts.identities import Identity
from helpdesk.contacts.models import Contact, from_sender
from helpdesk.conversations.models import AlbumMember, Conversation, DeliveryStatus, Direction, Message
from helpdesk.conversations.references import ConversationReference
from helpdesk.messaging.messages import InboundMessage
from helpdesk.people.actors import Actor, ActorKind
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import digest

# Keys of replies begin with their author's id, which this is not.
_LOGGED = "logged/"


@frozen
class Arrival:
    account: ChannelAccount
    inbound: InboundMessage
    author: Actor | None = None
    """If our side has sent the message already: who. Then `inbound.sender` is the customer who received it."""
    identities: tuple[Identity, ...] = ()
    """Identities that will be bound to the customer."""

    @property
    def key(self) -> str:
        return self.inbound.key

    @property
    def sender(self) -> str:
        """Who sent it, as a claim keeps it."""
        address = self.inbound.sender.address.normal
        return digest(address.type.value, address.value)

    @property
    def names(self) -> frozenset[tuple[Direction, str]]:
        return names_of(self.key)

    def is_stored_as(self, stored: Message) -> bool:
        """Whether the message with this key is this one. What a later version reads in the same content may differ."""
        kind, author = self.inbound.kind, self.author
        if (kind.is_change or stored.is_change) and stored.kind is not kind:
            return False
        if author is None:
            return stored.direction is Direction.IN
        by = stored.actor
        return stored.direction is Direction.OUT and (by.kind, by.id) == (author.kind, author.id)

    def within(self, conversation: Conversation) -> "Arrival":
        """The conversation's customer is the contact that an app has named once, even if later messages do not name
        it."""
        sender, known = self.inbound.sender, conversation.recipient
        if sender.contact_id or known.contact_id is None or sender.address.normal != known.address.normal:
            return self
        return replace(self, inbound=replace(self.inbound, sender=replace(sender, contact_id=known.contact_id)))

    @property
    def member(self) -> AlbumMember:
        """What it adds to its album."""
        said = self.inbound
        return AlbumMember(said.text, said.rich_text, said.label, said.parts, said.content_digest, said.raw)

    def from_our_side(self, conversation: Conversation) -> "Arrival":
        """Where our side wrote it without the desk: who, and that the conversation's customer received it."""
        if not self.inbound.is_from_our_side:
            return self
        writer = self.inbound.sender
        return self.written_by(Actor(ActorKind.COLLEAGUE, writer.identifier, writer.name), conversation)

    def written_by(self, author: Actor, conversation: Conversation) -> "Arrival":
        return replace(self, author=author, inbound=replace(self.inbound, sender=conversation.recipient))

    def opens_nothing(self, conversation: Conversation | None) -> bool:
        """Whether there is nothing that it belongs to, and it must not open a conversation. `conversation`: the
        thread's latest."""
        inbound = self.inbound
        is_lost = conversation is None or (inbound.kind.is_change and inbound.refers_to is None)
        return inbound.kept_instead is not None and is_lost

    def contact(self, now: str) -> Contact:
        return from_sender(self.account.id, self.inbound.sender, now)

    def message(self, contact: Contact, reference: ConversationReference, sequence: int, now: str) -> Message:
        inbound, author = self.inbound, self.author
        return Message(
            reference=reference,
            sequence=sequence,
            direction=Direction.OUT if author else Direction.IN,
            kind=inbound.kind,
            text=inbound.text,
            actor=author or Actor(ActorKind.CONTACT, contact.id, contact.name),
            created_at=now,
            key=_LOGGED + inbound.key if author else inbound.key,
            external_id=inbound.external_id,
            sent_at=inbound.sent_at,
            reply_to=inbound.reply_to,
            reply_to_external_id=inbound.reply_to_external_id,
            refers_to=inbound.refers_to,
            refers_to_external_id=inbound.refers_to_external_id,
            raw=inbound.raw,
            rich_text=inbound.rich_text,
            parts=inbound.parts,
            label=inbound.label,
            content_digest=inbound.content_digest,
            album={inbound.album: self.member} if inbound.album else {},
            acknowledge=inbound.acknowledge,
            counterpart=inbound.sender if inbound.sender.identifier_type else None,
            status=DeliveryStatus.SENT if author else None,
            status_at=now if author else None,
        )


def names_of(key: str) -> frozenset[tuple[Direction, str]]:
    """One key identifies one message, regardless of the direction it was first sent with."""
    return frozenset({(Direction.IN, key), (Direction.OUT, _LOGGED + key)})


def own_key(inbound: InboundMessage) -> str:
    """A key that no message of another thread or sender has, and no change of another kind."""
    address, kind = inbound.sender.address.normal, inbound.kind
    of_a_change = (kind.value,) if kind.is_change else ()
    return f"{inbound.key}/of/{digest(inbound.thread_key, address.type.value, address.value, *of_a_change)}"
