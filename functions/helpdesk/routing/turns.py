"""Whose turn it is, where people get tickets one after the other: `turn#{account}` in the table `conversations`."""

from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.dynamodb import Table, Write


class Turns:
    def __init__(self, table: Table) -> None:
        self._table = table

    def last(self, account_id: str) -> str | None:
        """Who got the last ticket."""
        item = self._table.get(_key(account_id), consistent=True)
        return item["user_id"] if item else None

    def giving(self, account_id: str, user_id: str, last: str | None) -> Write:
        """It fails if somebody else got a ticket since."""
        condition = "#user_id = :last" if last else "attribute_not_exists(#pk)"
        values: Item = {"last": last} if last else {}
        return self._table.putting(_key(account_id), {"user_id": user_id}, condition, values)


def _key(account_id: str) -> Key:
    return Key(f"turn#{account_id}", "turn")
