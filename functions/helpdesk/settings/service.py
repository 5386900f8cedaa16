"""Use cases of the desk's settings."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from helpdesk.audit.models import DESK, AuditType
from helpdesk.audit.recording import AuditRecorder, differences
from helpdesk.people.actors import Actor
from helpdesk.platform.collection import check_version
from helpdesk.platform.optimistic import until_written
from helpdesk.settings.models import DeskSettings
from helpdesk.settings.repository import SettingsRepository


class SettingsService:
    def __init__(self, repository: SettingsRepository, audit: AuditRecorder) -> None:
        self._repository = repository
        self._audit = audit

    def get(self) -> DeskSettings:
        return self._repository.get()

    def change(self, values: Mapping[str, Any], actor: Actor, *, if_match: int | None = None) -> DeskSettings:
        """`values`: by the name of the field; what is left out stays. Raises PreconditionFailed."""

        def attempt() -> DeskSettings:
            before = self._repository.get()
            check_version(before, if_match)
            after = replace(before, **values)
            if after == before:
                return before
            details = differences(before, after, "version")
            self._repository.transact(
                self._repository.replacing(before, after),
                *self._audit.recording(AuditType.SETTINGS_UPDATED, actor, DESK, details=details),
            )
            return replace(after, version=before.version + 1)

        return until_written(attempt, "the settings")
