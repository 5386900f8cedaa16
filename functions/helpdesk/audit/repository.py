"""The audit trail in the table `directory`: an event lies with its account, and a place in the whole trail names it."""

import json
from contextlib import suppress
from dataclasses import asdict

from helpdesk.audit.models import AuditEvent, AuditType, Change
from helpdesk.people.actors import Actor
from helpdesk.platform.attributes import Item
from helpdesk.platform.dynamodb import NEW, ConditionFailed, Database, Key, Write
from helpdesk.platform.telling import Telling

_TRAIL = "audit"
_EVENT = "audit#"


class AuditRepository:
    def __init__(self, database: Database, table: str) -> None:
        self._database = database
        self._table = table

    def recording(self, event: AuditEvent) -> tuple[Write, Write]:
        """For the transaction that does what the event tells of."""
        place = _place_key(event.id).attributes() | {"account_id": event.account_id, "app_id": event.app_id}
        return (
            Write(table=self._table, condition=NEW, item=event_item(event)),
            Write(table=self._table, condition=NEW, item=place),
        )

    def get(self, account_id: str, event_id: str) -> AuditEvent | None:
        item = self._database.get(self._table, event_key(account_id, event_id), consistent=True)
        return event_from(item) if item else None

    def tell(self, event: AuditEvent, telling: Telling) -> None:
        """What became of a try, unless another try has changed it since the event was read."""
        key = event_key(event.account_id, event.id, event.app_id)
        with suppress(ConditionFailed):
            self._database.write(Write(table=self._table, key=key, **telling.following(event.telling)))

    def of_account(self, account_id: str, *, before: str | None, limit: int) -> tuple[list[AuditEvent], bool]:
        """Newest first, from the one before the event of that id on; and whether there are more."""
        items, more = self._newest_first(f"account#{account_id}", _EVENT, before, limit)
        return [event_from(item) for item in items], more

    def all(self, *, before: str | None, limit: int) -> tuple[list[AuditEvent], bool]:
        """As `of_account`, of all accounts; `limit` is at most 100."""
        places, more = self._newest_first(_TRAIL, "", before, limit)
        keys = [event_key(place["account_id"], place["sk"], place.get("app_id")) for place in places]
        found = [event_from(item) for item in self._database.batch_get(self._table, keys)]
        return sorted(found, key=lambda event: event.id, reverse=True), more

    def _newest_first(self, pk: str, prefix: str, before: str | None, limit: int) -> tuple[list[Item], bool]:
        # `~` comes behind every character of an id; one event more tells whether there are more.
        values = {"pk": pk, "first": f"{prefix}0", "last": f"{prefix}{before or '~'}"}
        condition = "#pk = :pk AND #sk BETWEEN :first AND :last"
        page = self._database.query(self._table, condition, values, limit=limit + 2, consistent=True, newest_first=True)
        items = [item for item in page.items if item["sk"] != values["last"]]
        return items[:limit], page.more or len(items) > limit


def event_key(account_id: str, event_id: str, app_id: str | None = None) -> Key:
    return Key(f"app#{app_id}" if app_id else f"account#{account_id}", f"{_EVENT}{event_id}")


def is_event(item: Item) -> bool:
    return bool(item["sk"].startswith(_EVENT))


def event_item(event: AuditEvent) -> Item:
    details = {name: {"from": change.before, "to": change.after} for name, change in event.details.items()}
    return event_key(event.account_id, event.id, event.app_id).attributes() | {
        "id": event.id,
        "type": event.type.value,
        "account_id": event.account_id,
        "app_id": event.app_id,
        "channel_id": event.channel_id,
        "actor": asdict(event.actor),
        "created_at": event.created_at,
        # As text: a field may have been null, and a number any number of JSON.
        "details": json.dumps(details, ensure_ascii=False),
    }


def event_from(item: Item) -> AuditEvent:
    details = json.loads(item["details"])
    return AuditEvent(
        id=item["id"],
        type=AuditType(item["type"]),
        account_id=item["account_id"],
        app_id=item.get("app_id"),
        channel_id=item.get("channel_id"),
        actor=Actor.of(item["actor"]),
        created_at=item["created_at"],
        details={name: Change(change["from"], change["to"]) for name, change in details.items()},
        telling=Telling.of(item),
    )


def _place_key(event_id: str) -> Key:
    return Key(_TRAIL, event_id)
