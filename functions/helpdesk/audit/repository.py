"""The audit trail in the table `directory`.

`{kind}#{id}` / `audit#{event}`   an event, beside what it was done to
`audit` / `{event}`               its place in the whole trail, which names its subject
"""

from contextlib import suppress

from helpdesk.audit.models import AuditEvent, Subject
from helpdesk.messaging.webhook_delivery import WebhookDelivery
from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.dynamodb import ConditionFailed, Table, Write
from helpdesk.platform.records import dump, load

_TRAIL = "audit"
_EVENT = "audit#"


class AuditRepository:
    def __init__(self, table: Table) -> None:
        self._table = table

    def recording(self, event: AuditEvent) -> list[Write]:
        """For the transaction that makes the change."""
        return [
            self._table.putting(event_key(event.subject, event.id), event_item(event)),
            self._table.putting(Key(_TRAIL, event.id), {"subject": dump(event.subject)}),
        ]

    def get(self, subject: Subject, event_id: str) -> AuditEvent | None:
        item = self._table.get(event_key(subject, event_id), consistent=True)
        return event_from(item) if item else None

    def deliver(self, event: AuditEvent, webhook: WebhookDelivery) -> None:
        """Stores the result of an attempt, unless another attempt has changed it since the event was read."""
        key = event_key(event.subject, event.id)
        with suppress(ConditionFailed):
            self._table.write(self._table.changing(key, **webhook.following(event.webhook)))

    def of_subject(self, subject: Subject, *, before: str | None, limit: int) -> tuple[list[AuditEvent], bool]:
        """Newest first, starting before the event with that id; and whether there are more."""
        items, more = self._newest_first(_partition(subject), _EVENT, before, limit)
        return [event_from(item) for item in items], more

    def all(self, *, before: str | None, limit: int) -> tuple[list[AuditEvent], bool]:
        """As `of_subject`, for all subjects; `limit` is at most 100."""
        entries, more = self._newest_first(_TRAIL, "", before, limit)
        keys = [event_key(load(Subject, entry["subject"]), entry["sk"]) for entry in entries]
        found = [event_from(item) for item in self._table.batch_get(keys, consistent=True)]
        return sorted(found, key=lambda event: event.id, reverse=True), more

    def _newest_first(self, pk: str, prefix: str, before: str | None, limit: int) -> tuple[list[Item], bool]:
        # `~` sorts after every character of an id; one more event than requested shows whether there are more.
        values = {"pk": pk, "first": f"{prefix}0", "last": f"{prefix}{before or '~'}"}
        condition = "#pk = :pk AND #sk BETWEEN :first AND :last"
        page = self._table.query(condition, values, limit=limit + 2, consistent=True, newest_first=True)
        items = [item for item in page.items if item["sk"] != values["last"]]
        return items[:limit], page.more or len(items) > limit


def event_key(subject: Subject, event_id: str) -> Key:
    return Key(_partition(subject), f"{_EVENT}{event_id}")


def event_item(event: AuditEvent) -> Item:
    return event_key(event.subject, event.id).attributes() | dump(event, "webhook")


def event_from(item: Item) -> AuditEvent:
    return load(AuditEvent, item)


def _partition(subject: Subject) -> str:
    return f"{subject.kind}#{subject.id}"


AUDIT = _EVENT
READERS = {AUDIT: event_from}
