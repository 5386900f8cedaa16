"""Contacts in the table `contacts`: each in a partition of its own, named by its id, with what it is known by. An
identity is a natural key: an item that names the contact it belongs to."""

from collections.abc import Sequence
from dataclasses import asdict

from helpdesk.contacts.identities import Identity, IdentityKind, IdentityTaken, KnownIdentity
from helpdesk.contacts.models import Contact
from helpdesk.platform.attributes import Item
from helpdesk.platform.dynamodb import NEW, ConditionFailed, Database, Key, TransactionFailed, Write

_SHOWN_AT_MOST = 100


class ContactRepository:
    def __init__(self, database: Database, table: str) -> None:
        self._database = database
        self._table = table

    def get(self, contact_id: str, *, consistent: bool = False) -> Contact | None:
        item = self._database.get(self._table, _key(contact_id), consistent=consistent)
        return _contact(item) if item else None

    def get_with_identities(self, contact_id: str) -> tuple[Contact, list[KnownIdentity]] | None:
        """The first hundred, e-mail addresses before phone numbers before visitor tokens."""
        page = self._database.query(self._table, "#pk = :contact", {"contact": contact_id}, limit=_SHOWN_AT_MOST)
        if not page.items or page.items[0]["sk"] != "contact":
            return None
        return _contact(page.items[0]), [_known_identity(item) for item in page.items[1:]]

    def known(self, contact_ids: Sequence[str]) -> set[str]:
        """Those that exist."""
        found = self._database.batch_get(self._table, [_key(one) for one in contact_ids])
        return {item["id"] for item in found}

    def creation(self, contact: Contact) -> Write:
        """To be part of the transaction that opens the contact's first conversation."""
        return Write(table=self._table, condition=NEW, item=_key(contact.id).attributes() | asdict(contact))

    def create(self, contact: Contact) -> None:
        """Once; a repeat changes nothing."""
        try:
            self._database.write(self.creation(contact))
        except ConditionFailed:
            return

    def bound_to(self, identity: Identity) -> str | None:
        """The id of the contact that it belongs to."""
        item = self._database.get(self._table, _identity_key(identity), consistent=True)
        return item["contact_id"] if item else None

    def binding(self, identities: Sequence[Identity], contact_id: str, now: str) -> list[Write]:
        """To be part of a transaction, which fails where one of them has been bound already."""
        return [write for one in identities for write in self._bound(one, contact_id, now)]

    def bind(self, identities: Sequence[Identity], contact_id: str, now: str) -> None:
        """All or none. Raises IdentityTaken."""
        try:
            self._database.transact(self.binding(identities, contact_id, now))
        except TransactionFailed as failure:
            raise IdentityTaken from failure

    def _bound(self, identity: Identity, contact_id: str, now: str) -> list[Write]:
        key = _identity_key(identity).attributes() | {"contact_id": contact_id}
        shown = Key(contact_id, f"identity#{identity.kind}#{identity.key}").attributes() | {
            "identity": identity.kind.value,
            "value": identity.value,
            "app_id": identity.app_id,
            "created_at": now,
        }
        return [Write(table=self._table, condition=NEW, item=item) for item in (key, shown)]


def _key(contact_id: str) -> Key:
    return Key(contact_id, "contact")


def _identity_key(identity: Identity) -> Key:
    return Key(f"identity#{identity.key}", "identity")


def _contact(item: Item) -> Contact:
    return Contact(**{name: item.get(name) for name in Contact.__slots__})  # type: ignore[arg-type]


def _known_identity(item: Item) -> KnownIdentity:
    return KnownIdentity(IdentityKind(item["identity"]), item.get("value"), item["app_id"], item["created_at"])
