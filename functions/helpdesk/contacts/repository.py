"""Contacts in the table `contacts`: one item each, found by its id."""

from collections.abc import Sequence
from dataclasses import asdict

from helpdesk.contacts.models import Contact
from helpdesk.platform.attributes import Item
from helpdesk.platform.dynamodb import NEW, Database, Key, Write


class ContactRepository:
    def __init__(self, database: Database, table: str) -> None:
        self._database = database
        self._table = table

    def get(self, contact_id: str, *, consistent: bool = False) -> Contact | None:
        item = self._database.get(self._table, _key(contact_id), consistent=consistent)
        return _contact(item) if item else None

    def known(self, contact_ids: Sequence[str]) -> set[str]:
        """Those of at most 100 that exist."""
        found = self._database.batch_get(self._table, [_key(one) for one in contact_ids])
        return {item["id"] for item in found}

    def creation(self, contact: Contact) -> Write:
        """To be part of the transaction that opens the contact's first conversation."""
        return Write(table=self._table, condition=NEW, item=_key(contact.id).attributes() | asdict(contact))


def _key(contact_id: str) -> Key:
    return Key(contact_id, "contact")


def _contact(item: Item) -> Contact:
    return Contact(**{name: item.get(name) for name in Contact.__slots__})  # type: ignore[arg-type]
