"""Changes of people. Each is one transaction: the user, their place in the roster, and the audit event."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Self

from helpdesk.audit.models import AuditType, Change, Subject, SubjectKind
from helpdesk.audit.recording import AuditRecorder, differences
from helpdesk.people.actors import Actor
from helpdesk.people.models import BuiltIn, User
from helpdesk.people.repository import UserRepository
from helpdesk.people.roster import Member, Roster
from helpdesk.people.roster_repository import RosterRepository
from helpdesk.people.team_repository import TeamRepository
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.collection import check_version
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.errors import Conflict, NotFound
from helpdesk.platform.optimistic import until_written

_NOT_TOLD = ("version", "signed_out_at", "created_at", "invited_with")


class Users:
    def __init__(
        self,
        users: UserRepository,
        rosters: RosterRepository,
        teams: TeamRepository,
        audit: AuditRecorder,
        now: Clock,
    ) -> None:
        self._users = users
        self._rosters = rosters
        self._teams = teams
        self._audit = audit
        self._now = now

    @classmethod
    def on(cls, directory: Table, now: Clock) -> Self:
        audit = AuditRecorder.on(directory, now)
        return cls(UserRepository(directory), RosterRepository(directory), TeamRepository(directory), audit, now)

    def get(self, user_id: str) -> User:
        found = self._users.get(user_id, consistent=True)
        if found is None:
            raise NotFound(f"There is no user {user_id[:64]!r}. GET /v1/users lists them.", code="user_not_found")
        return found

    def add(self, user: User, actor: Actor, check: Callable[[], object] = lambda: None) -> User:
        """Somebody who is there already is returned as they are. `check` raises if the user cannot be added."""

        def attempt() -> User:
            roster = self._rosters.get()
            check()
            known = self._users.get(user.id, consistent=True)
            if known is not None:
                return known
            details = {"email": Change(None, user.email), "role_id": Change(None, user.role_id)}
            self._users.transact(
                self._users.creating(user),
                self._placing(roster, user),
                *self._joining((), user.team_ids),
                *self._recording(AuditType.USER_CREATED, user, actor, details),
            )
            return user

        return until_written(attempt, "the people of the desk")

    def change(
        self,
        user_id: str,
        change: Callable[[User, Roster], User],
        actor: Actor,
        *,
        if_match: int | None = None,
        even_the_last: bool = False,
    ) -> User:
        """`change` may be called again, with the user as others changed them. Raises Conflict if no administrator would
        be left: of two who demote each other at once, one fails, because both change the roster."""

        def attempt() -> User:
            roster, before = self._rosters.get(), self.get(user_id)
            check_version(before, if_match)
            after = change(before, roster)
            if after == before and roster.get(user_id):
                return before
            if not even_the_last:
                check_administrators(roster, before, after)
            self._users.transact(
                *self._changing(before, after, actor),
                self._placing(roster, after),
                *self._joining(before.team_ids, after.team_ids),
            )
            return replace(after, version=before.version + 1)

        return until_written(attempt, "the people of the desk")

    def remove(self, user_id: str, actor: Actor, *, even_the_last: bool = False) -> User:
        """Nobody finds them any more. Their name stays in the roster."""
        at = to_text(self._now())
        return self.change(
            user_id, lambda user, _: replace(user, removed_at=at, team_ids=()), actor, even_the_last=even_the_last
        )

    def _joining(self, before: Sequence[str], after: Sequence[str]) -> list[Write]:
        """A team that somebody joins or leaves has another version."""
        return [self._teams.touching(team_id) for team_id in sorted(set(before) ^ set(after))]

    def _changing(self, before: User, after: User, actor: Actor) -> list[Write]:
        kind = AuditType.USER_UPDATED if after.removed_at is None else AuditType.USER_REMOVED
        details = differences(before, after, *_NOT_TOLD)
        return [self._users.changing(before, after), *self._recording(kind, after, actor, details)]

    def _placing(self, roster: Roster, user: User) -> Write:
        return self._rosters.changing(roster, roster.with_member(user.member(0)))

    def _recording(self, kind: AuditType, user: User, actor: Actor, details: Mapping[str, Change]) -> list[Write]:
        return self._audit.recording(kind, actor, Subject(SubjectKind.USER, user.id), details=details)


def check_administrators(roster: Roster, before: User, after: User) -> None:
    """Raises Conflict if the change leaves the desk without an administrator."""
    others = [each for each in roster.members if is_administrator(each) and each.id != before.id]
    if is_administrator(before) and not is_administrator(after) and not others:
        raise Conflict(
            f"{before.name} is the last administrator. Without one, nobody manages people and channels. Make somebody "
            "else an administrator first.",
            code="last_administrator",
        )


def is_administrator(person: User | Member) -> bool:
    return person.is_active and person.role_id == BuiltIn.ADMINISTRATOR
