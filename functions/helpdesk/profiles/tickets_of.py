"""The tickets of a contact, whichever of their addresses they came from."""

from collections.abc import Sequence

from helpdesk.contacts.models import Contact
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.dynamodb import Write
from helpdesk.platform.text import excerpt
from helpdesk.tickets.activity import SUBJECT_LENGTH
from helpdesk.tickets.history import newest_of
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.repository import TicketRepository

NEWEST = 10


class TicketsOfContacts:
    def __init__(self, repository: TicketRepository, cursors: Cursors) -> None:
        self._repository = repository
        self._cursors = cursors

    def newest(self, contact: Contact) -> list[Ticket]:
        """The ten newest, newest first."""
        return self._read(contact, "", NEWEST)[0]

    def page(self, contact: Contact, *, limit: int, cursor: str | None) -> tuple[Sequence[Ticket], str | None]:
        """Newest first, and a cursor to more. Raises InvalidRequest for a cursor of another contact."""
        bound = self._cursors.of(f"contact/{contact.id}")
        start = bound.read(cursor, parts=1)[0] if cursor else ""
        tickets, end = self._read(contact, start, limit)
        return tickets, bound.write(end) if end else None

    def naming(self, ticket: Ticket, contact: Contact) -> Write:
        """The ticket shows the contact's name."""
        return self._repository.naming(ticket.reference, excerpt(contact.display_name, SUBJECT_LENGTH))

    def _read(self, contact: Contact, start: str, limit: int) -> tuple[list[Ticket], str | None]:
        return newest_of(self._repository, contact.group, start=start, limit=limit)
