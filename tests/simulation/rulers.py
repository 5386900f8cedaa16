"""Whoever says who gets tickets, and people who come and go."""

from collections.abc import Sequence
from typing import Any

from tests.simulation.desk import COLLEAGUES, address_of
from tests.simulation.users import Attempt, Script, Users, Waiting, when


class Rulers:
    def __init__(self, users: Users) -> None:
        self._users, self._desk = users, users.desk
        self._owners_get_them = Waiting()
        self._team_ids: list[str] = []

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

    def owner_who_is_away(self) -> Script:
        """Tickets of the app's account go to whoever looks after their contacts: somebody who is away, and returns now
        and then."""
        yield self._be(COLLEAGUES[0], "away")
        others = {"assign_to": "users_and_teams", "user_ids": COLLEAGUES[1:]}
        more = self._users.random.choice([{"wait_for_owner": True}, {"fallback": others}, {}])
        rule = {"automatic": True, "assign_to": "contact_owner", **more}
        yield self._put(self._desk.registered_id, rule)
        self._owners_get_them.happens()
        for _ in range(2):
            yield self._users.wait(5, 40, 200)
            yield self._be(COLLEAGUES[0], "available")
            yield self._users.wait(0, 5, 100)
            yield self._be(COLLEAGUES[0], "away")

    def nobody_is_there(self) -> Script:
        """Tickets of the app's account go to whoever looks after their contacts, else to a team, and all of them are
        away. Then the rule waits for the owner, somebody joins the team, and one after the other returns."""
        for each in COLLEAGUES:
            yield self._be(each, "away")
        yield self._team(COLLEAGUES[1])
        fallback = {"assign_to": "users_and_teams", "team_ids": self._team_ids}
        rule = {"automatic": True, "assign_to": "contact_owner", "fallback": fallback}
        yield self._put(self._desk.registered_id, rule)
        self._owners_get_them.happens()
        yield self._users.wait(5, 40, 200)
        if self._users.random.random() < 0.5:
            yield self._put(self._desk.registered_id, {**rule, "wait_for_owner": True})
        yield self._be(COLLEAGUES[2], "available")
        yield self._users.wait(0, 5, 100)
        changes = [self._joins(COLLEAGUES[1:]), self._be(COLLEAGUES[0], "available")]
        self._users.random.shuffle(changes)
        yield from changes

    def looks_after(self, name: str) -> Script:
        """Somebody is to write who has an owner, and is known."""
        yield self._owners_get_them
        verified = {"type": "HS_EMAIL_ADDRESS", "value": address_of(name), "verified": True}
        contact = {"name": name.title(), "owner_id": COLLEAGUES[0], "identifiers": [verified]}
        yield lambda done: self._desk.desk_api("POST", "/v1/contacts", contact, done, **{"idempotency-key": name})

    def leaves_it_to_others(self) -> Script:
        """The open tickets of those who go away are given back."""
        yield lambda done: self._desk.desk_api("PATCH", "/v1/settings", {"when_away": "return"}, done)

    def _set(self, user_ids: tuple[str, ...], **more: Any) -> Attempt:
        rule = {"automatic": True, "assign_to": "users_and_teams", "user_ids": user_ids, **more}
        return self._put(self._desk.custom.id, rule)

    def _put(self, account_id: str, rule: dict[str, Any]) -> Attempt:
        path = f"/v1/channel-accounts/{account_id}/routing"
        return lambda done: self._desk.desk_api("PUT", path, rule, done)

    def _team(self, *member_ids: str) -> Attempt:
        body, key = {"name": "Shop", "member_ids": member_ids}, {"idempotency-key": "shop"}

        def noted(made: Any) -> None:
            self._team_ids[:] = [made["id"]]

        return lambda done: self._desk.desk_api("POST", "/v1/teams", body, when(201, noted, done), **key)

    def _joins(self, member_ids: Sequence[str]) -> Attempt:
        return lambda done: self._desk.desk_api(
            "PATCH", f"/v1/teams/{self._team_ids[0]}", {"member_ids": member_ids}, done
        )

    def _be(self, user_id: str, state: str) -> Attempt:
        path = f"/v1/users/{user_id}/availability"
        return lambda done: self._desk.desk_api("PUT", path, {"state": state}, done)
