"""What a channel reports about a message that the desk sent."""

from helpdesk.conversations.items import message_from, message_key
from helpdesk.conversations.models import REPORTED, DeliveryStatus, Direction, Failure, Message
from helpdesk.delivery.shown import UNLISTED, ShownReplies, as_listed
from helpdesk.delivery.statuses import status_attributes as _status
from helpdesk.platform.attributes import Item
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import ConditionFailed, Table, Write
from helpdesk.platform.errors import InvalidRequest

_NO_REASON = "The messaging service did not give a reason."


class StatusReports:
    """They may arrive in any order, and are applied if they rank higher than the current status."""

    def __init__(self, table: Table, now: Clock) -> None:
        self._table = table
        self._shown = ShownReplies(table)
        self._now = now

    def report(self, message: Message, status: DeliveryStatus, reason: str | None) -> Message:
        """Duplicate, late and unordered reports are allowed: the response is the message as stored. A reported failure
        replaces our own."""
        if message.direction is not Direction.OUT:
            raise InvalidRequest("A customer's message has no delivery status.", code="not_outgoing")
        failed = status is DeliveryStatus.FAILED
        failure = Failure.reported(reason or _NO_REASON) if failed else None
        return self._reported(message, status, failure, to_text(self._now()))

    def _reported(self, message: Message, status: DeliveryStatus, failure: Failure | None, now: str) -> Message:
        try:
            if failure:
                return self._failed(message, failure, now)
            if message.status is DeliveryStatus.FAILED:
                return self._recovered(message, status, now)
            return self._arrived(message, status, now)
        except ConditionFailed as late:
            existing = message_from(late.existing) if late.existing else message
        # Our own attempt has failed since it was read, or it waits, or waits no longer.
        has_failed = existing.status is DeliveryStatus.FAILED and message.status is not DeliveryStatus.FAILED
        if (has_failed and not failure) or existing.listed_as_waiting is not message.listed_as_waiting:
            return self._reported(existing, status, failure, now)
        return existing

    def _arrived(self, message: Message, status: DeliveryStatus, now: str) -> Message:
        condition = f"#status_rank < :below AND #status <> :failed AND {as_listed(message)}"
        values: Item = {"below": status.rank, "failed": DeliveryStatus.FAILED.value}
        becomes = _status(status, now) | UNLISTED
        change = self._changing(message, condition, becomes, values)
        if not message.listed_as_waiting:
            return message_from(self._table.update(change))
        self._shown.write(change, self._shown.waits_no_longer(message))
        return self._as_stored(message)

    def _failed(self, message: Message, failure: Failure, now: str) -> Message:
        status = DeliveryStatus.FAILED
        lower = "(#status_rank < :below OR (#status = :status AND #failure.#code <> :reported))"
        values: Item = {"below": status.rank, "reported": REPORTED}
        becomes = _status(status, now, failure) | UNLISTED
        change = self._changing(message, f"{lower} AND {as_listed(message)}", becomes, values)
        self._shown.write(change, self._shown.failed(message))
        return self._as_stored(message)

    def _recovered(self, message: Message, status: DeliveryStatus, now: str) -> Message:
        change = self._changing(message, "#status_rank < :below", _status(status, now), {"below": status.rank})
        self._shown.write(change, self._shown.recovered(message))
        return self._as_stored(message)

    def _as_stored(self, message: Message) -> Message:
        item = self._table.get(message_key(message.reference, message.sequence), consistent=True)
        return message_from(item) if item else message

    def _changing(self, message: Message, condition: str, becomes: Item, values: Item) -> Write:
        return self._table.changing(message_key(message.reference, message.sequence), condition, becomes, values)
