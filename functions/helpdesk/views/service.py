"""Use cases of views."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from typing import Any, Self

from helpdesk.audit.models import AuditType, Change, Subject, SubjectKind
from helpdesk.audit.recording import AuditRecorder, differences
from helpdesk.people.principals import Principal
from helpdesk.people.team_repository import TeamRepository
from helpdesk.people.working_hours import zone_of
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.collection import Collection, check_version
from helpdesk.platform.dynamodb import Table
from helpdesk.platform.errors import Conflict, FieldError, InvalidRequest, NotFound
from helpdesk.platform.ids import NewId, digest, new_ulid
from helpdesk.platform.optimistic import until_written
from helpdesk.platform.records import plain
from helpdesk.platform.text import same_name
from helpdesk.properties.models import Property
from helpdesk.properties.repository import contact_properties, ticket_properties
from helpdesk.views.compiling import Compiled, compiled, flaws, unknown_property
from helpdesk.views.filterable import Known, known
from helpdesk.views.filtered_values import Viewer
from helpdesk.views.models import DEFAULT, LARGEST, MOST_PRIVATE, MOST_SHARED, View, Visibility
from helpdesk.views.repository import ViewRepository
from helpdesk.views.sharing import check_change, reads, sees
from helpdesk.views.times import Clocks


class Views:
    def __init__(
        self,
        repository: ViewRepository,
        properties: Sequence[Collection[Property]],
        teams: TeamRepository,
        audit: AuditRecorder,
        now: Clock,
        new_id: NewId,
    ) -> None:
        """`properties`: of tickets, and of contacts."""
        self._repository = repository
        self._properties = properties
        self._teams = teams
        self._audit = audit
        self._now = now
        self._new_id = new_id

    @classmethod
    def on(cls, directory: Table, now: Clock) -> Self:
        properties = (ticket_properties(directory), contact_properties(directory))
        teams, audit = TeamRepository(directory), AuditRecorder.on(directory, now)
        return cls(ViewRepository(directory), properties, teams, audit, now, new_ulid)

    def seen(self, principal: Principal, *, of_every_team: bool = False) -> list[View]:
        """Those that every desk has, then the others by name. `of_every_team`: for whoever manages them."""
        shown = reads if of_every_team else sees
        found = [each for each in self._repository.all(principal.user_id) if shown(principal, each)]
        return [*DEFAULT.values(), *sorted(found, key=lambda each: (same_name(each.name), each.id))]

    def get(self, view_id: str, principal: Principal) -> View:
        """One that somebody may not see is not there."""
        found = DEFAULT.get(view_id) or self._repository.get(view_id, principal.user_id)
        if found is None or not reads(principal, found):
            raise NotFound(f"There is no view {view_id[:64]!r}. GET /v1/views lists them.", code="view_not_found")
        return found

    def create(self, wanted: View, principal: Principal, *, idempotency_key: str | None) -> View:
        """The same one for the same key of the same caller, while it exists."""
        made_id = digest(principal.id, idempotency_key) if idempotency_key else self._new_id()
        asked = digest(json.dumps(plain(wanted), sort_keys=True)) if idempotency_key else None
        owner_id, now = principal.user_id, to_text(self._now())
        made = replace(wanted, id=f"vw_{made_id}", owner_id=owner_id, created_at=now, asked=asked)
        made = self._with_team(made, principal)

        def attempt() -> View:
            existing = self._repository.get(made.id, owner_id) if idempotency_key else None
            if existing is not None:
                return _same(existing, made)
            self._check(principal, None, made)
            self._write(None, made, AuditType.VIEW_CREATED, principal)
            return made

        return until_written(attempt, "the views")

    def change(
        self, view_id: str, changes: Mapping[str, Any], principal: Principal, *, if_match: int | None = None
    ) -> View:
        def attempt() -> View:
            before = self.get(view_id, principal)
            after = replace(before, **changes)
            if after.visibility is not Visibility.TEAM and "team_id" not in changes:
                after = replace(after, team_id=None)
            after = self._with_team(after, principal)
            self._check(principal, before, after, if_match)
            if after == before:
                return before
            self._write(before, after, AuditType.VIEW_UPDATED, principal)
            return replace(after, version=before.version + 1)

        return until_written(attempt, "this view")

    def delete(self, view_id: str, principal: Principal, *, if_match: int | None = None) -> None:
        def attempt() -> bool:
            before = self.get(view_id, principal)
            check_change(principal, before, None)
            check_version(before, if_match)
            self._write(before, None, AuditType.VIEW_DELETED, principal)
            return True

        until_written(attempt, "this view")

    def known(self, *, fresh: bool = False) -> Known:
        """By what tickets can be filtered. May be up to 15 seconds old, unless it is `fresh`."""
        of_tickets, of_contacts = (each.all() if fresh else each.recent() for each in self._properties)
        return known(of_tickets, of_contacts)

    def compiled(self, view: View, viewer: Viewer) -> Compiled:
        """Raises Conflict `view_broken`."""
        try:
            return compiled(view, viewer, self.known())
        except Conflict:
            # What it names may have been made since.
            return compiled(view, viewer, self.known(fresh=True))

    def checked(self, view: View, viewer: Viewer) -> Compiled:
        """One that is not stored. Raises InvalidRequest `invalid_view`."""
        try:
            return self.compiled(view, viewer)
        except Conflict as broken:
            raise InvalidRequest.among(broken.fields, code="invalid_view") from broken

    def problems(self, view: View, of: Known) -> list[FieldError]:
        """Why it cannot be shown."""
        return flaws(view, self._anybody, of)

    def viewer(self, principal: Principal, time_zone: str | None = None) -> Viewer:
        """Raises InvalidRequest for a time zone that does not exist."""
        zone = zone_of(time_zone) if time_zone else UTC
        if zone is None:
            message = (
                f"There is no time zone {str(time_zone)[:64]!r}. Take a name of the IANA list: 'Europe/Amsterdam'."
            )
            raise InvalidRequest.at("time_zone", message, code="unknown_time_zone")
        return Viewer(principal.user_id, principal.team_ids, Clocks(zone, self._now()))

    @property
    def _anybody(self) -> Viewer:
        return Viewer("", (), Clocks(UTC, self._now()))

    def _with_team(self, view: View, principal: Principal) -> View:
        """One of a team is of the caller's main team if none is named. Raises InvalidRequest."""
        if view.visibility is not Visibility.TEAM:
            if view.team_id is not None:
                raise InvalidRequest.at("team_id", "only a view of a team has one: its `visibility` is 'team'")
            return view
        team_id = view.team_id or next(iter(principal.team_ids), None)
        if team_id is None:
            raise InvalidRequest.at("team_id", "you are in no team: name the one whose members see the view")
        return replace(view, team_id=team_id)

    def _check(self, principal: Principal, before: View | None, after: View, if_match: int | None = None) -> None:
        check_change(principal, before, after)
        if before is not None:
            check_version(before, if_match)
        if after.team_id is not None and (before is None or after.team_id != before.team_id):
            self._teams.check_one(after.team_id, "team_id")
        if before is None or _what(before) != _what(after):
            self._check_what(after)

    def _check_what(self, view: View) -> None:
        of = self.known(fresh=True)
        errors = self.problems(view, of)
        errors += [unknown_property(f"columns[{at}]", name) for at, name in enumerate(view.columns) if name not in of]
        if (size := len(json.dumps(plain(view), ensure_ascii=False).encode())) > LARGEST:
            errors.append(FieldError("filters", f"the view has {size} bytes; the limit is {LARGEST}"))
        if errors:
            raise InvalidRequest.among(errors, code="invalid_view")

    def _write(self, before: View | None, after: View | None, kind: AuditType, principal: Principal) -> None:
        growing = []
        if after is not None and (before is None or before.is_private is not after.is_private):
            growth = self._repository.growth(after)
            _check_room(after, self._repository.alike(after))
            growing = [self._repository.growing(after, growth)]
        one = after or before
        assert one is not None, "it is there before or after"
        subject = Subject(SubjectKind.VIEW, one.id)
        audited = self._audit.recording(kind, principal.actor(), subject, details=_details(before, after))
        self._repository.write(before, after, [*growing, *audited])


def _what(view: View) -> Any:
    """What can be wrong with it."""
    return view.filters, view.sort, view.columns


def _same(existing: View, made: View) -> View:
    """A key that is used again must come with the same content; what became of it since is returned."""
    if existing.asked == made.asked:
        return existing
    message = "This Idempotency-Key was used for something else. Use a new key for something new."
    raise Conflict(message, code="idempotency_key_reused")


def _check_room(view: View, others: Sequence[View]) -> None:
    most, whose = (MOST_PRIVATE, "Somebody") if view.is_private else (MOST_SHARED, "A desk")
    if len(others) >= most:
        what = "private" if view.is_private else "shared"
        raise Conflict(f"{whose} has at most {most} {what} views. Delete one first.", code="too_many")


def _details(before: View | None, after: View | None) -> Mapping[str, Change]:
    """Of a private view, nobody else reads what it is called, or what is in it."""
    if any(each is not None and each.is_private for each in (before, after)):
        return {}
    if before is not None and after is not None:
        return differences(before, after, "version")
    return {"name": Change(before.name if before else None, after.name if after else None)}
