"""What other packages need of users."""

from collections.abc import Sequence
from contextlib import suppress

from helpdesk.people.actors import ActorKind
from helpdesk.people.models import User
from helpdesk.people.principals import UNKNOWN_CALLER, Principal
from helpdesk.people.repository import UserRepository
from helpdesk.platform.dynamodb import ConditionFailed
from helpdesk.platform.errors import FieldError, Forbidden, InvalidRequest, NotAuthenticated


class UserService:
    def __init__(self, repository: UserRepository) -> None:
        self._repository = repository

    def all(self) -> list[User]:
        return sorted(self._repository.all(), key=lambda user: (user.name, user.id))

    def get(self, user_id: str) -> User | None:
        return self._repository.get(user_id)

    def user_of(self, principal: Principal) -> User:
        """The caller, or the person for whom an API client acts. Raises NotAuthenticated for somebody who was
        deactivated or removed: the gateway may know them for a minute longer."""
        user = self._repository.get(principal.user_id)
        if user is None or not user.is_active:
            raise NotAuthenticated(UNKNOWN_CALLER)
        return user

    def sign_out_everywhere(self, principal: Principal, now: str) -> None:
        """From now on, no token that the person has got so far is valid: within a minute, because the gateway remembers
        callers for so long. Raises Forbidden for an API client: its token is revoked by an administrator."""
        if principal.kind is not ActorKind.PERSON:
            raise Forbidden("An API client has no sessions. An administrator revokes its token.", code="not_a_person")
        with suppress(ConditionFailed):  # it has happened, or the person was removed
            self._repository.sign_out(principal.id, now)

    def check_owner(self, user_id: str) -> None:
        """Raises InvalidRequest if there is no such user."""
        self._existing(user_id)

    def check_new_owner(self, user_id: str) -> None:
        """Raises InvalidRequest if there is no such user, or if they are deactivated."""
        user = self._existing(user_id, consistent=True)
        if not user.is_active:
            raise InvalidRequest.at("owner_id", f"{user.name} is deactivated.", code="user_inactive")

    def _existing(self, user_id: str, *, consistent: bool = False) -> User:
        user = self._repository.get(user_id, consistent=consistent)
        if user is None:
            message = f"There is no user {user_id!r}. GET /v1/users lists them."
            raise InvalidRequest.at("owner_id", message, code="unknown_agent")
        return user

    def check_users(self, user_ids: Sequence[str], field: str) -> None:
        """Raises InvalidRequest that names each who does not exist, by `field` and position."""
        known = self._repository.many(list(dict.fromkeys(user_ids))) if user_ids else {}
        unknown = [
            FieldError(f"{field}[{at}]", f"There is no user {user_id!r}. GET /v1/users lists them.")
            for at, user_id in enumerate(user_ids)
            if user_id not in known
        ]
        if unknown:
            raise InvalidRequest.among(unknown, code="unknown_agent")
