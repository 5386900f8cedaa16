"""Teams. Who is in one stands with the people; a change of a team changes them in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from helpdesk.audit.models import AuditType, Change, SubjectKind
from helpdesk.audit.recording import AuditRecorder
from helpdesk.people.models import Team, User
from helpdesk.people.principals import Principal
from helpdesk.people.repository import UserRepository
from helpdesk.people.roster import Roster
from helpdesk.people.roster_repository import RosterRepository
from helpdesk.people.team_repository import TeamRepository
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.errors import Conflict, FieldError, InvalidRequest
from helpdesk.platform.ids import new_ulid
from helpdesk.staff.grants import Grants
from helpdesk.staff.named import Audited, NamedRecords

AT_ONCE = 80
"""A transaction has at most 100 writes."""
MOST_OF_A_PERSON = 20
_AUDITED = Audited(SubjectKind.TEAM, AuditType.TEAM_CREATED, AuditType.TEAM_UPDATED, AuditType.TEAM_DELETED)

Naming = Callable[[str], Sequence[str]]
"""What names a team, in words, so that it cannot be deleted."""
Members = Mapping[str, Sequence[str]]
"""Who is in each team, by its id."""


class Teams:
    def __init__(
        self,
        directory: Table,
        grants: Grants,
        audit: AuditRecorder,
        now: Clock,
        naming: Naming,
        has_queue: Callable[[str], bool],
    ) -> None:
        """`has_queue`: whether open tickets are in the queue of a team."""
        self._named = NamedRecords[Team](directory, TeamRepository(directory), _AUDITED, audit, now, new_ulid)
        self._users = UserRepository(directory)
        self._rosters = RosterRepository(directory)
        self._grants = grants
        self._now = now
        self._naming = naming
        self._has_queue = has_queue

    def all(self) -> tuple[list[Team], Members]:
        return self._named.all(), self.members()

    def get(self, team_id: str) -> Team:
        return self._named.get(team_id)

    def members(self) -> Members:
        found: dict[str, list[str]] = {}
        for member in self._rosters.get().members:
            for team_id in member.team_ids:
                found.setdefault(team_id, []).append(member.id)
        return found

    def create(self, name: str, member_ids: Sequence[str], caller: Principal, *, idempotency_key: str | None) -> Team:
        def joining(made: Team) -> Sequence[Write]:
            return self._moving(made.id, member_ids)[0]

        return self._named.create(
            Team("", name), caller.actor(), idempotency_key=idempotency_key, also=joining, asked=list(member_ids)
        )

    def change(
        self,
        team_id: str,
        name: str | None,
        member_ids: Sequence[str] | None,
        caller: Principal,
        *,
        if_match: int | None,
    ) -> Team:
        """None: it stays."""

        def changed(before: Team) -> tuple[Team, Sequence[Write], Mapping[str, Change]]:
            after = before if name is None else replace(before, name=name)
            moving, told = ([], {}) if member_ids is None else self._moving(team_id, member_ids)
            self._check(team_id, moving, caller)
            return after, moving, told

        return self._named.change(team_id, changed, caller.actor(), if_match=if_match)

    def delete(self, team_id: str, caller: Principal, *, if_match: int | None) -> None:
        """Its people are in it no longer; closed tickets, and those that somebody has, keep its id. Raises Conflict
        that says what needs the team."""

        def deleted(before: Team) -> tuple[Team, Sequence[Write], Mapping[str, Change]]:
            self._check_unused(before)
            moving, told = self._moving(team_id, ())
            self._check(team_id, moving, caller)
            return replace(before, archived_at=to_text(self._now())), moving, told

        self._named.change(team_id, deleted, caller.actor(), if_match=if_match)

    def _check_unused(self, team: Team) -> None:
        if named := self._naming(team.id):
            message = f"The team {team.name!r} is named by {', '.join(named[:10])}. Change that first."
            raise Conflict(message, code="team_in_use")
        if self._has_queue(team.id):
            listed = f"GET /v1/tickets?team_id={team.id}&owner_id=none"
            message = f"Open tickets are in the queue of the team {team.name!r}. Give them away first: {listed}."
            raise Conflict(message, code="team_in_use")

    def _check(self, team_id: str, moving: Sequence[Write], caller: Principal) -> None:
        self._grants.check_teams(caller, [team_id] if moving else ())

    def _moving(self, team_id: str, wanted: Sequence[str]) -> tuple[list[Write], Mapping[str, Change]]:
        """Those who join and leave, with the roster."""
        roster = self._rosters.get()
        had = [each.id for each in roster.members if team_id in each.team_ids]
        moving = sorted(set(had) ^ set(wanted))
        if not moving:
            return [], {}
        if len(moving) > AT_ONCE:
            message = f"At most {AT_ONCE} people join or leave at once; these are {len(moving)}. Send fewer at a time."
            raise InvalidRequest.at("member_ids", message, code="too_many_members")
        people = self._users.many(moving, consistent=True)
        _check_known(wanted, people, had)
        after = [(user, _with_team(user, team_id, joins=user.id in wanted)) for user in people.values()]
        writes = [self._users.changing(was, becomes) for was, becomes in after]
        told = {"member_ids": Change(sorted(had), sorted(set(wanted)))}
        return [*writes, self._rosters.changing(roster, _placed(roster, [user for _, user in after]))], told


def _check_known(wanted: Sequence[str], joining: Mapping[str, User], had: Sequence[str]) -> None:
    unknown = [
        FieldError(f"member_ids[{at}]", f"There is no user {user_id[:64]!r}. GET /v1/users lists them.")
        for at, user_id in enumerate(wanted)
        if user_id not in joining and user_id not in had
    ]
    if unknown:
        raise InvalidRequest.among(unknown, code="unknown_agent")


def _with_team(user: User, team_id: str, *, joins: bool) -> User:
    others = tuple(each for each in user.team_ids if each != team_id)
    if joins and len(others) >= MOST_OF_A_PERSON:
        message = f"{user.name} is in {MOST_OF_A_PERSON} teams, which is the most that somebody can be in."
        raise InvalidRequest.at("member_ids", message, code="too_many_teams")
    return replace(user, team_ids=(*others, team_id) if joins else others)


def _placed(roster: Roster, users: Sequence[User]) -> Roster:
    for user in users:
        roster = roster.with_member(user.member(0))
    return roster
