"""The state of delivery, kept on the message itself."""

from contextlib import suppress
from dataclasses import asdict

from helpdesk.conversations.items import message_key
from helpdesk.conversations.models import DeliveryStatus, Failure, Message
from helpdesk.platform.attributes import Item
from helpdesk.platform.dynamodb import ConditionFailed, Database, Write


class DeliveryRepository:
    """Each change holds only while the message is QUEUED: what is SENT or FAILED stays so."""

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
        update = "SET #status = :status, #status_at = :now, #attempts = :attempts"
        values: Item = {"status": DeliveryStatus.SENT.value, "now": now, "attempts": message.attempts + 1}
        if external_id is not None:
            update += ", #external_id = :external_id"
            values["external_id"] = external_id
        self._update(message, f"{update} REMOVE #failure, #try_began", values)

    def failed(self, message: Message, failure: Failure, now: str) -> None:
        self._update(
            message,
            "SET #status = :status, #status_at = :now, #attempts = :attempts, #failure = :failure REMOVE #try_began",
            {
                "status": DeliveryStatus.FAILED.value,
                "now": now,
                "attempts": message.attempts + 1,
                "failure": asdict(failure),
            },
        )

    def will_retry(self, message: Message, failure: Failure, now: str) -> None:
        """Still QUEUED; agents see why it takes time."""
        self._update(
            message,
            "SET #status_at = :now, #attempts = :attempts, #failure = :failure REMOVE #try_began",
            {"now": now, "attempts": message.attempts + 1, "failure": asdict(failure)},
        )

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
