"""Accepting a message from a messaging service: one commit, the same answer however often it comes."""

from dataclasses import dataclass, replace
from datetime import timedelta

from helpdesk.actors.models import Actor, ActorKind
from helpdesk.channels.inbound import InboundMessage, UnhandledUpdate
from helpdesk.channels.models import ChannelAccount
from helpdesk.contacts.models import Contact, from_sender
from helpdesk.contacts.service import ContactService
from helpdesk.conversations import appending
from helpdesk.conversations.continuing import continuing
from helpdesk.conversations.models import Conversation, DeliveryStatus, Direction, Message
from helpdesk.conversations.references import ConversationReference, thread_of
from helpdesk.conversations.repository import Claim, ConversationRepository, Head, claim_from
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import TransactionFailed
from helpdesk.platform.errors import Busy
from helpdesk.tickets.service import TicketOpening

_TRIES = 5
_KEEP_UNHANDLED_SECONDS = 90 * 24 * 3600
# Replies have keys that begin with their author's id, which this is not.
_LOGGED = "logged/"


@dataclass(frozen=True, slots=True)
class Accepted:
    id: str
    conversation_id: str
    ticket_id: str


class Acceptance:
    def __init__(
        self, repository: ConversationRepository, contacts: ContactService, tickets: TicketOpening, now: Clock
    ) -> None:
        self._repository = repository
        self._contacts = contacts
        self._tickets = tickets
        self._now = now

    def accept(self, account: ChannelAccount, inbound: InboundMessage) -> Accepted:
        """Raises Unavailable; the sender's next try then completes what this one began."""
        message = self.take(account, inbound)
        return Accepted(message.id, message.reference.conversation_id, message.reference.ticket_id)

    def take(self, account: ChannelAccount, inbound: InboundMessage, *, said_by: Actor | None = None) -> Message:
        """The stored message; of a repeat, the one that was stored first. With `said_by` it is what our side has sent
        already, and `inbound.sender` is the customer whom it went to."""
        thread = thread_of(account.id, inbound.thread_key)
        for _ in range(_TRIES):
            head = self._repository.head_of_thread(thread)
            if head and (said_by or not self._is_over(account, inbound, head)):
                return self._join(account, inbound, said_by, head)
            message = self._open(account, inbound, said_by, thread, head)
            if message:
                return message
        raise Busy("The conversation is very busy. Send the same request again.")

    def join(self, account: ChannelAccount, change: InboundMessage, reference: ConversationReference) -> Message:
        """A change of a message stands in the conversation of that message, and opens none."""
        claim = Claim(reference, self._repository.newest_sequence(reference))
        standing = self._repository.claim(account.id, change.key, claim)
        return self._place(account, change, None, standing or claim)

    def keep_unhandled(self, account: ChannelAccount, update: UnhandledUpdate) -> None:
        now = self._now()
        self._repository.keep_unhandled(
            account.id,
            update.key,
            {
                "reason": update.reason,
                "raw": update.raw,
                "created_at": to_text(now),
                "expires_at": int(now.timestamp()) + _KEEP_UNHANDLED_SECONDS,
            },
        )

    def _is_over(self, account: ChannelAccount, inbound: InboundMessage, head: Head) -> bool:
        """Closed for longer than the account says, and nobody has written since: else the ticket opens again."""
        if head.closed_at is None or not (head.is_over and inbound.kind.asks_for_attention):
            return False
        return head.closed_at < to_text(self._now() - timedelta(hours=account.reopen_hours))

    def _join(self, account: ChannelAccount, inbound: InboundMessage, said_by: Actor | None, head: Head) -> Message:
        inbound = _as_known(inbound, head.conversation)
        claim = Claim(head.conversation.reference, head.newest_sequence)
        standing = self._repository.claim(account.id, inbound.key, claim)
        if standing is None:
            return self._place(account, inbound, said_by, claim)
        return self._resume(account, inbound, said_by, standing)

    def _open(
        self, account: ChannelAccount, inbound: InboundMessage, said_by: Actor | None, thread: str, before: Head | None
    ) -> Message | None:
        """Contact, conversation, ticket and message at once; `before` is the thread's conversation that is over. None
        if another message opened the thread meanwhile, or something happened to the conversation before."""
        reference = before.conversation.reference.next if before else ConversationReference(thread)
        if before:
            inbound = _as_known(inbound, before.conversation)
        now = to_text(self._now())
        contact = from_sender(account.id, inbound.sender, now)
        message = _message(inbound, contact, said_by, reference, 1, now)
        conversation = Conversation(
            reference=reference,
            account_id=account.id,
            thread_key=inbound.thread_key,
            contact_id=contact.id,
            recipient=inbound.sender,
            created_at=now,
        )
        writes = [
            self._repository.claiming(account.id, inbound.key, Claim(reference, 0)),
            self._repository.opening(conversation),
            self._repository.appending(message),
        ]
        known = self._contacts.find(contact.id)
        if known is None:
            writes.append(self._contacts.creation(contact))
        # A contact that an app named keeps its own name on the ticket, whoever writes.
        shown = known if known and inbound.sender.contact_id else contact
        writes.append(self._tickets.opening(account, conversation, shown, message))
        if before:
            writes += continuing(self._repository, before, message)
            writes.append(self._tickets.still_closed(before.conversation.reference))
        try:
            self._repository.transact(writes)
        except TransactionFailed as failure:
            if 0 in failure.failed:
                return self._resume(account, inbound, said_by, claim_from(failure.failed[0]))
            return None
        return message

    def _resume(self, account: ChannelAccount, inbound: InboundMessage, said_by: Actor | None, claim: Claim) -> Message:
        """The message was seen before. It stands behind its claim's place, or its claimer did not get that far."""
        found, _ = appending.find(self._repository, claim.reference, _names(inbound), claim.after_sequence)
        return found or self._place(account, inbound, said_by, claim)

    def _place(self, account: ChannelAccount, inbound: InboundMessage, said_by: Actor | None, claim: Claim) -> Message:
        now = to_text(self._now())
        contact = from_sender(account.id, inbound.sender, now)
        return appending.append(
            self._repository,
            after=claim.after_sequence,
            message_at=lambda sequence: _message(inbound, contact, said_by, claim.reference, sequence, now),
            names=_names(inbound),
        )


