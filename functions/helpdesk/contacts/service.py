"""What other concepts ask of contacts."""

from helpdesk.contacts.models import Contact
from helpdesk.contacts.repository import ContactRepository
from helpdesk.platform.dynamodb import Write
from helpdesk.platform.errors import NotFound


class ContactService:
    def __init__(self, repository: ContactRepository) -> None:
        self._repository = repository

    def get(self, contact_id: str) -> Contact:
        contact = self._repository.get(contact_id)
        if contact is None:
            raise NotFound(f"There is no contact {contact_id!r}.", code="contact_not_found")
        return contact

    def is_known(self, contact_id: str) -> bool:
        return self._repository.get(contact_id, consistent=True) is not None

    def creation(self, contact: Contact) -> Write:
        return self._repository.creation(contact)
