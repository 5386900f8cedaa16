"""What a cancelled reply did to its ticket is undone: at once by whoever cancels it or, if they do not get that far,
with the stream."""

from collections.abc import Sequence
from typing import Self

from helpdesk.conversations.items import message_key
from helpdesk.conversations.models import CANCELLED_MESSAGE, DeliveryStatus, Event, Happened, Message
from helpdesk.conversations.references import ConversationReference, MessageReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.people.actors import Actor
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.errors import Busy
from helpdesk.platform.ids import NewId, new_ulid
from helpdesk.platform.optimistic import until_written
from helpdesk.tickets.changes import events
from helpdesk.tickets.models import Ticket, TicketState
from helpdesk.tickets.replied import RuleBook
from helpdesk.tickets.repository import TicketRepository
from helpdesk.tickets.rules import Rules
from helpdesk.tickets.undone import without_reply

_LOOKED_AT = 100


class CancelledReplies:
    def __init__(self, table: Table, rules: RuleBook, now: Clock, new_id: NewId) -> None:
        self._table = table
        self._tickets = TicketRepository(table)
        self._conversations = ConversationRepository(table)
        self._rules = rules
        self._now = now
        self._new_id = new_id

    @classmethod
    def on(cls, conversations: Table, directory: Table, now: Clock) -> Self:
        return cls(conversations, Rules.on(directory), now, new_ulid)

    def undo(self, event: Event) -> None:
        """For the event of a cancellation. Once: then others may change the ticket as they like. Raises Busy, also if
        the ticket has not followed the reply yet."""
        cancelled = MessageReference.from_message_id(event.details[CANCELLED_MESSAGE])
        until_written(lambda: self._is_undone(cancelled, event.actor), "this ticket")

    def _is_undone(self, cancelled: MessageReference, actor: Actor) -> bool:
        reference = cancelled.conversation
        ticket, newest = self._tickets.get(reference), self._conversations.newest_sequence(reference)
        messages = self._newest(reference)
        reply = next((each for each in messages if each.sequence == cancelled.sequence), None)
        reply = reply or self._conversations.message(cancelled, consistent=True)
        if ticket is None or reply is None or reply.undone or reply.status is not DeliveryStatus.CANCELLED:
            return True
        if ticket.last_sequence < reply.sequence:
            raise Busy("The ticket has not followed its newest messages yet. Retry the request.")
        self._tickets.transact(self._writes(ticket, reply, messages, newest, actor))
        return True

    def _newest(self, reference: ConversationReference) -> list[Message]:
        """Newest first."""
        entries, _ = self._conversations.entries(
            reference, start=None, newest_first=True, limit=_LOOKED_AT, consistent=True
        )
        return [entry for _, entry in entries if isinstance(entry, Message)]

    def _writes(
        self, ticket: Ticket, reply: Message, messages: Sequence[Message], newest: int, actor: Actor
    ) -> Sequence[Write]:
        """With the mark on the reply that it is undone."""
        now, rules = to_text(self._now()), self._rules.knowing(ticket.place)
        after = without_reply(ticket, reply, messages, rules, actor, now)
        key = message_key(reply.reference, reply.sequence)
        writes = [self._table.changing(key, "attribute_not_exists(#undone)", {"undone": True})]
        opens = after.state is TicketState.OPEN and ticket.state is TicketState.CLOSED
        if opens and self._conversations.conversation(reply.reference.next, consistent=True):
            # The customer has written again since: work goes on in that ticket.
            return writes
        if after == ticket:
            return writes
        writes.append(self._tickets.change(ticket, after))
        writes.append(self._conversations.nothing_after(reply.reference, newest))
        if opens:
            writes.append(self._conversations.not_opened(reply.reference.next))
        happened = (self._event(ticket, reply, newest, actor, now, each) for each in events(ticket, after, rules))
        return [*writes, *map(self._conversations.recording, happened)]

    def _event(self, ticket: Ticket, reply: Message, newest: int, actor: Actor, now: str, happened: Happened) -> Event:
        return Event(
            reference=ticket.reference,
            after_sequence=newest,
            id=self._new_id(),
            type=happened.type,
            actor=actor,
            created_at=now,
            details={**happened.details, "cancelled_message_id": reply.id},
            account_id=ticket.account_id,
        )
