"""What people decide about a message that was not sent, stored on the message itself: to cancel it, or to retry it."""

from helpdesk.conversations.items import message_key
from helpdesk.conversations.models import MESSAGE_ID, REPORTED, DeliveryStatus, Event, EventType, Message
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.delivery.models import Cancelled
from helpdesk.delivery.shown import ShownReplies
from helpdesk.delivery.statuses import status_attributes
from helpdesk.messaging.outcomes import MAYBE_SENT
from helpdesk.people.actors import Actor
from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.ids import NewId
from helpdesk.platform.records import plain

_QUEUED: Item = {"queued": DeliveryStatus.QUEUED.value}
_FAILED: Item = {"failed": DeliveryStatus.FAILED.value}
_NOTHING_SENT = "#status = :queued AND attribute_not_exists(#attempt_began) AND attribute_not_exists(#steps_done)"
_WAITS = "#status = :queued AND attribute_not_exists(#retried_at) AND (#next_attempt_at > :now OR #due_at > :now)"
"""As `Message.holds_the_queue`."""


class DeliveryDecisions:
    def __init__(self, table: Table, new_id: NewId) -> None:
        self._table = table
        self._conversations = ConversationRepository(table)
        self._shown = ShownReplies(table)
        self._new_id = new_id

    def event(self, kind: EventType, message: Message, actor: Actor, at: str) -> Event:
        """That somebody has decided so."""
        return Event(
            reference=message.reference,
            after_sequence=self._conversations.newest_sequence(message.reference),
            id=self._new_id(),
            type=kind,
            actor=actor,
            created_at=at,
            details={MESSAGE_ID: message.id},
        )

    def cancel(self, message: Message, cancelled: Cancelled, event: Event) -> None:
        """Nothing of the message is sent from then on; the event has what it did to its ticket undone. Raises
        ConditionFailed if an attempt has begun, or what is known of the message or the one before it has changed."""
        condition = _NOTHING_SENT
        if not cancelled.although_it_may_have_arrived:
            condition += " AND attribute_not_exists(#may_have_arrived)"
        status = status_attributes(DeliveryStatus.CANCELLED, cancelled.at)
        becomes = status | {"cancelled_by": plain(cancelled.by)}
        change = self._table.changing(_key(message), condition, becomes, _QUEUED)
        writes = [*self._recording(event)]
        if cancelled.behind is not None:
            writes.append(self._table.checking(_key(cancelled.behind), _WAITS, _QUEUED | {"now": cancelled.at}))
        self._shown.write(change, (), writes)

    def hurry(self, message: Message, actor: Actor, now: str) -> None:
        """Its next attempt is due now. Raises ConditionFailed if it does not wait any more as it did."""
        condition, handle = "#status = :queued AND #queue_handle = :handle", {"handle": message.queue_handle}
        becomes: Item = {"next_attempt_at": now, "retried_by": actor.named}
        self._table.write(self._table.changing(_key(message), condition, becomes, _QUEUED | handle))

    def retry(self, message: Message, event: Event) -> None:
        """Queues the message: the event has it sent. Its attempts are counted anew, and its ticket does not show it as
        failed any more. Raises ConditionFailed if its status has changed since it was read."""
        values = _FAILED | {"before": message.status_at}
        condition = "#status = :failed AND #status_at = :before"
        change = self._table.changing(_key(message), condition, _retried(message, event), values)
        self._shown.write(change, self._shown.recovered(message), self._recording(event))

    def _recording(self, event: Event) -> tuple[Write, Write]:
        """Whoever waits at the newest message must see the event: it must not sort before one that was stored."""
        known = self._conversations
        return known.recording(event), known.nothing_after(event.reference, event.after_sequence)


def _retried(message: Message, event: Event) -> Item:
    code = message.failure.code if message.failure else None
    becomes = status_attributes(DeliveryStatus.QUEUED, event.created_at)
    becomes |= {"attempts": 0, "due_at": None, "retried_at": event.created_at, "retried_by": event.actor.named}
    if code == REPORTED:
        # Its receiver has accepted it, and takes it again only under another name.
        becomes["resent_as"] = f"{message.id}_{event.id}"
    if code == MAYBE_SENT:
        becomes["may_have_arrived"] = True
    return becomes


def _key(message: Message) -> Key:
    return message_key(message.reference, message.sequence)
