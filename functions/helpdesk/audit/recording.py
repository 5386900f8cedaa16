"""Audit events as writes for the transactions that make the changes."""

from collections.abc import Mapping
from typing import Self

from helpdesk.audit.models import AuditEvent, AuditType, Change, Subject
from helpdesk.audit.repository import AuditRepository
from helpdesk.people.actors import Actor
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.ids import NewId, new_ulid


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
