"""What a person or an API client may do: that follows from the person, who may have left, and from their role."""

from collections.abc import Callable, Sequence

from helpdesk.people.actors import ActorKind
from helpdesk.people.models import User
from helpdesk.people.principals import Principal
from helpdesk.people.repository import UserRepository
from helpdesk.people.role_repository import RoleRepository
from helpdesk.people.roles import NOTHING, Role, scopes_of_token
from helpdesk.people.tokens import ApiToken
from helpdesk.platform.frozen import frozen

ClosedTo = Callable[[Sequence[str]], tuple[str, ...]]
"""The inboxes that somebody in these teams does not see."""


@frozen
class Caller:
    user: User
    role: Role
    closed_inboxes: tuple[str, ...] = ()

    def person(self) -> Principal:
        return Principal(
            ActorKind.PERSON,
            self.user.id,
            self.user.name,
            self.role.scopes,
            ticket_access=self.role.ticket_access,
            team_ids=self.user.team_ids,
            closed_inboxes=self.closed_inboxes,
        )

    def program(self, token: ApiToken) -> Principal:
        return Principal(
            ActorKind.PROGRAM,
            token.id,
            token.name,
            scopes_of_token(token.scopes, self.role),
            token.owner_id,
            token.app_id,
            self.role.ticket_access,
            self.user.team_ids,
            self.closed_inboxes,
        )


class Callers:
    def __init__(self, users: UserRepository, roles: RoleRepository, closed_to: ClosedTo) -> None:
        self._users = users
        self._roles = roles
        self._closed_to = closed_to

    def find(self, user_id: str) -> Caller | None:
        """None for somebody who was deactivated or removed, from that moment on."""
        user = self._users.get(user_id, consistent=True)
        if user is None or not user.is_active:
            return None
        return Caller(user, self._roles.get(user.role_id) or NOTHING, self._closed_to(user.team_ids))
