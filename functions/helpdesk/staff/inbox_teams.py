"""Limiting inboxes to teams."""

from collections.abc import Callable, Sequence

from helpdesk.audit.models import AuditType, Change, Subject, SubjectKind
from helpdesk.audit.recording import AuditRecorder
from helpdesk.inboxes.limits import InboxLimitRepository, InboxLimits
from helpdesk.people.principals import Principal
from helpdesk.people.team_repository import TeamRepository
from helpdesk.platform.dynamodb import Table
from helpdesk.platform.optimistic import until_written
from helpdesk.staff.grants import Grants


class InboxTeams:
    def __init__(
        self, directory: Table, grants: Grants, audit: AuditRecorder, check_inbox: Callable[[str], object]
    ) -> None:
        self._limits = InboxLimitRepository(directory)
        self._teams = TeamRepository(directory)
        self._grants = grants
        self._audit = audit
        self._check_inbox = check_inbox

    def limits(self) -> InboxLimits:
        return self._limits.get()

    def naming(self, team_id: str) -> list[str]:
        """The inboxes that are limited to this team among others, in words."""
        return [f"the inbox {inbox_id}" for inbox_id in self._limits.get().naming(team_id)]

    def limit(self, inbox_id: str, team_ids: Sequence[str], caller: Principal) -> InboxLimits:
        """No team: everybody sees it. Raises NotFound, InvalidRequest, Forbidden."""
        self._check_inbox(inbox_id)
        self._grants.check_inbox(caller, inbox_id)

        def attempt() -> InboxLimits:
            self._teams.check(team_ids, "team_ids")
            known = self._limits.get()
            before = known.teams.get(inbox_id, ())
            if tuple(team_ids) == tuple(before):
                return known
            details = {"team_ids": Change(list(before), list(team_ids))}
            subject = Subject(SubjectKind.INBOX, inbox_id)
            self._limits.transact(
                self._limits.limiting(known, inbox_id, team_ids),
                *self._audit.recording(AuditType.INBOX_LIMITED, caller.actor(), subject, details=details),
            )
            return self._limits.get()

        return until_written(attempt, "the inboxes")
