"""Inboxes in the table `directory`, each with the item that makes its name unique."""

from helpdesk.inboxes.models import HELP_DESK, Inbox
from helpdesk.platform.attributes import Key
from helpdesk.platform.by_kind import page_of_kind
from helpdesk.platform.dynamodb import Table
from helpdesk.platform.natural_keys import NaturalKey, claim
from helpdesk.platform.records import dump, load
from helpdesk.platform.text import same_name


class InboxRepository:
    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, inbox_id: str) -> Inbox | None:
        if inbox_id == HELP_DESK.id:
            return HELP_DESK
        item = self._table.get(_key(inbox_id), consistent=True)
        return load(Inbox, item) if item else None

    def page(self, *, after: str, limit: int) -> tuple[list[Inbox], bool]:
        """Without the help desk, starting after the inbox with that id; and whether there are more."""
        start = _key(after).pk if after else ""
        page = page_of_kind(self._table, "inbox", after=start, limit=limit)
        return [load(Inbox, item) for item in page.items], page.more

    def create(self, inbox: Inbox) -> str | None:
        """None if the inbox was created, else the id of the inbox that has its name. Raises TransactionFailed if the id
        is taken."""
        name = NaturalKey.of("inbox-name", same_name(inbox.name))
        made = self._table.putting(_key(inbox.id), dump(inbox) | {"kind": "inbox"})
        return claim(self._table, [name.claiming(self._table, inbox.id), made])


def _key(inbox_id: str) -> Key:
    return Key(f"inbox#{inbox_id}", "inbox")
