"""The state of delivery, kept on the message itself."""

from contextlib import suppress

from helpdesk.conversations.items import message_from, message_key
from helpdesk.conversations.models import REPORTED, DeliveryStatus, Direction, Failure, Message
from helpdesk.platform.attributes import Item
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import ConditionFailed, Table, Write
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.records import dump

_QUEUED: Item = {"queued": DeliveryStatus.QUEUED.value}


class DeliveryRepository:
    """Our own tries change a message only while it is QUEUED. What a channel reports may come in any order and holds
    where it ranks higher than what is there."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def begin(self, message: Message, token: str) -> bool:
        """Note that a try begins; False where an earlier try began and never said how it ended. The token tells our own
        write, whose answer was lost, from another's."""
        condition = "#status = :queued AND attribute_not_exists(#attempt_began)"
        try:
            self._table.write(self._changing(message, condition, {"attempt_began": token}, _QUEUED))
        except ConditionFailed as failure:
            return (failure.existing or {}).get("attempt_began") == token
        return True

    def sent(self, message: Message, external_id: str | None, now: str) -> None:
        named = {"external_id": external_id} if external_id is not None else {}
        self._settle(message, _status(DeliveryStatus.SENT, now) | {"attempts": message.attempts + 1} | named)

    def failed(self, message: Message, failure: Failure, now: str) -> None:
        self._settle(message, _status(DeliveryStatus.FAILED, now, failure) | {"attempts": message.attempts + 1})

    def will_retry(self, message: Message, failure: Failure, now: str) -> None:
        """Still QUEUED; agents see why it takes time."""
        why = {"failure": dump(failure), "attempt_began": None}
        self._settle(message, {"status_at": now, "attempts": message.attempts + 1} | why)

    def sent_after_all(self, message: Message, now: str) -> None:
        """A message whose tries had failed has arrived. What the channel has reported as failed stays so."""
        condition = "#status = :failed AND #failure.#code <> :reported"
        values: Item = {"failed": DeliveryStatus.FAILED.value, "reported": REPORTED}
        with suppress(ConditionFailed):
            self._table.write(self._changing(message, condition, _status(DeliveryStatus.SENT, now), values))

    def report(self, message: Message, status: DeliveryStatus, failure: Failure | None, now: str) -> Message:
        """The message as it stands afterwards, whether the report changed it or came too late. A reported failure takes
        the place of our own."""
        condition = "#status_rank < :below"
        values: Item = {"below": status.rank}
        if failure:
            condition += " OR (#status = :status AND #failure.#code <> :reported)"
            values |= {"reported": REPORTED}
        try:
            return message_from(
                self._table.update(self._changing(message, condition, _status(status, now, failure), values))
            )
        except ConditionFailed as late:
            return message_from(late.existing) if late.existing else message

    def _settle(self, message: Message, becomes: Item) -> None:
        with suppress(ConditionFailed):
            self._table.write(self._changing(message, "#status = :queued", becomes, _QUEUED))

    def _changing(self, message: Message, condition: str, becomes: Item, values: Item) -> Write:
        return self._table.changing(message_key(message.reference, message.sequence), condition, becomes, values)


def _status(status: DeliveryStatus, now: str, failure: Failure | None = None) -> Item:
    """With it every trace of the tries before is replaced."""
    return {
        "status": status.value,
        "status_rank": status.rank,
        "status_at": now,
        "failure": dump(failure) if failure else None,
        "attempt_began": None,
    }


_NO_REASON = "The messaging service did not say why."


class StatusReports:
    def __init__(self, deliveries: DeliveryRepository, now: Clock) -> None:
        self._deliveries = deliveries
        self._now = now

    def report(self, message: Message, status: DeliveryStatus, reason: str | None) -> Message:
        """Twice, late and out of order are fine: the message as it stands is the answer."""
        if message.direction is not Direction.OUT:
            raise InvalidRequest("A message of the customer has no delivery status.", code="not_outgoing")
        failed = status is DeliveryStatus.FAILED
        failure = Failure.reported(reason or _NO_REASON) if failed else None
        return self._deliveries.report(message, status, failure, to_text(self._now()))
