"""Updates of a messaging service that are in no conversation: no message, or not understood. Kept raw for 90 days."""

from contextlib import suppress

from helpdesk.messaging.messages import UnhandledUpdate
from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.dynamodb import ConditionFailed, Table
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import digest
from helpdesk.platform.records import dump, load

_KEEP_SECONDS = 90 * 24 * 3600


@frozen
class StoredUpdate:
    """As the messaging service sent it."""

    key: str
    """The item's sort key."""
    reason: str
    raw: str
    created_at: str
    understood: bool = False
    """A known kind of update that the desk does not use."""
    taken_in_at: str | None = None

    @property
    def waits(self) -> bool:
        """Whether somebody should look at it: it was not understood, and was not taken in since."""
        return self.taken_in_at is None and not self.understood


class UnhandledRepository:
    def __init__(self, table: Table, now: Clock) -> None:
        self._table = table
        self._now = now

    def keep(self, account_id: str, update: UnhandledUpdate) -> None:
        """Idempotent per key."""
        now = self._now()
        stored = StoredUpdate(digest(update.key), update.reason, update.raw, to_text(now), update.understood)
        item = dump(stored, "key") | {"kind": "unhandled", "expires_at": int(now.timestamp()) + _KEEP_SECONDS}
        with suppress(ConditionFailed):
            self._table.write(self._table.putting(_key(account_id, stored.key), item))

    def page(self, account_id: str, *, after: str | None, limit: int) -> tuple[list[StoredUpdate], bool]:
        """In the order of their keys, which says nothing; and whether there are more."""
        condition, values = "#pk = :pk", {"pk": _key(account_id, "").pk}
        if after:
            condition, values = f"{condition} AND #sk > :after", values | {"after": after}
        page = self._table.query(condition, values, limit=limit)
        return [load(StoredUpdate, item, key=item["sk"]) for item in page.items], page.more

    def taken_in(self, account_id: str, update: StoredUpdate) -> None:
        self._change(account_id, update, {"understood": True, "taken_in_at": to_text(self._now())})

    def understood(self, account_id: str, update: StoredUpdate, reason: str) -> None:
        """It is nothing that the desk uses, for this reason."""
        self._change(account_id, update, {"understood": True, "reason": reason})

    def _change(self, account_id: str, update: StoredUpdate, becomes: Item) -> None:
        self._table.write(self._table.changing(_key(account_id, update.key), "attribute_exists(#pk)", becomes))


@frozen
class UnhandledPage:
    updates: list[StoredUpdate]
    next_cursor: str | None


class UnhandledUpdates:
    def __init__(self, repository: UnhandledRepository, cursors: Cursors) -> None:
        self._repository = repository
        self._cursors = cursors

    def page(self, account_id: str, *, limit: int, cursor: str | None) -> UnhandledPage:
        """In no particular order. Raises InvalidRequest for a cursor of another list."""
        bound = self._cursors.of(f"unhandled/{account_id}")
        after = bound.read(cursor, parts=1)[0] if cursor else None
        updates, more = self._repository.page(account_id, after=after, limit=limit)
        return UnhandledPage(updates, bound.write(updates[-1].key) if more and updates else None)


def _key(account_id: str, key: str) -> Key:
    return Key(f"unhandled#{account_id}", key)
