"""Users in the table `directory`."""

from collections.abc import Sequence

from helpdesk.people.items import FORMER, KIND, user_attributes, user_key, user_of
from helpdesk.people.models import User
from helpdesk.platform.by_kind import every_of_kind
from helpdesk.platform.dynamodb import Table, Write

_PRESENT = "attribute_exists(#pk) AND attribute_not_exists(#removed_at)"
_FIRST = "(attribute_not_exists(#version) OR #version = :known)"


class UserRepository:
    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, user_id: str, *, consistent: bool = False) -> User | None:
        """None for somebody who was removed."""
        item = self._table.get(user_key(user_id), consistent=consistent)
        user = user_of(item) if item else None
        return user if user and user.removed_at is None else None

    def many(self, user_ids: Sequence[str], *, consistent: bool = False) -> dict[str, User]:
        """Those who are users, by id. None costs no call."""
        found = self._table.batch_get([user_key(user_id) for user_id in user_ids], consistent=consistent)
        return {user.id: user for user in map(user_of, found) if user.removed_at is None}

    def all(self) -> list[User]:
        """Somebody who was created or removed in the last moments may be missing or there."""
        return [user_of(item) for item in every_of_kind(self._table, KIND)]

    def creating(self, user: User) -> Write:
        return self._table.putting(user_key(user.id), user_attributes(user))

    def changing(self, before: User, after: User) -> Write:
        """It fails if somebody changed the user since `before` was read. When they signed out is written only if it
        changes: that has no version."""
        was, becomes = user_attributes(before), user_attributes(after)
        changes = {name: value for name, value in becomes.items() if value != was[name]}
        condition = f"{_PRESENT} AND {_FIRST if before.version == 1 else '#version = :known'}"
        values = {"known": before.version}
        return self._table.changing(user_key(after.id), condition, changes | {"version": before.version + 1}, values)

    def sign_out(self, user_id: str, at: str) -> None:
        """Never earlier than before. Raises ConditionFailed if there is no such user, or it happened later."""
        condition = f"{_PRESENT} AND (attribute_not_exists(#signed_out_at) OR #signed_out_at < :signed_out_at)"
        self._table.write(self._table.changing(user_key(user_id), condition, {"signed_out_at": at}))

    def remove(self, user_id: str, at: str) -> None:
        """Nobody finds the user any more. Raises ConditionFailed if there is no such user."""
        self._table.write(self._table.changing(user_key(user_id), _PRESENT, {"removed_at": at, "kind": FORMER}))

    def transact(self, *writes: Write) -> None:
        """Raises TransactionFailed."""
        self._table.transact(writes)
