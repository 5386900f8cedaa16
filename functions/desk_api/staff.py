"""The part of the composition root for people: users, teams, roles."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desk_api.shared import Shared
from helpdesk.audit.recording import AuditRecorder
from helpdesk.people.load_repository import LoadRepository
from helpdesk.people.repository import UserRepository
from helpdesk.people.role_repository import RoleRepository
from helpdesk.people.roster_repository import RosterRepository
from helpdesk.people.team_repository import TeamRepository
from helpdesk.staff.administration import Administration, People
from helpdesk.staff.roles import Roles
from helpdesk.staff.teams import Teams
from helpdesk.staff.user_pool import UserPool
from helpdesk.staff.users import Users


@dataclass(frozen=True, slots=True)
class Staff:
    people: People
    users: Administration
    teams: Teams
    roles: Roles
    loads: LoadRepository


def build_staff(shared: Shared, pool: UserPool, naming_team: Callable[[str], Sequence[str]]) -> Staff:
    directory, now = shared.directory, shared.now
    audit = AuditRecorder.on(directory, now)
    people = People(UserRepository(directory), TeamRepository(directory), RoleRepository(directory))
    return Staff(
        people=people,
        users=Administration(Users.on(directory, now), people, pool, audit, now),
        teams=Teams(directory, audit, now, naming_team),
        roles=Roles(directory, RosterRepository(directory), audit, now),
        loads=LoadRepository(shared.conversations_table),
    )
