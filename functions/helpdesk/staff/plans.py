"""What people and administrators plan of availability."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from helpdesk.audit.models import AuditType, Subject, SubjectKind
from helpdesk.audit.recording import AuditRecorder, differences
from helpdesk.people.actors import Actor
from helpdesk.people.availability import (
    DEACTIVATED,
    Availability,
    Choice,
    Effective,
    OutOfOffice,
    Plan,
    Reason,
    State,
    Turn,
)
from helpdesk.people.models import User
from helpdesk.people.presence import Presence
from helpdesk.people.working_hours import WorkingHours, overlap, zone_of
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.collection import check_version
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.errors import Conflict, FieldError, InvalidRequest
from helpdesk.platform.frozen import frozen
from helpdesk.staff.users import Users

_FURTHEST = timedelta(days=731)


@frozen
class Caller:
    actor: Actor
    user_id: str
    """The person, or the one for whom an API client acts."""


@frozen
class HistoryPage:
    turns: list[Turn]
    next_cursor: str | None


class Plans:
    def __init__(self, users: Users, presence: Presence, audit: AuditRecorder, cursors: Cursors, now: Clock) -> None:
        self._users = users
        self._presence = presence
        self._audit = audit
        self._cursors = cursors
        self._now = now

    def person(self, user_id: str) -> User:
        """Raises NotFound."""
        return self._users.get(user_id)

    def get(self, user: User) -> Availability:
        return shown(user, self._presence.get(user.id))

    def holds(self, user: User) -> Effective:
        return self.many([user])[user.id]

    def many(self, users: list[User]) -> dict[str, Effective]:
        """By person."""
        holds = self._presence.many(user.id for user in users)
        return {user.id: holds[user.id] if user.is_active else DEACTIVATED for user in users}

    def choose(
        self, user: User, state: State, until: datetime | None, by: Caller, *, if_match: int | None = None
    ) -> Availability:
        """Raises InvalidRequest for a time that has passed, Conflict if somebody would be available out of office."""
        now = self._now()
        self._check_time("until", until, "leave it out: it then holds until working hours begin or end")
        choice = Choice(state, to_text(now), user.id != by.user_id, to_text(until) if until else None)

        def change(known: Availability) -> Plan:
            if state is State.AVAILABLE and known.effective.reason is Reason.OUT_OF_OFFICE:
                raise Conflict(
                    f"{user.name} is out of office until {known.effective.until}. Delete the out-of-office first.",
                    code="out_of_office",
                )
            # Whoever is available without being connected works by other means.
            plan = known.plan.connected() if state is State.AVAILABLE else known.plan
            return replace(plan, choice=choice)

        return self._change(user, change, by, if_match)

    def set_working_hours(
        self, user: User, hours: WorkingHours | None, by: Caller, *, if_match: int | None = None
    ) -> Availability:
        """Raises InvalidRequest."""
        if hours:
            check_hours(hours)
        return self._change(user, lambda known: replace(known.plan, working_hours=hours), by, if_match)

    def set_out_of_office(
        self,
        user: User,
        starts_at: datetime | None,
        ends_at: datetime,
        by: Caller,
        *,
        if_match: int | None = None,
    ) -> Availability:
        """From now on, if it does not say when it starts. Raises InvalidRequest."""
        self._check_time("ends_at", ends_at, "delete the out-of-office")
        starts = starts_at or self._now()
        if ends_at <= starts:
            message = "It ends before it starts. Choose a later end, or an earlier start."
            raise InvalidRequest.at("ends_at", message, code="ends_before_it_starts")
        away = OutOfOffice(to_text(starts), to_text(ends_at))
        return self._change(user, lambda known: replace(known.plan, out_of_office=away), by, if_match)

    def end_out_of_office(self, user: User, by: Caller, *, if_match: int | None = None) -> Availability:
        return self._change(user, lambda known: replace(known.plan, out_of_office=None), by, if_match)

    def history(self, user: User, *, limit: int, cursor: str | None) -> HistoryPage:
        """Newest first. Raises InvalidRequest for a cursor of another list."""
        bound = self._cursors.of(f"availability/{user.id}")
        before = bound.read(cursor, parts=1)[0] if cursor else None
        found = self._presence.history(user.id, before=before, limit=limit)
        return HistoryPage(found.turns, bound.write(found.turns[-1].id) if found.more and found.turns else None)

    def _change(
        self, user: User, change: Callable[[Availability], Plan], by: Caller, if_match: int | None
    ) -> Availability:
        """What administrators do to others is in the audit trail."""

        def checked(known: Availability) -> Plan:
            check_version(known, if_match)
            return change(known)

        subject = Subject(SubjectKind.USER, user.id)
        recording = (
            None
            if user.id == by.user_id
            else lambda before, after: self._audit.recording(
                AuditType.AVAILABILITY_UPDATED, by.actor, subject, details=differences(before, after)
            )
        )
        return shown(user, self._presence.change(user.id, checked, by.actor, recording))

    def _check_time(self, field: str, at: datetime | None, otherwise: str) -> None:
        now = self._now()
        if at is not None and at <= now:
            message = f"This time has passed: it is {to_text(now)}. Choose a later one, or {otherwise}."
            raise InvalidRequest.at(field, message, code="in_the_past")
        if at is not None and at > now + _FURTHEST:
            raise InvalidRequest.at(field, f"Choose a time within two years, until {to_text(now + _FURTHEST)}.")


def shown(user: User, known: Availability) -> Availability:
    """Somebody who is deactivated is away, whatever was planned."""
    return known if user.is_active else replace(known, effective=DEACTIVATED)


def check_hours(hours: WorkingHours) -> None:
    """Raises InvalidRequest."""
    if zone_of(hours.time_zone) is None:
        message = (
            f"There is no time zone {hours.time_zone!r}. Take a name of the IANA list, such as 'Europe/Amsterdam'."
        )
        raise InvalidRequest.at("time_zone", message, code="unknown_time_zone")
    if not hours.periods:
        message = "Working hours without a period never begin. Add one, or delete the working hours."
        raise InvalidRequest.at("periods", message, code="never_open")
    if both := overlap(hours.periods):
        message = "Two periods overlap. Make one of them, or let the second begin when the first ends."
        raise InvalidRequest.among([FieldError(f"periods[{at}]", message) for at in both], code="periods_overlap")
