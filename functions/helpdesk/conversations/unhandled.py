"""Updates of a messaging service that are in no conversation: no message, or not understood. Kept raw for 90 days."""

from dataclasses import dataclass

from helpdesk.conversations.repository import ConversationRepository
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.records import load


@dataclass(frozen=True, slots=True)
class StoredUpdate:
    reason: str
    raw: str
    created_at: str


@dataclass(frozen=True, slots=True)
class UnhandledPage:
    updates: list[StoredUpdate]
    next_cursor: str | None


class UnhandledUpdates:
    def __init__(self, repository: ConversationRepository, cursors: Cursors) -> None:
        self._repository = repository
        self._cursors = cursors

    def page(self, account_id: str, *, limit: int, cursor: str | None) -> UnhandledPage:
        """In no particular order. Raises InvalidRequest for a cursor of another list."""
        bound = self._cursors.of(f"unhandled/{account_id}")
        after = bound.read(cursor, parts=1)[0] if cursor else None
        items, more = self._repository.unhandled(account_id, after=after, limit=limit)
        updates = [load(StoredUpdate, item) for item in items]
        return UnhandledPage(updates, bound.write(items[-1]["sk"]) if more and items else None)
