"""What administrators do with people: inviting, changing and deactivating them.

The table decides, the user pool follows; in which order, so that whoever repeats a request that broke off completes it:
somebody is in the pool before the desk knows them, is refused by the desk before they cannot sign in, and can sign in
before the desk takes them back.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import replace
from typing import Any

from helpdesk.audit.models import AuditType, Subject, SubjectKind
from helpdesk.audit.recording import AuditRecorder
from helpdesk.people.models import User
from helpdesk.people.principals import Principal
from helpdesk.people.repository import UserRepository
from helpdesk.people.role_repository import RoleRepository
from helpdesk.people.roles import NOTHING, Role
from helpdesk.people.roster import Roster
from helpdesk.people.team_repository import TeamRepository
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.errors import Conflict, InvalidRequest
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import digest
from helpdesk.staff.grants import Grants
from helpdesk.staff.user_pool import UserPool
from helpdesk.staff.users import Users


@frozen
class People:
    """What is read to check a change."""

    users: UserRepository
    teams: TeamRepository
    roles: RoleRepository


class Administration:
    def __init__(
        self,
        users: Users,
        people: People,
        pool: UserPool,
        grants: Grants,
        check_channel: Callable[[str, str], None],
        audit: AuditRecorder,
        now: Clock,
    ) -> None:
        """`check_channel`: raises InvalidRequest that names the field, if there is no channel of this id."""
        self._check_channel = check_channel
        self._users = users
        self._people = people
        self._pool = pool
        self._grants = grants
        self._audit = audit
        self._now = now

    def all(self) -> list[User]:
        return sorted(self._people.users.all(), key=lambda user: (user.name, user.id))

    def get(self, user_id: str) -> User:
        return self._users.get(user_id)

    def invite(self, wanted: User, caller: Principal, *, idempotency_key: str | None) -> User:
        """The same invitation again returns the same user, and so does the same key, also if the user was changed
        since. Raises Conflict for somebody else with that e-mail address."""

        def check() -> None:
            self._grants.check_role(caller, self._role(wanted.role_id))
            self._people.teams.check(wanted.team_ids, "team_ids")
            self._grants.check_teams(caller, wanted.team_ids)

        check()
        self._check_capacity(wanted)
        asked = digest("user", caller.user_id, idempotency_key, wanted.email) if idempotency_key else None
        made = replace(
            wanted,
            id=self._pool.invite(wanted.email, wanted.name),
            created_at=to_text(self._now()),
            invited_with=asked,
        )
        found = self._users.add(made, caller.actor(), check)
        if found is made or (asked and found.invited_with == asked) or _is_as(found, made):
            return found
        raise Conflict(
            f"{wanted.email} is a user already, and is another one. Change them with PATCH /v1/users/{found.id}.",
            code="user_exists",
            context={"user_id": [found.id]},
        )

    def invite_again(self, user_id: str, caller: Principal) -> None:
        user = self._users.get(user_id)
        if not user.is_active:
            raise Conflict("They are deactivated. Activate them first: PATCH with `is_active`.", code="user_inactive")
        self._pool.invite_again(user.email)
        subject = Subject(SubjectKind.USER, user.id)
        self._people.users.transact(*self._audit.recording(AuditType.USER_INVITED, caller.actor(), subject))

    def change(self, user_id: str, values: Mapping[str, Any], caller: Principal, *, if_match: int | None) -> User:
        """`values` by the names of the API. Raises Conflict for the last administrator."""
        is_active = values.get("is_active")
        if is_active:
            self._pool.enable(self._users.get(user_id).email)
        now = to_text(self._now())

        def changed(before: User, _: Roster) -> User:
            after = _changed(before, values, now)
            self._check(before, after, caller)
            return after

        after = self._users.change(user_id, changed, caller.actor(), if_match=if_match)
        if is_active is False:
            self._pool.disable(after.email)
        if "name" in values:
            self._pool.rename(after.email, after.name)
        return after

    def _check(self, before: User, after: User, caller: Principal) -> None:
        joined = set(after.team_ids) - set(before.team_ids)
        self._people.teams.check(after.team_ids if joined else (), "team_ids")
        self._check_capacity(after, before.capacity.by_channel)
        if before.role_id != after.role_id:
            self._grants.check_role(caller, self._role(after.role_id))
        touched = set(before.team_ids) ^ set(after.team_ids)
        if (before.role_id, before.is_active) != (after.role_id, after.is_active):
            self._grants.check_role(caller, self._people.roles.get(before.role_id) or NOTHING)
            touched = {*before.team_ids, *after.team_ids}
        self._grants.check_teams(caller, touched)

    def _check_capacity(self, user: User, known: Container[str] = ()) -> None:
        """A limit for a channel that was deleted since stays."""
        for channel_id in user.capacity.by_channel:
            if channel_id not in known:
                self._check_channel(channel_id, f"capacity.by_channel.{channel_id}")

    def _role(self, role_id: str) -> Role:
        found = self._people.roles.get(role_id)
        if found is None:
            message = f"There is no role {role_id[:64]!r}. GET /v1/roles lists them."
            raise InvalidRequest.at("role_id", message, code="unknown_role")
        return found


def _changed(before: User, values: Mapping[str, Any], now: str) -> User:
    own = {
        name: values[name] for name in ("name", "role_id", "has_service_seat", "skills", "capacity") if name in values
    }
    after = replace(before, **own)
    if "team_ids" in values or "main_team_id" in values:
        wanted = values.get("team_ids", before.team_ids)
        after = replace(after, team_ids=main_first(wanted, values.get("main_team_id", before.main_team_id), values))
    if values.get("is_active") is True:
        after = replace(after, deactivated_at=None)
    elif values.get("is_active") is False and before.deactivated_at is None:
        # What they have got so far is no longer valid when they come back.
        after = replace(after, deactivated_at=now, signed_out_at=now)
    return after


def main_first(team_ids: Sequence[str], main_team_id: str | None, asked: Mapping[str, Any]) -> tuple[str, ...]:
    """Raises InvalidRequest if the main team is asked for and is none of them."""
    if main_team_id in team_ids:
        return (str(main_team_id), *(each for each in team_ids if each != main_team_id))
    if asked.get("main_team_id") is not None:
        message = "The main team is one of `team_ids`."
        raise InvalidRequest.at("main_team_id", message, code="main_team_differs")
    return tuple(team_ids)


def _is_as(known: User, made: User) -> bool:
    return replace(known, created_at="", version=1, invited_with=None, signed_out_at=None) == replace(
        made, created_at="", invited_with=None
    )
