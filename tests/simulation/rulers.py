"""Whoever says who gets tickets, and people who come and go."""

from typing import Any

from tests.simulation.desk import COLLEAGUES
from tests.simulation.users import Attempt, Script, Users


class Rulers:
    def __init__(self, users: Users) -> None:
        self._users, self._desk = users, users.desk

    def rule(self) -> Script:
        """Sets the rule of an account, and later another one."""
        method = self._users.random.choice(["balanced", "round_robin"])
        yield self._set(COLLEAGUES[:2], method=method)
        yield self._users.a_message
        yield self._users.wait(5, 40, 200)
        yield self._set(COLLEAGUES, method=method)

    def shift(self) -> Script:
        """One goes away and returns, and some of the others."""
        for user_id in (COLLEAGUES[0], *self._users.random.choices(COLLEAGUES, k=2)):
            yield self._users.wait()
            yield self._be(user_id, "away")
            yield self._users.wait(0, 5, 100)
            yield self._be(user_id, "available")

    def leaves_it_to_others(self) -> Script:
        """The open tickets of those who go away are given back."""
        yield lambda done: self._desk.desk_api("PATCH", "/v1/settings", {"when_away": "return"}, done)

    def _set(self, user_ids: tuple[str, ...], **more: Any) -> Attempt:
        path = f"/v1/channel-accounts/{self._desk.custom.id}/routing"
        rule = {"automatic": True, "assign_to": "users_and_teams", "user_ids": user_ids, **more}
        return lambda done: self._desk.desk_api("PUT", path, rule, done)

    def _be(self, user_id: str, state: str) -> Attempt:
        path = f"/v1/users/{user_id}/availability"
        return lambda done: self._desk.desk_api("PUT", path, {"state": state}, done)
