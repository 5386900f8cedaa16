"""Contacts in the table `contacts`: each in its own partition, named by its id, with its identities. An identity is a
natural key: an item that names its contact. Three indexes list contacts."""

from collections.abc import Sequence

from helpdesk.contacts.identities import Identity, IdentityTaken, KnownIdentity
from helpdesk.contacts.models import Contact
from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.dynamodb import NEW, ConditionFailed, Table, TransactionFailed, Write
from helpdesk.platform.partitions import every
from helpdesk.platform.records import dump, load
from helpdesk.platform.text import same_name

BY_CREATION = "contacts_by_creation"
BY_NAME = "contacts_by_name"
BY_OWNER = "contacts_by_owner"
_SORTED = {BY_CREATION: "by_creation", BY_NAME: "by_name", BY_OWNER: "by_creation"}
_LISTED = "contact"
_SHOWN_AT_MOST = 100
_NAME_LENGTH = 80


class ContactRepository:
    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, contact_id: str, *, consistent: bool = False) -> Contact | None:
        item = self._table.get(_key(contact_id), consistent=consistent)
        return load(Contact, item) if item else None

    def get_with_identities(
        self, contact_id: str, *, consistent: bool = False
    ) -> tuple[Contact, list[KnownIdentity]] | None:
        """The first hundred, e-mail addresses before phone numbers before visitor tokens."""
        values = {"contact": contact_id}
        page = self._table.query("#pk = :contact", values, limit=_SHOWN_AT_MOST, consistent=consistent)
        if not page.items or page.items[0]["sk"] != "contact":
            return None
        return load(Contact, page.items[0]), [_identity_from(item) for item in page.items[1:]]

    def identity_items(self, contact_id: str) -> list[Item]:
        """All of them, strongly consistent."""
        return list(every(self._table, contact_id, "identity#"))

    def page(
        self, index: str, *, owner_id: str | None, after: str | None, limit: int
    ) -> tuple[list[Contact], str | None]:
        """So many contacts after that place of an index, by name or newest first; and the last one's place, if more
        follow. `owner_id`: for the index by owner."""
        partition, sort = ("owner_id", owner_id) if index == BY_OWNER else ("listed", _LISTED), _SORTED[index]
        condition, values = f"#{partition[0]} = :of", {"of": partition[1]}
        newest_first = sort == "by_creation"
        if after is not None:
            condition += f" AND #{sort} {'<' if newest_first else '>'} :after"
            values["after"] = after
        page = self._table.query(condition, values, index=index, limit=limit, newest_first=newest_first)
        found = self._table.batch_get([Key(item["pk"], item["sk"]) for item in page.items]) if page.items else []
        by_id = {item["id"]: load(Contact, item) for item in found}
        # The index may lag: one that has left it in the meantime is left out.
        contacts = [by_id[item["pk"]] for item in page.items if item["pk"] in by_id]
        return contacts, page.items[-1][sort] if page.more else None

    def known(self, contact_ids: Sequence[str]) -> set[str]:
        """Those that exist."""
        found = self._table.batch_get([_key(contact_id) for contact_id in contact_ids])
        return {item["id"] for item in found}

    def creation(self, contact: Contact, by: str | None = None) -> Write:
        """For the transaction that opens the contact's first conversation. `by`: who makes it, if not the person
        themselves."""
        return self._table.putting(_key(contact.id), _item(contact) | _changed(by))

    def changing(self, before: Contact, after: Contact, by: str) -> Write:
        """Writes what somebody decided, if nobody has decided anything since `before` was read. What messages fill in
        meanwhile stays."""
        was, becomes = _item(before), _item(after)
        changed = {name: value for name, value in becomes.items() if value != was[name]}
        return self._table.changing(
            _key(before.id),
            "#version = :known",
            changed | {"version": before.version + 1} | _changed(by),
            {"known": before.version},
        )

    def transact(self, writes: Sequence[Write]) -> None:
        """Raises TransactionFailed."""
        self._table.transact(writes)

    def completing(self, contact: Contact, *, first_name: bool = False) -> Write:
        """Fills what is empty in the stored contact; the rest stays. `first_name`: it fails if the contact has a name
        by now."""
        told = {"name": contact.name, "email": contact.email, "phone": contact.phone, "by_name": _by_name(contact)}
        condition = "attribute_exists(#pk)" + (" AND attribute_not_exists(#name)" if first_name else "")
        return self._table.changing(_key(contact.id), condition, _changed(None), once=told)

    def complete(self, contact: Contact) -> None:
        self._table.write(self.completing(contact))

    def introduce(self, contact: Contact, by: str | None = None) -> Contact | None:
        """Stores the contact if it is new; else returns the stored one."""
        try:
            self._table.write(self.creation(contact, by))
        except ConditionFailed as failure:
            return load(Contact, failure.existing) if failure.existing else None
        return None

    def bound_to(self, identity: Identity) -> str | None:
        """The id of the contact that has the identity, unless nobody has verified it."""
        item = self._table.get(_identity_key(identity), consistent=True)
        return item["contact_id"] if item and not item.get("unverified") else None

    def owner_of(self, identity: Identity) -> str | None:
        """The id of the contact that has the identity, verified or not."""
        item = self._table.get(_identity_key(identity), consistent=True)
        return item["contact_id"] if item else None

    def binding(self, identities: Sequence[Identity], contact_id: str, now: str, by: str | None = None) -> list[Write]:
        """For a transaction, which fails if one of them is already bound. Whoever verifies an identity gets it from a
        contact where nobody has. `by`: who adds them, if they did not come with what the person writes."""
        return [write for identity in identities for write in self._bound(identity, contact_id, now, by)]

    def bind(self, identities: Sequence[Identity], contact_id: str, now: str) -> None:
        """All or none. Raises IdentityTaken."""
        try:
            self._table.transact(self.binding(identities, contact_id, now))
        except TransactionFailed as failure:
            raise IdentityTaken from failure

    def releasing(self, identity: Identity, contact_id: str, *, is_bound: bool) -> list[Write]:
        """The contact does not have it any more. `is_bound`: it is bound to this contact."""
        shown = self._table.deleting(_shown_key(identity, contact_id), "attribute_exists(#pk)")
        if not is_bound:
            return [shown]
        free = self._table.deleting(_identity_key(identity), "#contact_id = :mine", {"mine": contact_id})
        return [shown, free]

    def _bound(self, identity: Identity, contact_id: str, now: str, by: str | None) -> list[Write]:
        known = KnownIdentity(
            identity.kind,
            identity.value,
            identity.verified_by,
            now if identity.verified_by else None,
            verifier=identity.verifier,
        )
        unverified = None if identity.verified_by else True
        key = {"contact_id": contact_id, "unverified": unverified}
        shown = dump(known, "key", "of_another") | _changed(by)
        if unverified:
            return [
                self._table.putting(_identity_key(identity), key),
                self._table.putting(_shown_key(identity, contact_id), shown),
            ]
        free, unsaid = f"{NEW} OR #unverified = :yes", f"{NEW} OR attribute_not_exists(#verified_by)"
        return [
            self._table.putting(_identity_key(identity), key, free, {"yes": True}),
            self._table.putting(_shown_key(identity, contact_id), shown, unsaid),
        ]


def _item(contact: Contact) -> Item:
    if contact.merged_into:  # it is in no list
        return dump(contact) | dict.fromkeys(("listed", "by_creation", "by_name"))
    listed = {"listed": _LISTED, "by_creation": f"{contact.created_at}#{contact.id}", "by_name": _by_name(contact)}
    return dump(contact) | listed


def _changed(by: str | None) -> Item:
    """For the change feed: an actor's kind and id, as in `person:agent-ann`. None: the person themselves, by what they
    wrote. That is so for nearly all, and costs nothing."""
    return {"changed_by": by}


def _by_name(contact: Contact) -> str | None:
    return f"{same_name(contact.name)[:_NAME_LENGTH]}#{contact.id}" if contact.name else None


def _identity_from(item: Item) -> KnownIdentity:
    return load(KnownIdentity, item, key=item["sk"].rpartition("#")[2])


def _key(contact_id: str) -> Key:
    return Key(contact_id, "contact")


def _shown_key(identity: Identity, contact_id: str) -> Key:
    return Key(contact_id, f"identity#{identity.kind}#{identity.key}")


def _identity_key(identity: Identity) -> Key:
    return Key(f"identity#{identity.key}", "identity")
