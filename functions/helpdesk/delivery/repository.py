"""The state of delivery, kept on the message itself."""

from contextlib import suppress
from dataclasses import asdict

from helpdesk.conversations.items import message_from, message_key
from helpdesk.conversations.models import REPORTED, DeliveryStatus, Failure, Message
from helpdesk.platform.attributes import Item
from helpdesk.platform.dynamodb import ConditionFailed, Database, Write


class DeliveryRepository:
    """Our own tries change a message only while it is QUEUED. What a channel reports may come in any order and holds
    where it ranks higher than what is there."""

    def __init__(self, database: Database, table: str) -> None:
        self._database = database
        self._table = table

    def begin(self, message: Message, token: str) -> bool:
        """Note that a try begins; False where an earlier try began and never said how it ended. The token tells our own
        write, whose answer was lost, from another's."""
        condition = "#status = :queued AND attribute_not_exists(#try_began)"
        values: Item = {"token": token, "queued": DeliveryStatus.QUEUED.value}
        try:
            self._database.write(
                Write(
                    table=self._table,
                    condition=condition,
                    key=message_key(message.reference, message.sequence),
                    update="SET #try_began = :token",
                    values=values,
                )
            )
        except ConditionFailed as failure:
            return (failure.existing or {}).get("try_began") == token
        return True

    def sent(self, message: Message, external_id: str | None, now: str) -> None:
        update = "SET #status = :status, #status_rank = :rank, #status_at = :now, #attempts = :attempts"
        values: Item = _status(DeliveryStatus.SENT) | {"now": now, "attempts": message.attempts + 1}
        if external_id is not None:
            update += ", #external_id = :external_id"
            values["external_id"] = external_id
        self._update(message, f"{update} REMOVE #failure, #try_began", values)

    def failed(self, message: Message, failure: Failure, now: str) -> None:
        update = "SET #status = :status, #status_rank = :rank, #status_at = :now, #attempts = :attempts"
        values: Item = {"now": now, "attempts": message.attempts + 1, "failure": asdict(failure)}
        self._update(
            message, f"{update}, #failure = :failure REMOVE #try_began", values | _status(DeliveryStatus.FAILED)
        )

    def sent_after_all(self, message: Message, now: str) -> None:
        """A message whose tries had failed has arrived. What the channel has reported as failed stays so."""
        write = Write(
            table=self._table,
            condition="#status = :failed AND #failure.#code <> :reported",
            key=message_key(message.reference, message.sequence),
            update="SET #status = :status, #status_rank = :rank, #status_at = :now REMOVE #failure, #try_began",
            values=_status(DeliveryStatus.SENT)
            | {"now": now, "failed": DeliveryStatus.FAILED.value, "reported": REPORTED},
        )
        with suppress(ConditionFailed):
            self._database.write(write)

    def will_retry(self, message: Message, failure: Failure, now: str) -> None:
        """Still QUEUED; agents see why it takes time."""
        self._update(
            message,
            "SET #status_at = :now, #attempts = :attempts, #failure = :failure REMOVE #try_began",
            {"now": now, "attempts": message.attempts + 1, "failure": asdict(failure)},
        )

    def report(self, message: Message, status: DeliveryStatus, failure: Failure | None, now: str) -> Message:
        """The message as it stands afterwards, whether the report changed it or came too late. A reported failure takes
        the place of our own."""
        condition = "#status_rank < :below"
        update = "SET #status = :status, #status_rank = :rank, #status_at = :now"
        values: Item = _status(status) | {"now": now, "below": status.rank}
        if failure:
            update, values = f"{update}, #failure = :failure REMOVE #try_began", values | {"failure": asdict(failure)}
            condition += " OR (#status = :status AND #failure.#code <> :reported)"
            values["reported"] = REPORTED
        else:
            update = f"{update} REMOVE #failure, #try_began"
        write = Write(
            table=self._table,
            condition=condition,
            key=message_key(message.reference, message.sequence),
            update=update,
            values=values,
        )
        try:
            return message_from(self._database.update(write))
        except ConditionFailed as late:
            return message_from(late.existing) if late.existing else message

    def _update(self, message: Message, update: str, values: Item) -> None:
        write = Write(
            table=self._table,
            condition="#status = :queued",
            key=message_key(message.reference, message.sequence),
            update=update,
            values=values | {"queued": DeliveryStatus.QUEUED.value},
        )
        with suppress(ConditionFailed):
            self._database.write(write)


def _status(status: DeliveryStatus) -> Item:
    return {"status": status.value, "rank": status.rank}
