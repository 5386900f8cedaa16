"""What a cancelled reply did to its ticket is undone: at once by whoever cancels it or, if they do not get that far,
with the stream."""

from collections.abc import Sequence
from dataclasses import replace

from helpdesk.conversations.items import message_key
from helpdesk.conversations.models import MESSAGE_ID, Event, Message
from helpdesk.conversations.references import ConversationReference, MessageReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.people.actors import Actor
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.errors import Busy
from helpdesk.platform.optimistic import until_written
from helpdesk.tickets.changes import events
from helpdesk.tickets.models import Ticket, TicketState
from helpdesk.tickets.repository import TicketRepository
from helpdesk.tickets.service import TicketService
from helpdesk.tickets.undone import UNDONE_FOR, Newest, summed_up, without_reply

_LOOKED_AT = 100
_DELIVERY = ("waiting_reply", "first_reply_at")
"""What a delivery changes of a ticket, without another version."""


class CancelledReplies:
    def __init__(self, table: Table, tickets: TicketService, now: Clock) -> None:
        self._table = table
        self._service = tickets
        self._tickets = TicketRepository(table)
        self._conversations = ConversationRepository(table)
        self._now = now

    def undo(self, event: Event) -> None:
        """For the event of a cancellation. Once: then others may change the ticket as they like. Raises Busy, also if
        the ticket has not followed the reply yet."""
        cancelled = MessageReference.from_message_id(event.details[MESSAGE_ID])
        until_written(lambda: self._is_undone(cancelled, event.actor), "this ticket")

    def _is_undone(self, cancelled: MessageReference, actor: Actor) -> bool:
        reference = cancelled.conversation
        ticket, last = self._tickets.get(reference), self._conversations.newest_sequence(reference)
        newest = self._newest(reference)
        among = (message for message in newest.messages if message.sequence == cancelled.sequence)
        reply = next(among, None) or self._conversations.message(cancelled, consistent=True)
        if ticket is None or reply is None or not reply.is_reply or reply.undone:
            return True
        if ticket.last_sequence < reply.sequence:
            raise Busy("The ticket has not followed its newest messages yet. Retry the request.")
        # Whoever followed the reply may not have got as far as its events, which need what is undone here.
        if self._service.record(ticket, reply, {event.id for event in newest.events}):
            newest = self._newest(reference)
        self._tickets.transact(self._writes(ticket, reply, newest, last, actor))
        return True

    def _newest(self, reference: ConversationReference) -> Newest:
        entries, more = self._conversations.entries(
            reference, start=None, newest_first=True, limit=_LOOKED_AT, consistent=True
        )
        messages = [entry for _, entry in entries if isinstance(entry, Message)]
        events = [entry for _, entry in entries if isinstance(entry, Event)]
        return Newest(messages, are_all=not more, events=events)

    def _writes(self, ticket: Ticket, reply: Message, newest: Newest, last: int, actor: Actor) -> Sequence[Write]:
        """With the mark on the reply that it is undone."""
        now, rules = to_text(self._now()), self._service.rules.knowing(ticket.place)
        after = without_reply(ticket, reply, newest, rules, actor, now)
        opens = after.state is TicketState.OPEN and ticket.state is TicketState.CLOSED
        if opens and self._conversations.conversation(reply.reference.next, consistent=True):
            # The customer has written again since: work goes on in that ticket.
            after, opens = summed_up(ticket, reply, newest), False
        key = message_key(reply.reference, reply.sequence)
        writes = [self._table.changing(key, "attribute_not_exists(#undone)", {"undone": True})]
        if after == ticket:
            return writes
        writes += self._tickets.change(ticket, after, as_read=_DELIVERY)
        writes.append(self._conversations.nothing_after(reply.reference, last))
        if opens:
            writes.append(self._conversations.not_opened(reply.reference.next))
        if after.waiting_reply and after.waiting_reply != ticket.waiting_reply:
            waits = message_key(reply.reference, after.waiting_reply)
            writes.append(self._table.checking(waits, "attribute_exists(#listed_as_waiting)"))
        for each in events(ticket, after, rules):
            happened = replace(each, details={**each.details, UNDONE_FOR: reply.id})
            writes.append(self._service.recording(ticket, last, actor, now, happened))
        return writes
