"""Events for the transactions that they tell of."""

from collections.abc import Mapping

from helpdesk.audit.models import AuditEvent, AuditType, Change
from helpdesk.audit.repository import AuditRepository
from helpdesk.people.actors import Actor
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import Write
from helpdesk.platform.ids import NewId


class AuditRecording:
    def __init__(self, repository: AuditRepository, now: Clock, new_id: NewId) -> None:
        self._repository = repository
        self._now = now
        self._new_id = new_id

    def record(
        self,
        kind: AuditType,
        actor: Actor,
        *,
        account_id: str = "",
        channel_id: str | None = None,
        app_id: str | None = None,
        details: Mapping[str, Change] | None = None,
    ) -> tuple[Write, Write]:
        event = AuditEvent(
            id=self._new_id(),
            type=kind,
            account_id=account_id,
            app_id=app_id,
            actor=actor,
            created_at=to_text(self._now()),
            channel_id=channel_id,
            details=details or {},
        )
        return self._repository.recording(event)
