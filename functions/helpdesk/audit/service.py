"""Reads the audit trail."""

from helpdesk.audit.models import AuditEvent, Subject
from helpdesk.audit.repository import AuditRepository
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.frozen import frozen


@frozen
class AuditPage:
    events: list[AuditEvent]
    next_cursor: str | None


class AuditTrail:
    def __init__(self, repository: AuditRepository, cursors: Cursors) -> None:
        self._repository = repository
        self._cursors = cursors

    def page(self, account_id: str | None, *, limit: int, cursor: str | None) -> AuditPage:
        """Newest first; `limit` is at most 100. Raises InvalidRequest for a cursor of another list."""
        bound = self._cursors.of(f"audit/{account_id or '*'}")
        before = bound.read(cursor, parts=1)[0] if cursor else None
        if account_id is None:
            events, more = self._repository.all(before=before, limit=limit)
        else:
            events, more = self._repository.of_subject(Subject.account(account_id), before=before, limit=limit)
        return AuditPage(events, bound.write(events[-1].id) if more and events else None)
