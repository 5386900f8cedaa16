"""Contacts in the table `contacts`: each in its own partition, named by its id, with its identities. An identity is a
natural key: an item that names its contact."""

from collections.abc import Sequence

from helpdesk.contacts.identities import Identity, IdentityTaken, KnownIdentity
from helpdesk.contacts.models import Contact
from helpdesk.platform.attributes import Key
from helpdesk.platform.dynamodb import ConditionFailed, Table, TransactionFailed, Write
from helpdesk.platform.records import dump, load

_SHOWN_AT_MOST = 100


class ContactRepository:
    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, contact_id: str, *, consistent: bool = False) -> Contact | None:
        item = self._table.get(_key(contact_id), consistent=consistent)
        return load(Contact, item) if item else None

    def get_with_identities(self, contact_id: str) -> tuple[Contact, list[KnownIdentity]] | None:
        """The first hundred, e-mail addresses before phone numbers before visitor tokens."""
        page = self._table.query("#pk = :contact", {"contact": contact_id}, limit=_SHOWN_AT_MOST)
        if not page.items or page.items[0]["sk"] != "contact":
            return None
        return load(Contact, page.items[0]), [load(KnownIdentity, item) for item in page.items[1:]]

    def known(self, contact_ids: Sequence[str]) -> set[str]:
        """Those that exist."""
        found = self._table.batch_get([_key(contact_id) for contact_id in contact_ids])
        return {item["id"] for item in found}

    def creation(self, contact: Contact) -> Write:
        """For the transaction that opens the contact's first conversation."""
        return self._table.putting(_key(contact.id), dump(contact))

    def completing(self, contact: Contact, *, first_name: bool = False) -> Write:
        """Fills what is empty in the stored contact; the rest stays. `first_name`: it fails if the contact has a name
        by now."""
        told = {"name": contact.name, "email": contact.email, "phone": contact.phone}
        condition = "attribute_exists(#pk)" + (" AND attribute_not_exists(#name)" if first_name else "")
        return self._table.changing(_key(contact.id), condition, {}, once=told)

    def complete(self, contact: Contact) -> None:
        self._table.write(self.completing(contact))

    def create(self, contact: Contact) -> None:
        """Idempotent."""
        try:
            self._table.write(self.creation(contact))
        except ConditionFailed:
            return

    def bound_to(self, identity: Identity) -> str | None:
        """The id of the contact that has the identity."""
        item = self._table.get(_identity_key(identity), consistent=True)
        return item["contact_id"] if item else None

    def binding(self, identities: Sequence[Identity], contact_id: str, now: str) -> list[Write]:
        """For a transaction, which fails if one of them is already bound."""
        return [write for identity in identities for write in self._bound(identity, contact_id, now)]

    def bind(self, identities: Sequence[Identity], contact_id: str, now: str) -> None:
        """All or none. Raises IdentityTaken."""
        try:
            self._table.transact(self.binding(identities, contact_id, now))
        except TransactionFailed as failure:
            raise IdentityTaken from failure

    def _bound(self, identity: Identity, contact_id: str, now: str) -> list[Write]:
        shown = Key(contact_id, f"identity#{identity.kind}#{identity.key}")
        known = KnownIdentity(identity.kind, identity.value, identity.app_id, now)
        return [
            self._table.putting(_identity_key(identity), {"contact_id": contact_id}),
            self._table.putting(shown, dump(known)),
        ]


def _key(contact_id: str) -> Key:
    return Key(contact_id, "contact")


def _identity_key(identity: Identity) -> Key:
    return Key(f"identity#{identity.key}", "identity")
