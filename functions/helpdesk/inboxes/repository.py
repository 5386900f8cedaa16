"""Inboxes in the table `directory`, each with the item that keeps its name its own."""

from helpdesk.inboxes.models import HELP_DESK, Inbox, same_name
from helpdesk.platform.attributes import Item
from helpdesk.platform.by_kind import page_of_kind
from helpdesk.platform.dynamodb import NEW, Database, Key, Write
from helpdesk.platform.ids import digest
from helpdesk.platform.natural_keys import claim


class InboxRepository:
    def __init__(self, database: Database, table: str) -> None:
        self._database = database
        self._table = table

    def get(self, inbox_id: str) -> Inbox | None:
        if inbox_id == HELP_DESK.id:
            return HELP_DESK
        item = self._database.get(self._table, _key(inbox_id), consistent=True)
        return _inbox(item) if item else None

    def page(self, *, after: str, limit: int) -> tuple[list[Inbox], bool]:
        """Without the help desk, from the one behind the inbox of that id on; and whether there are more."""
        start = _key(after).pk if after else ""
        page = page_of_kind(self._database, self._table, "inbox", after=start, limit=limit)
        return [_inbox(item) for item in page.items], page.more

    def create(self, inbox: Inbox) -> str | None:
        """None if it is made now, else the id of the inbox that has its name. Raises TransactionFailed where the id is
        taken."""
        name = Key(f"inbox-name#{digest(same_name(inbox.name))}", "natural-key")
        item = _key(inbox.id).attributes() | {"kind": "inbox", "name": inbox.name, "created_at": inbox.created_at}
        writes = [
            Write(table=self._table, condition=NEW, item=name.attributes() | {"owner": inbox.id}),
            Write(table=self._table, condition=NEW, item=item | {"id": inbox.id}),
        ]
        return claim(self._database, writes)


def _key(inbox_id: str) -> Key:
    return Key(f"inbox#{inbox_id}", "inbox")


def _inbox(item: Item) -> Inbox:
    return Inbox(item["id"], item["name"], item["created_at"])
