"""What other concepts ask of contacts."""

import re
from collections.abc import Sequence

from helpdesk.contacts.identities import Identity, IdentityKind, KnownIdentity
from helpdesk.contacts.models import Contact
from helpdesk.contacts.repository import ContactRepository
from helpdesk.platform.dynamodb import Write
from helpdesk.platform.errors import NotFound

_ID = re.compile(r"con_[a-z2-7]{26}")


class ContactService:
    def __init__(self, repository: ContactRepository) -> None:
        self._repository = repository

    def with_identities(self, contact_id: str) -> tuple[Contact, list[KnownIdentity]]:
        """What it is known by comes with it; that there are visitor tokens is said once. Raises NotFound."""
        found = self._repository.get_with_identities(contact_id)
        if found is None:
            raise NotFound(f"There is no contact {contact_id!r}.", code="contact_not_found")
        contact, identities = found
        tokens = [one for one in identities if one.kind is IdentityKind.VISITOR]
        return contact, [one for one in identities if one.value is not None] + tokens[:1]

    def find(self, contact_id: str) -> Contact | None:
        return self._repository.get(contact_id, consistent=True) if _ID.fullmatch(contact_id) else None

    def known(self, contact_ids: Sequence[str]) -> set[str]:
        """Those of at most 100 that exist."""
        return self._repository.known(contact_ids)

    def creation(self, contact: Contact) -> Write:
        return self._repository.creation(contact)

    def ensure(self, contact: Contact) -> None:
        """That it is there. Reading costs half of what a write does, and most that are asked for are."""
        if self._repository.get(contact.id) is None:
            self._repository.create(contact)

    def whose(self, identity: Identity) -> str | None:
        """The id of the contact that is known by it."""
        return self._repository.bound_to(identity)

    def binding(self, identities: Sequence[Identity], contact_id: str, now: str) -> list[Write]:
        return self._repository.binding(identities, contact_id, now)

    def bind(self, identities: Sequence[Identity], contact_id: str, now: str) -> None:
        """All or none. Raises IdentityTaken."""
        self._repository.bind(identities, contact_id, now)
