"""Audit events as writes for the transactions that make the changes."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Self

from helpdesk.audit.models import AuditEvent, AuditType, Change, Subject
from helpdesk.audit.repository import AuditRepository
from helpdesk.people.actors import Actor
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.ids import NewId, new_ulid
from helpdesk.platform.records import plain


class AuditRecorder:
    def __init__(self, repository: AuditRepository, now: Clock, new_id: NewId) -> None:
        self._repository = repository
        self._now = now
        self._new_id = new_id

    @classmethod
    def on(cls, directory: Table, now: Clock) -> Self:
        return cls(AuditRepository(directory), now, new_ulid)

    def recording(
        self,
        kind: AuditType,
        actor: Actor,
        subject: Subject,
        *,
        channel_id: str | None = None,
        details: Mapping[str, Change] | None = None,
    ) -> list[Write]:
        """`channel_id`: the registered channel whose app is notified."""
        now = to_text(self._now())
        event = AuditEvent(self._new_id(), kind, subject, actor, now, channel_id=channel_id, details=details or {})
        return self._repository.recording(event)


def differences(before: Any, after: Any, *without: str) -> dict[str, Change]:
    """Of two records of one type, by field."""
    names = [field.name for field in fields(after) if field.name not in without]
    changed = [name for name in names if getattr(before, name) != getattr(after, name)]
    return {name: Change(plain(getattr(before, name)), plain(getattr(after, name))) for name in changed}
