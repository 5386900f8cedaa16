"""Roles in the table `directory`: `pk = roles`, `sk = {id}`. Those that every desk has, have no items."""

from helpdesk.people.roles import BUILT_IN, Role
from helpdesk.platform.collection import Collection
from helpdesk.platform.dynamodb import Table


class RoleRepository(Collection[Role]):
    def __init__(self, directory: Table) -> None:
        super().__init__(directory, "roles", Role, lambda each: each.id)

    def all(self) -> list[Role]:
        """Those that every desk has first."""
        return [*BUILT_IN.values(), *(each for each in super().all() if each.archived_at is None)]

    def get(self, record_id: str) -> Role | None:
        """None for a deleted one."""
        found = BUILT_IN.get(record_id) or super().get(record_id)
        return found if found and found.archived_at is None else None
