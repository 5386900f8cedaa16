"""Accepts a message from a messaging service: one commit, and the same response for every duplicate."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Self

from helpdesk.accounts.models import ChannelAccount
from helpdesk.contacts.identities import Identity, IdentityTaken
from helpdesk.contacts.models import Contact
from helpdesk.contacts.repository import ContactRepository
from helpdesk.contacts.service import ContactService
from helpdesk.conversations import appending
from helpdesk.conversations.continuing import continuing
from helpdesk.conversations.lookback import Lookback
from helpdesk.conversations.models import Conversation, Message
from helpdesk.conversations.references import ConversationReference, thread_of
from helpdesk.conversations.repository import Claim, ConversationRepository, Head, claim_from
from helpdesk.intake.albums import Albums, as_own_message
from helpdesk.intake.arrival import Arrival, own_key
from helpdesk.intake.choices import Choices
from helpdesk.intake.references import NewestMessages, References
from helpdesk.messaging.messages import InboundMessage, Reachability, Sender
from helpdesk.people.actors import Actor
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import Table, TransactionFailed, Write
from helpdesk.platform.errors import Conflict, FieldError
from helpdesk.platform.frozen import frozen
from helpdesk.platform.optimistic import until_written
from helpdesk.tickets.opener import TicketOpener
from helpdesk.tickets.repository import TicketRepository
from helpdesk.tickets.rules import Rules


class KeyReused(Conflict):
    """The key belongs to another message: of another thread, sender, author or direction, or to another change."""

    def __init__(self) -> None:
        field, advice = "integrationIdempotencyId", "This was used for another message. Use a new one."
        super().__init__(f"{field}: {advice}", code="idempotency_key_reused", fields=[FieldError(field, advice)])


class NothingToJoin(Exception):
    """There is nothing that the message belongs to, and it must not open a conversation; or it was erased, and comes
    again."""


@frozen
class Accepted:
    id: str
    conversation_id: str
    ticket_id: str


class Acceptance:
    def __init__(
        self, repository: ConversationRepository, contacts: ContactService, tickets: TicketOpener, now: Clock
    ) -> None:
        self._repository = repository
        self._contacts = contacts
        self._tickets = tickets
        self._now = now
        self._references = References(repository)
        self._albums = Albums(repository)
        self._choices = Choices(repository)

    @classmethod
    def on(cls, conversations: Table, contacts: Table, directory: Table, now: Clock) -> Self:
        tickets = TicketOpener(TicketRepository(conversations), Rules.on(directory))
        return cls(ConversationRepository(conversations), ContactService(ContactRepository(contacts)), tickets, now)

    def newest(self) -> NewestMessages:
        """For what one request brings."""
        return NewestMessages(self._repository)

    def accept(
        self, account: ChannelAccount, inbound: InboundMessage, newest: NewestMessages | None = None
    ) -> Accepted:
        """`newest`: what this request has read already. Raises NothingToJoin; Unavailable: the caller's retry then
        completes what this request started."""
        newest, inbound = newest or self.newest(), self._choices.named(account, inbound)
        message = self._accepted(account, inbound, newest)
        if not self._albums.has(message, Arrival(account, inbound)):
            message = self._accepted(account, as_own_message(inbound), newest)
        return Accepted(message.id, message.reference.conversation_id, message.reference.ticket_id)

    def _accepted(self, account: ChannelAccount, inbound: InboundMessage, newest: NewestMessages) -> Message:
        try:
            return self.take(account, inbound, newest=newest)
        except KeyReused:
            # Some services number the messages of each conversation, or of each sender.
            return self.take(account, replace(inbound, key=own_key(inbound)), newest=newest)

    def take(
        self,
        account: ChannelAccount,
        inbound: InboundMessage,
        *,
        author: Actor | None = None,
        identities: Sequence[Identity] = (),
        newest: NewestMessages | None = None,
    ) -> Message:
        """The stored message; for a duplicate, the one that was stored first. With `author`, the message was already
        sent by our side, and `inbound.sender` is the customer who received it. `identities` are not bound yet: this
        binds them to the customer's contact. Raises IdentityTaken if one was bound in the meantime; KeyReused if the
        key belongs to another message; NothingToJoin if it opens nothing, and there is nothing that it belongs to."""
        arrival = Arrival(account, inbound, author, tuple(identities))
        thread = thread_of(account.id, inbound.thread_key)

        def attempt() -> Message | None:
            head = self._repository.head_of_thread(thread)
            conversation = head.conversation if head else None
            written = arrival.from_our_side(conversation) if conversation else arrival
            referring, unchanged = self._references.resolved(written, conversation, newest or self.newest())
            if unchanged:
                return unchanged
            if referring.opens_nothing(conversation):
                raise NothingToJoin
            if head and (referring.author or not self._is_over(referring, head)):
                return self._join(referring, head.conversation, head.newest_sequence)
            return self._open(referring, thread, head)

        return until_written(attempt, "this conversation")

    def join(self, account: ChannelAccount, change: InboundMessage, conversation: Conversation) -> Message:
        """A change of a message is stored in the conversation of that message, and never opens one."""
        newest = self._repository.newest_sequence(conversation.reference)
        return self._join(Arrival(account, change), conversation, newest)

    def _is_over(self, arrival: Arrival, head: Head) -> bool:
        """Closed for longer than the account allows, and nobody has written since: otherwise the ticket is reopened."""
        kind = arrival.inbound.kind
        if head.closed_at is None or kind.is_change or not (head.is_over and kind.asks_for_attention):
            return False
        return head.closed_at < to_text(self._now() - timedelta(hours=arrival.account.reopen_hours))

    def _join(self, arrival: Arrival, conversation: Conversation, newest: int) -> Message:
        claim, owner = Claim(conversation.reference, newest, arrival.sender), arrival.account.id
        # Of an album, most members find a claim: to read it costs less than a write that fails.
        existing = self._repository.existing_claim(owner, arrival.key) if arrival.inbound.album else None
        existing = existing or self._repository.claim(owner, arrival.key, claim)
        if existing is None:
            return self._place(arrival, conversation, newest)
        return self._resume(arrival, existing, conversation.reference.thread)

    def _open(self, arrival: Arrival, thread: str, before: Head | None) -> Message | None:
        """Conversation, ticket and message in one transaction; `before` is the thread's ended conversation.
        None if another message opened the thread in the meantime, or the previous conversation changed."""
        reference = before.conversation.reference.next if before else ConversationReference(thread)
        if before:
            arrival = arrival.within(before.conversation)
        account, inbound, now = arrival.account, arrival.inbound, to_text(self._now())
        contact = arrival.contact(now)
        message = arrival.message(contact, reference, 1, now)
        conversation = Conversation(
            reference=reference,
            account_id=account.id,
            thread_key=inbound.thread_key,
            contact_id=contact.id,
            recipient=inbound.sender,
            created_at=now,
            reachability=self._reachability(before.conversation) if before else None,
        )
        writes = [
            self._repository.claiming(account.id, inbound.key, Claim(reference, 0, arrival.sender)),
            self._repository.opening(conversation),
            self._repository.appending(message),
        ]
        if before is None and self._is_erased(arrival):
            raise NothingToJoin
        known, creating = self._known(arrival, contact, is_first=before is None)
        writes += creating
        if known and known.account_id == account.id and known.lacks(contact):
            writes.append(self._contacts.completing(contact))
        # The ticket shows its contact's name, which is the first one.
        shown = known if known and known.name else contact
        writes += self._tickets.opening(account, conversation, shown, message)
        if before:
            writes += continuing(self._repository, before, message)
            writes.append(self._tickets.still_closed(before.conversation.reference))
        binding = self._contacts.binding(arrival.identities, contact.id, now)
        try:
            self._repository.transact([*writes, *binding])
        except TransactionFailed as failure:
            if 0 in failure.failed:
                return self._resume(arrival, claim_from(failure.failed[0]), reference.thread)
            if any(at >= len(writes) for at in failure.failed):
                raise IdentityTaken from failure
            return None
        return message

    def _known(self, arrival: Arrival, contact: Contact, *, is_first: bool) -> tuple[Contact | None, list[Write]]:
        """The stored contact, or what stores it. A customer's first message usually comes from somebody new, who is
        stored before it. Not if identities decide who it is: another request may bind them to another contact."""
        by = arrival.author.named if arrival.author else None
        if is_first and not arrival.identities and arrival.inbound.sender.contact_id is None:
            return self._contacts.introduce(contact, by), []
        known = self._contacts.find(contact.id)
        return known, [] if known else [self._contacts.creation(contact, by)]

    def _is_erased(self, arrival: Arrival) -> bool:
        """A service may send a message again after its customer was erased. Asked before anything of them is stored."""
        claim = self._repository.existing_claim(arrival.account.id, arrival.inbound.key, consistent=False)
        return claim is not None and claim.erased

    def _reachability(self, before: Conversation) -> Reachability | None:
        """It stays what it was at the end of the thread's previous conversation."""
        known = before.reachability
        return Lookback(self._repository, before.reference).reachability() if known and known.obstacle else known

    def _resume(self, arrival: Arrival, claim: Claim, thread: str) -> Message:
        """The message was claimed before. Stored after the claimed position, unless whoever claimed it crashed
        first."""
        if claim.erased:
            raise NothingToJoin
        if claim.reference.thread != thread or claim.sender not in {None, arrival.sender}:
            raise KeyReused
        # Usually nothing else took the position after the claimed one.
        if album := self._albums.join(claim.reference, claim.after_sequence + 1, arrival):
            return album
        until_end, after = not arrival.inbound.kind.is_change, claim.after_sequence
        with suppress(appending.Ended):
            found, _ = appending.find(self._repository, claim.reference, arrival.names, after, until_end=until_end)
            if found:
                return _repeated(arrival, found)
        conversation = self._repository.conversation(claim.reference, consistent=True)
        if conversation is None:  # it was erased before the message was stored
            raise NothingToJoin
        return self._place(arrival, conversation, claim.after_sequence)

    def _place(self, arrival: Arrival, conversation: Conversation, after: int) -> Message:
        arrival, now = arrival.within(conversation), to_text(self._now())
        contact = arrival.contact(now)
        self._introduce(arrival, contact, conversation, now)
        try:
            stored = appending.append(
                self._repository,
                after=after,
                message_at=lambda sequence: arrival.message(contact, conversation.reference, sequence, now),
                names=arrival.names,
                until_end=not arrival.inbound.kind.is_change,
            )
        except appending.Ended:
            # The conversation ended while the message was on its way: nobody would look for it there.
            return self._place(arrival, self._repository.conversation_of(conversation.reference.next), 0)
        return _repeated(arrival, stored)

    def _introduce(self, arrival: Arrival, contact: Contact, conversation: Conversation, now: str) -> None:
        """Every author is a contact before the message is stored. The conversation's customer is one already, and so is
        a contact that an app named."""
        if contact.id != conversation.contact_id and arrival.inbound.sender.contact_id is None:
            self._contacts.ensure(contact)
        elif contact.id == conversation.contact_id and arrival.author is None:
            self._complete(contact, conversation, arrival.inbound.sender)
        if arrival.identities:
            self._contacts.bind(arrival.identities, contact.id, now)

    def _complete(self, contact: Contact, conversation: Conversation, sender: Sender) -> None:
        """What the customer's service says of them for the first time: the contact, the conversation and the ticket
        show it. What the conversation knows already costs no read."""
        if conversation.recipient.completed_by(sender) == conversation.recipient:
            return
        writes = [self._repository.completing(conversation.reference, sender)]
        known = self._contacts.find(contact.id)
        # The contact that an app named may belong to another channel's account, whose app must not receive this name.
        if known and known.account_id == conversation.account_id:
            named = conversation.recipient.name is None and contact.name is not None
            writes.append(self._contacts.completing(contact, first_name=named and known.name is None))
            if named:
                writes.append(self._tickets.naming(conversation.reference, known if known.name else contact))
        with suppress(TransactionFailed):  # another message named the contact first: the next one completes the rest
            self._repository.transact(writes)


def _repeated(arrival: Arrival, stored: Message) -> Message:
    """The stored message, if this one is that message."""
    if not arrival.is_stored_as(stored):
        raise KeyReused
    return stored
