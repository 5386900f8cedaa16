"""What other concepts ask of contacts."""

import re
from collections.abc import Sequence

from helpdesk.contacts.models import Contact
from helpdesk.contacts.repository import ContactRepository
from helpdesk.platform.dynamodb import Write
from helpdesk.platform.errors import NotFound

_ID = re.compile(r"con_[a-z2-7]{26}")


class ContactService:
    def __init__(self, repository: ContactRepository) -> None:
        self._repository = repository

    def get(self, contact_id: str) -> Contact:
        contact = self._repository.get(contact_id)
        if contact is None:
            raise NotFound(f"There is no contact {contact_id!r}.", code="contact_not_found")
        return contact

    def find(self, contact_id: str) -> Contact | None:
        return self._repository.get(contact_id, consistent=True) if _ID.fullmatch(contact_id) else None

    def known(self, contact_ids: Sequence[str]) -> set[str]:
        """Those of at most 100 that exist."""
        return self._repository.known(contact_ids)

    def creation(self, contact: Contact) -> Write:
        return self._repository.creation(contact)
