"""The delivery log in the table `conversations`: what became of each try to tell an app something.

Partition: the channel and the result, so that those that failed are found without the others. Sort key: a ULID.
"""

from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from heapq import merge
from operator import attrgetter

from helpdesk.delivery.models import LoggedTry, Result, Subject
from helpdesk.platform.attributes import Item
from helpdesk.platform.dynamodb import NEW, ConditionFailed, Database, Key, Write

KEPT = timedelta(days=30)
_IN_ORDER = "#pk = :pk AND #sk < :before"
_AFTER_ALL = "~"


class DeliveryLog:
    def __init__(self, database: Database, table: str) -> None:
        self._database = database
        self._table = table

    def record(self, one: LoggedTry, now: datetime) -> None:
        """The id is new: where it is there already, it is our own write, whose answer was lost."""
        kinds: Item = {"kind": "delivery", "expires_at": int((now + KEPT).timestamp())}
        item = _key(one.channel_id, one.result, one.id).attributes() | asdict(one) | kinds
        with suppress(ConditionFailed):
            self._database.write(Write(table=self._table, condition=NEW, item=item))

    def find(self, channel_id: str, log_id: str) -> LoggedTry | None:
        found = self._database.batch_get(self._table, [_key(channel_id, result, log_id) for result in Result])
        return _logged(found[0]) if found else None

    def page(
        self, channel_id: str, result: Result | None, *, before: str | None, limit: int
    ) -> tuple[list[LoggedTry], bool]:
        """Newest first, from the one before that id on; and whether there are more."""
        results = [result] if result else list(Result)
        parts = [self._newest(channel_id, each, before or _AFTER_ALL, limit + 1) for each in results]
        found = list(merge(*parts, key=attrgetter("id"), reverse=True))
        return found[:limit], len(found) > limit

    def _newest(self, channel_id: str, result: Result, before: str, limit: int) -> list[LoggedTry]:
        values: Item = {"pk": _key(channel_id, result, "").pk, "before": before}
        page = self._database.query(self._table, _IN_ORDER, values, limit=limit, newest_first=True)
        return [_logged(item) for item in page.items]


def _key(channel_id: str, result: Result, log_id: str) -> Key:
    return Key(f"deliveries#{channel_id}#{result.value}", log_id)


def _logged(item: Item) -> LoggedTry:
    values = {name: item[name] for name in LoggedTry.__slots__ if name in item}
    return LoggedTry(**values | {"subject": Subject(**item["subject"]), "result": Result(item["result"])})
