"""Who calls, without a table."""

from collections.abc import Mapping
from typing import Any

from helpdesk.people.callers import Callers
from helpdesk.people.models import User
from helpdesk.people.roles import BUILT_IN, Role


class Users(dict[str, User]):
    """By id, as their repository gets them."""

    def get(self, user_id: str, default: Any = None, *, consistent: bool = False) -> Any:
        return super().get(user_id, default)


def callers_among(users: Mapping[str, User], roles: Mapping[str, Role] | None = None) -> Callers:
    known: Any = users if isinstance(users, Users) else Users(users)
    kept: Any = {**BUILT_IN, **(roles or {})}
    return Callers(known, kept, lambda _: ())
