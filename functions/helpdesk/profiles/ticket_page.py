"""A ticket with what an agent needs beside it, in four calls: the ticket with the newest entries of its conversation,
its contact, the keys of the contact's newest tickets, and these tickets together with the files of the entries."""

from collections.abc import Mapping, Sequence

from helpdesk.contacts.service import ContactService, KnownContact
from helpdesk.conversations.models import Message, TimelineEntry
from helpdesk.conversations.notes import Note
from helpdesk.conversations.references import ConversationReference
from helpdesk.files.models import File
from helpdesk.files.service import MessageFiles
from helpdesk.platform.dynamodb import Table
from helpdesk.platform.frozen import frozen
from helpdesk.tickets.decisions import no_ticket
from helpdesk.tickets.models import Ticket, TicketState
from helpdesk.tickets.repository import TicketRepository

_OTHERS_READ = 20
MOST_OTHERS = 10


@frozen
class TicketPage:
    ticket: Ticket
    contact: KnownContact
    entries: Sequence[TimelineEntry]
    files: Mapping[str, File]
    """The files of the entries, by id."""
    others: Sequence[Ticket]
    """The contact's newest tickets but for this one, newest first."""

    @property
    def earlier(self) -> list[Ticket]:
        place = (self.ticket.opened_at, self.ticket.id)
        return [each for each in self.others if (each.opened_at, each.id) < place][:MOST_OTHERS]

    @property
    def open(self) -> list[Ticket]:
        return [each for each in self.others if each.state is TicketState.OPEN][:MOST_OTHERS]


class TicketPages:
    def __init__(
        self, tickets: TicketRepository, contacts: ContactService, files: MessageFiles, files_table: Table
    ) -> None:
        self._tickets = tickets
        self._contacts = contacts
        self._files = files
        self._files_table = files_table

    def get(self, reference: ConversationReference, *, entries: int) -> TicketPage:
        """With so many of its newest entries. A contact that others were merged into costs two calls more for each of
        them. Raises NotFound."""
        found = self._tickets.with_entries(reference, entries)
        if found is None:
            raise no_ticket(reference)
        ticket, newest = found
        contact = self._contacts.with_identities(ticket.contact_id)
        group = contact.contact.group
        keys = [key for each in group for key in self._tickets.newest_keys(each, _OTHERS_READ + 1)]
        with_files = [(entry.id, entry.parts) for entry in newest if isinstance(entry, Message | Note)]
        others, files = self._tickets.many_with(
            [key for key in keys if key.pk != reference.thread or not key.sk.startswith(f"{reference.episode:05d}#")],
            self._files_table,
            self._files.keys_of(with_files),
        )
        others.sort(key=lambda each: (each.opened_at, each.id), reverse=True)
        return TicketPage(ticket, contact, newest, self._files.of_items(files), others[:_OTHERS_READ])
