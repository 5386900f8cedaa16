"""To whom people give tickets: somebody, or the queue of a team."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

from helpdesk.inboxes.limits import InboxLimitRepository, InboxLimits
from helpdesk.people.load_repository import LoadRepository
from helpdesk.people.models import User
from helpdesk.people.owner_warnings import OwnerWarning, warnings_about, warnings_about_team
from helpdesk.people.repository import UserRepository
from helpdesk.people.role_repository import RoleRepository
from helpdesk.people.roles import NOTHING
from helpdesk.people.roster import Roster
from helpdesk.people.roster_repository import RosterRepository
from helpdesk.people.team_repository import TeamRepository
from helpdesk.platform.dynamodb import Table
from helpdesk.platform.errors import InvalidRequest, Unavailable
from helpdesk.tickets.changes import TicketChange
from helpdesk.tickets.models import Ticket, TicketState

_NO_ACCESS = "no_inbox_access"


@dataclass
class Receiver:
    """Who gets a ticket by a change."""

    owner: User | None = None
    team_id: str | None = None
    limits: InboxLimits = field(default_factory=InboxLimits)
    gets: Ticket | None = None
    """The ticket, if the owner gets it with the change."""
    is_queued: bool = False
    """Whether it comes into the queue of the team with the change."""

    def check(self, before: Ticket, after: Ticket) -> None:
        """Raises InvalidRequest if they do not see the inbox. Whoever has the ticket already is not asked."""
        changes_owner = before.owner_id != after.owner_id
        self.gets = after if self.owner and changes_owner and after.state is TicketState.OPEN else None
        if self.owner and changes_owner and after.inbox_id in self.limits.closed_to(self.owner.team_ids):
            message = f"{self.owner.name} is in none of the teams that see this ticket's inbox."
            raise InvalidRequest.at("owner_id", message, code=_NO_ACCESS)
        changes_team = self.team_id is not None and before.team_id != after.team_id
        waits = self.team_id is not None and after.owner_id is None and after.state is TicketState.OPEN
        self.is_queued = waits and (changes_owner or changes_team)
        if changes_team and after.inbox_id in self.limits.closed_to([self.team_id or ""]):
            message = "This team does not see the ticket's inbox, which is limited to others."
            raise InvalidRequest.at("team_id", message, code=_NO_ACCESS)


class Receivers:
    def __init__(
        self,
        users: UserRepository,
        roles: RoleRepository,
        teams: TeamRepository,
        limits: InboxLimitRepository,
        loads: LoadRepository,
        roster: Callable[[], Roster],
    ) -> None:
        self._users = users
        self._roles = roles
        self._teams = teams
        self._limits = limits
        self._loads = loads
        self._roster = roster

    @classmethod
    def on(cls, directory: Table, conversations: Table) -> Self:
        return cls(
            UserRepository(directory),
            RoleRepository(directory),
            TeamRepository(directory),
            InboxLimitRepository(directory),
            LoadRepository(conversations),
            RosterRepository(directory).get,
        )

    def of(self, change: TicketChange) -> Receiver:
        """Raises InvalidRequest for somebody who can have no ticket, and for a team that there is not."""
        owner_id, team_id = change.values.get("owner_id"), change.values.get("team_id")
        if owner_id is None and team_id is None:
            return Receiver()
        owner = self._owner(owner_id) if owner_id is not None else None
        if team_id is not None:
            self._teams.check_one(team_id, "team_id")
        return Receiver(owner, team_id, self._limits.get())

    def warnings(self, receiver: Receiver) -> list[OwnerWarning]:
        """Of whoever got the ticket: what they have now, with it."""
        with suppress(Unavailable):  # the ticket is theirs, whether we can say more or not
            if receiver.owner and receiver.gets:
                return self._about(receiver.owner, filter(None, [receiver.gets.channel]))
            if receiver.team_id and receiver.is_queued:
                return list(warnings_about_team(receiver.team_id, self._roster()))
        return []

    def warnings_after(self, change: TicketChange) -> list[OwnerWarning]:
        """Of whoever got many."""
        owner_id, team_id = change.values.get("owner_id"), change.values.get("team_id")
        if team_id and owner_id is None:
            return list(warnings_about_team(team_id, self._roster()))
        owner = self._users.get(owner_id) if owner_id else None
        return self._about(owner, owner.capacity.by_channel) if owner else []

    def _about(self, owner: User, channels: Iterable[str]) -> list[OwnerWarning]:
        limited = [each for each in channels if each in owner.capacity.by_channel]
        return list(warnings_about(owner, *self._loads.of(owner.id, limited)))

    def _owner(self, user_id: str) -> User:
        user = self._users.get(user_id, consistent=True)
        if user is None:
            message = f"There is no user {user_id[:128]!r}. GET /v1/users lists them."
            raise InvalidRequest.at("owner_id", message, code="unknown_agent")
        if not user.is_active:
            message = f"{user.name} is deactivated, and gets no tickets."
            raise InvalidRequest.at("owner_id", message, code="user_inactive")
        role = self._roles.get(user.role_id) or NOTHING
        if not role.may_reply:
            message = f"{user.name} cannot answer customers: their role {role.name!r} does not let them."
            raise InvalidRequest.at("owner_id", message, code="may_not_reply")
        return user
