"""What a ticket shows of the delivery of its replies: that one waits, or that the newest one failed. It changes in one
transaction with the message, so that no list is wrong about it. A reply that is sent at once changes the message alone.
"""

from collections.abc import Sequence
from functools import partial

from helpdesk.conversations.items import message_from
from helpdesk.conversations.models import DeliveryStatus, Message
from helpdesk.platform.attributes import Item
from helpdesk.platform.dynamodb import ConditionFailed, Table, TransactionFailed, Write
from helpdesk.platform.optimistic import write_with
from helpdesk.tickets.repository import TicketRepository

UNLISTED: Item = {"listed_as_waiting": None}
_LISTED = {True: "attribute_exists(#listed_as_waiting)", False: "attribute_not_exists(#listed_as_waiting)"}


class ShownReplies:
    """Each returns writes of which one is made, the first that succeeds: a ticket shows the newest reply that failed,
    and the newest that waits. The list is about replies: changes of messages are not shown."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._tickets = TicketRepository(table)

    def waits(self, message: Message) -> Sequence[Write]:
        """With the mark `listed_as_waiting` on the message."""
        if message.is_change or message.listed_as_waiting:
            return ()
        return (self._tickets.reply_waiting(message.reference, message.sequence),)

    def waits_no_longer(self, message: Message) -> Sequence[Write]:
        """With UNLISTED on the message."""
        if not message.listed_as_waiting:
            return ()
        waited = self._tickets.reply_waited(message.reference, message.sequence)
        # Somebody who cancels a later reply may have the ticket show this one again, between two of these writes.
        return (waited, self._tickets.reply_not_waiting(message.reference, message.sequence), waited)

    def left(self, message: Message, now: str) -> Sequence[Write]:
        """As before; and a reply that was held back answers the customer only now."""
        waited = self.waits_no_longer(message)
        if message.is_change or message.due_at is None:
            return waited
        first = self._tickets.answered(message.reference, now)
        if not waited:
            return (first,)
        return self._tickets.reply_waited(message.reference, message.sequence, now), first

    def failed(self, message: Message) -> Sequence[Write]:
        """With UNLISTED on the message."""
        if message.is_change:
            return ()
        failing = partial(self._tickets.reply_failing, message.reference, message.sequence)
        waited = self.waits_no_longer(message)
        return (failing(waited=True), failing(), *waited) if waited else (failing(),)

    def recovered(self, message: Message) -> Sequence[Write]:
        """It does not show it as failed any more."""
        return () if message.is_change else (self._tickets.reply_recovering(message.reference, message.sequence),)

    def write(self, change: Write, shown: Sequence[Write], further: Sequence[Write] = ()) -> None:
        """`change`: of the message. Raises ConditionFailed if that, or one of `further`, fails."""
        try:
            write_with(self._table, [change, *further], *shown)
        except TransactionFailed as failure:
            raise ConditionFailed(failure.failed.get(0)) from failure


def as_listed(message: Message) -> str:
    """The condition that its ticket shows of it what it showed when the message was read."""
    return _LISTED[message.listed_as_waiting]


def listed_since(message: Message, existing: Item | None) -> Message | None:
    """The stored message, if its ticket shows something else of it than when the message was read, and it is still to
    be sent: another queue message had it parked, or released."""
    stored = message_from(existing) if existing else message
    is_other = stored.listed_as_waiting is not message.listed_as_waiting
    return stored if is_other and stored.status is DeliveryStatus.QUEUED else None
