"""Roles of the desk's own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from helpdesk.audit.models import AuditType, Change, SubjectKind
from helpdesk.audit.recording import AuditRecorder
from helpdesk.people.principals import Principal
from helpdesk.people.role_repository import RoleRepository
from helpdesk.people.roles import BUILT_IN, Role
from helpdesk.people.roster_repository import RosterRepository
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.errors import Conflict
from helpdesk.platform.ids import new_ulid
from helpdesk.staff.grants import Grants
from helpdesk.staff.named import Audited, NamedRecords

_KEPT = timedelta(days=30)
_AUDITED = Audited(SubjectKind.ROLE, AuditType.ROLE_CREATED, AuditType.ROLE_UPDATED, AuditType.ROLE_DELETED)


class Roles:
    def __init__(
        self, directory: Table, rosters: RosterRepository, grants: Grants, audit: AuditRecorder, now: Clock
    ) -> None:
        self._named = NamedRecords[Role](directory, RoleRepository(directory), _AUDITED, audit, now, new_ulid)
        self._rosters = rosters
        self._grants = grants
        self._now = now

    def all(self) -> list[Role]:
        """Those that every desk has first."""
        return self._named.all()

    def get(self, role_id: str) -> Role:
        return self._named.get(role_id)

    def create(self, wanted: Role, caller: Principal, *, idempotency_key: str | None) -> Role:
        self._grants.check_role(caller, wanted)
        return self._named.create(wanted, caller.actor(), idempotency_key=idempotency_key, also=self._placing)

    def change(self, role_id: str, values: Mapping[str, Any], caller: Principal, *, if_match: int | None) -> Role:
        _check_own(role_id)

        def changed(before: Role) -> tuple[Role, Sequence[Write], Mapping[str, Change]]:
            after = replace(before, **values)
            for role in (before, after):
                self._grants.check_shared_role(caller, role)
            return after, self._placing(after), {}

        return self._named.change(role_id, changed, caller.actor(), if_match=if_match)

    def _placing(self, role: Role) -> list[Write]:
        """The roster says which roles may answer customers, because routing reads no roles."""
        roster = self._rosters.get()
        after = roster.with_role(role.id, may_reply=role.may_reply)
        return [] if after == roster else [self._rosters.changing(roster, after)]

    def delete(self, role_id: str, caller: Principal, *, if_match: int | None) -> None:
        """Raises Conflict if somebody has it."""
        _check_own(role_id)
        now = self._now()

        def deleted(before: Role) -> tuple[Role, Sequence[Write], Mapping[str, Change]]:
            self._grants.check_role(caller, before)
            roster = self._rosters.get()
            if having := [each for each in roster.members if each.role_id == role_id]:
                names = ", ".join(each.name for each in having[:10])
                raise Conflict(
                    f"These people have the role {before.name!r}: {names}. Give them another one first.",
                    code="role_in_use",
                    context={"user_ids": [each.id for each in having]},
                )
            after = replace(before, archived_at=to_text(now), purge_at=int((now + _KEPT).timestamp()))
            return after, [self._rosters.touching(roster)], {}

        self._named.change(role_id, deleted, caller.actor(), if_match=if_match)


def _check_own(role_id: str) -> None:
    if role_id in BUILT_IN:
        raise Conflict(
            "Every desk has this role as it is. Create another role: POST /v1/roles.", code="role_is_built_in"
        )
