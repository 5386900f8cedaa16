"""The part of the composition root for people: users, teams, roles."""

from desk_api.shared import Shared
from helpdesk.audit.recording import AuditRecorder
from helpdesk.connecting.catalogue import Catalogue
from helpdesk.inboxes.limits import InboxLimitRepository
from helpdesk.inboxes.service import Inboxes
from helpdesk.people.callers import Callers
from helpdesk.people.load_repository import LoadRepository
from helpdesk.people.repository import UserRepository
from helpdesk.people.role_repository import RoleRepository
from helpdesk.people.roster_repository import RosterRepository
from helpdesk.people.team_repository import TeamRepository
from helpdesk.people.tokens import TokenHash, TokenRepository, Tokens
from helpdesk.pipelines.service import Pipelines
from helpdesk.platform.frozen import frozen
from helpdesk.staff.administration import Administration, People
from helpdesk.staff.api_tokens import ApiTokens
from helpdesk.staff.grants import Grants
from helpdesk.staff.inbox_teams import InboxTeams
from helpdesk.staff.roles import Roles
from helpdesk.staff.teams import Teams
from helpdesk.staff.user_pool import UserPool
from helpdesk.staff.users import Users
from helpdesk.tickets.queues import has_queue


@frozen
class Staff:
    people: People
    users: Administration
    teams: Teams
    roles: Roles
    tokens: ApiTokens
    loads: LoadRepository
    inbox_teams: InboxTeams


def build_staff(
    shared: Shared,
    pool: UserPool,
    hashing: TokenHash,
    inboxes: Inboxes,
    pipelines: Pipelines,
    catalogue: Catalogue,
) -> Staff:
    directory, now = shared.directory, shared.now
    audit = AuditRecorder.on(directory, now)
    limits = InboxLimitRepository(directory)
    grants = Grants(limits.get)
    inbox_teams = InboxTeams(directory, grants, audit, inboxes.get)
    people = People(UserRepository(directory), TeamRepository(directory), RoleRepository(directory))
    repository = TokenRepository(directory)
    callers = Callers(people.users, people.roles, limits.closed_to)
    return Staff(
        tokens=ApiTokens(repository, Tokens(repository, hashing, now), callers, grants, audit, now),
        people=people,
        users=Administration(Users.on(directory, now), people, pool, grants, catalogue.check, audit, now),
        teams=Teams(
            directory,
            grants,
            audit,
            now,
            lambda team: [
                *shared.accounts.routing_to(team),
                *inbox_teams.naming(team),
                *pipelines.moved_by(team),
                *shared.accounts.giving("team_id", lambda given: given != team),
            ],
            lambda team: has_queue(shared.tickets, shared.account_repository, team),
        ),
        inbox_teams=inbox_teams,
        roles=Roles(directory, RosterRepository(directory), grants, audit, now),
        loads=LoadRepository(shared.conversations_table),
    )