def _as_known(inbound: InboundMessage, conversation: Conversation) -> InboundMessage:
    """The conversation's customer is the contact whom an app has named once, also where it is not named again."""
    sender, known = inbound.sender, conversation.recipient
    if sender.contact_id or known.contact_id is None or sender.identifier != known.identifier:
        return inbound
    return replace(inbound, sender=replace(sender, contact_id=known.contact_id))


def _names(inbound: InboundMessage) -> appending.Names:
    """A key is one message, whichever direction it was first sent with."""
    return frozenset({(Direction.IN, inbound.key), (Direction.OUT, _LOGGED + inbound.key)})


def _message(
    inbound: InboundMessage,
    contact: Contact,
    said_by: Actor | None,
    reference: ConversationReference,
    sequence: int,
    now: str,
) -> Message:
    return Message(
        reference=reference,
        sequence=sequence,
        direction=Direction.OUT if said_by else Direction.IN,
        kind=inbound.kind,
        text=inbound.text,
        actor=said_by or Actor(ActorKind.CONTACT, contact.id, contact.name),
        created_at=now,
        key=_LOGGED + inbound.key if said_by else inbound.key,
        external_id=inbound.external_id,
        sent_at=inbound.sent_at,
        reply_to=inbound.reply_to,
        reply_to_external_id=inbound.reply_to_external_id,
        refers_to=inbound.refers_to,
        refers_to_external_id=inbound.refers_to_external_id,
        raw=inbound.raw,
        rich_text=inbound.rich_text,
        parts=inbound.parts,
        counterpart=inbound.sender if inbound.sender.identifier_type else None,
        status=DeliveryStatus.SENT if said_by else None,
        status_at=now if said_by else None,
    )
