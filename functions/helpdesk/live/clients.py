"""What those who are connected may do: read anew each time, because somebody may have left or have another role."""

from collections.abc import Iterable, Mapping

from helpdesk.inboxes.limits import InboxLimitRepository
from helpdesk.live.models import Client
from helpdesk.people.callers import Caller
from helpdesk.people.principals import Principal
from helpdesk.people.repository import UserRepository
from helpdesk.people.role_repository import RoleRepository
from helpdesk.people.roles import NOTHING, Role
from helpdesk.people.tokens import ApiToken, TokenRepository
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import Table


class Clients:
    def __init__(self, directory: Table, now: Clock) -> None:
        self._users = UserRepository(directory)
        self._roles = RoleRepository(directory)
        self._limits = InboxLimitRepository(directory)
        self._tokens = TokenRepository(directory)
        self._now = now

    def principals(self, clients: Iterable[Client]) -> Mapping[Client, Principal]:
        """Those who may still do something here. One call for a hundred people, one for the limits of inboxes, and one
        for each role that is the desk's own."""
        wanted = set(clients)
        if not wanted:
            return {}
        users = self._users.many(sorted({client.user_id for client in wanted}), consistent=True)
        limits, roles, found = self._limits.get(), dict[str, Role](), dict[Client, Principal]()
        for client in wanted:
            user = users.get(client.user_id)
            if user is None or not user.is_active:
                continue
            if user.role_id not in roles:
                roles[user.role_id] = self._roles.get(user.role_id) or NOTHING
            caller = Caller(user, roles[user.role_id], limits.closed_to(user.team_ids))
            if client.token_id is None:
                found[client] = caller.person()
            elif token := self._token(client.token_id):
                found[client] = caller.program(token)
        return found

    def principal(self, client: Client) -> Principal | None:
        return self.principals([client]).get(client)

    def _token(self, token_id: str) -> ApiToken | None:
        token = self._tokens.get(token_id)
        return token if token and token.is_live(to_text(self._now())) else None
