"""What other packages need of contacts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from helpdesk.contacts.identities import Identity, IdentityKind, KnownIdentity
from helpdesk.contacts.models import Contact
from helpdesk.contacts.repository import ContactRepository
from helpdesk.messaging.addresses import DeliveryIdentifier, DeliveryIdentifierType
from helpdesk.platform.dynamodb import Write
from helpdesk.platform.errors import NotFound
from helpdesk.platform.frozen import frozen

_ADDRESSES = {
    IdentityKind.EMAIL: DeliveryIdentifierType.HS_EMAIL_ADDRESS,
    IdentityKind.PHONE: DeliveryIdentifierType.HS_PHONE_NUMBER,
}
_NOBODY = ""  # an address is the same identity, whichever app verified it
_ID = re.compile(r"con_[a-z2-7]{26}")


MOST = 20
"""Contacts of one person: each costs a read wherever the person is shown, and so many may have to be followed."""


@frozen
class KnownContact:
    contact: Contact
    identities: list[KnownIdentity]
    others: list[Contact]
    """Those that were merged into it."""


class ContactService:
    def __init__(self, repository: ContactRepository) -> None:
        self._repository = repository

    def with_identities(self, contact_id: str, *, consistent: bool = False) -> KnownContact:
        """The contact that answers for this id, with the identities of the whole person; visitor tokens are listed
        once. Raises NotFound."""
        contact, identities = self._followed(contact_id, consistent=consistent)
        others: list[Contact] = []
        for member in contact.group[1:]:
            if found := self._repository.get_with_identities(member, consistent=consistent):
                others.append(found[0])
                identities += [replace(each, of_another=True) for each in found[1]]
        tokens = [identity for identity in identities if identity.kind is IdentityKind.VISITOR]
        # The first one that was seen: since when the visitor is known.
        tokens.sort(key=lambda token: token.verified_at or "")
        shown = [identity for identity in identities if identity.value is not None] + tokens[:1]
        return KnownContact(contact, shown, others)

    def _followed(self, contact_id: str, *, consistent: bool) -> tuple[Contact, list[KnownIdentity]]:
        for _ in range(MOST):
            is_one = _ID.fullmatch(contact_id)
            found = self._repository.get_with_identities(contact_id, consistent=consistent) if is_one else None
            if found is None:
                raise no_contact(contact_id)
            if found[0].merged_into is None:
                return found
            contact_id = found[0].merged_into
        raise AssertionError("no contact is merged into one that is merged into it")

    def addresses(self, contact_id: str) -> list[DeliveryIdentifier]:
        """E-mail addresses and phone numbers, verified ones first."""
        try:
            known = self.with_identities(contact_id)
        except NotFound:
            return []
        by_trust = sorted(known.identities, key=lambda identity: identity.verified_by is None)
        noted = [(_ADDRESSES.get(identity.kind), identity.value) for identity in by_trust]
        said = [
            (_ADDRESSES[kind], value)
            for person in (known.contact, *known.others)
            for kind, value in ((IdentityKind.EMAIL, person.email), (IdentityKind.PHONE, person.phone))
        ]
        addresses = [DeliveryIdentifier(kind, value) for kind, value in [*noted, *said] if kind and value]
        return list(dict.fromkeys(addresses))

    def known_owner(self, contact_id: str, before: str) -> str | None:
        """The contact's owner, if the contact is known: by a visitor token that was seen before that time, or by a
        verified address."""
        try:
            person = self.with_identities(contact_id)
        except NotFound:
            return None
        seen = (each for each in person.identities if each.verified_at is not None)
        known = any(each.kind is not IdentityKind.VISITOR or (each.verified_at or "") < before for each in seen)
        return person.contact.owner_id if known else None

    def values(self, contact_id: str) -> Mapping[str, Any]:
        """The desk's own properties of the person."""
        contact = self.shown(contact_id)
        return contact.properties if contact else {}

    def find(self, contact_id: str) -> Contact | None:
        return self._repository.get(contact_id, consistent=True) if _ID.fullmatch(contact_id) else None

    def shown(self, contact_id: str) -> Contact | None:
        """The contact that answers for this id, strongly consistent."""
        found = self.find(contact_id)
        for _ in range(MOST):
            if found is None or found.merged_into is None:
                return found
            found = self.find(found.merged_into)
        return found

    def current(self, contact_id: str) -> Contact:
        """The same. Raises NotFound."""
        found = self.shown(contact_id)
        if found is None:
            raise no_contact(contact_id)
        return found

    def group_of(self, contact_id: str) -> tuple[str, ...]:
        """All ids of the person."""
        found = self.shown(contact_id)
        return found.group if found else (contact_id,)

    def known(self, contact_ids: Sequence[str]) -> set[str]:
        """Those that exist."""
        return self._repository.known(contact_ids)

    def creation(self, contact: Contact, by: str | None = None) -> Write:
        """`by`: who makes it, if not the person themselves."""
        return self._repository.creation(contact, by)

    def completing(self, contact: Contact, *, first_name: bool = False) -> Write:
        """Fills what is empty in the stored contact. `first_name`: it fails if the contact has a name by now."""
        return self._repository.completing(contact, first_name=first_name)

    def introduce(self, contact: Contact, by: str | None = None) -> Contact | None:
        """Stores the contact if it is new; else returns the stored one. By itself, before what refers to it: in a
        transaction, it and its places in the lists would cost twice as much."""
        return self._repository.introduce(contact, by)

    def ensure(self, contact: Contact) -> None:
        """Ensures that the contact exists, and has what is said of it where it had nothing. A read costs half of a
        write, and most contacts exist."""
        known = self._repository.get(contact.id) or self.introduce(contact)
        if known and known.lacks(contact):
            self._repository.complete(contact)

    def whose(self, identity: Identity) -> str | None:
        """The id of the contact with this identity."""
        return self._repository.bound_to(identity)

    def whose_address(self, address: DeliveryIdentifier) -> str | None:
        """The id of the contact for whom an app has verified this address."""
        try:
            if address.type is DeliveryIdentifierType.HS_EMAIL_ADDRESS:
                return self.whose(Identity.email(address.value, _NOBODY))
            if address.type is DeliveryIdentifierType.HS_PHONE_NUMBER:
                return self.whose(Identity.phone(address.value, _NOBODY))
        except ValueError:  # nobody can have verified it
            return None
        return None

    def binding(self, identities: Sequence[Identity], contact_id: str, now: str) -> list[Write]:
        return self._repository.binding(identities, contact_id, now)

    def bind(self, identities: Sequence[Identity], contact_id: str, now: str) -> None:
        """All or none. Raises IdentityTaken."""
        self._repository.bind(identities, contact_id, now)


def no_contact(contact_id: str) -> NotFound:
    return NotFound(f"There is no contact {contact_id[:64]!r}.", code="contact_not_found")
