"""Hits as they are shown: made of what the table has now, so that nothing is shown that was erased or changed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from helpdesk.contacts.repository import ContactRepository
from helpdesk.contacts.service import ContactService
from helpdesk.conversations.items import entry_from, message_key, note_key, ticket_key
from helpdesk.conversations.models import Message
from helpdesk.conversations.notes import Note, NoteReference
from helpdesk.conversations.references import ConversationReference, MessageReference
from helpdesk.files.parts import given_name
from helpdesk.index.models import Hit, Kind
from helpdesk.index.terms import Term
from helpdesk.indexing.documents import Person
from helpdesk.indexing.people import People
from helpdesk.people.access import Access
from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.dynamodb import Table
from helpdesk.platform.frozen import frozen
from helpdesk.platform.parallel import Parallel
from helpdesk.search.excerpts import Piece, beginning, excerpt
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.repository import ticket_from

_LONG = 20_000
"""What is behind so many characters of a text is not looked for: its beginning is shown."""


@frozen
class ShownHit:
    kind: Kind
    ticket: Ticket
    entry: Message | Note | None
    """None: it is the ticket itself."""
    found_in: str
    excerpt: Sequence[Piece]
    score: float


class HitReader:
    def __init__(self, conversations: Table, contacts: Table, parallel: Parallel = map) -> None:
        """`parallel`: with it, people are read, each with a call of its own."""
        self._table = conversations
        self._contacts = ContactService(ContactRepository(contacts))
        self._parallel = parallel

    def read(self, hits: Sequence[Hit], terms: Sequence[Term], access: Access) -> list[ShownHit]:
        """In their order, without what is gone, what has other words now, and what the caller does not see any more.
        One strongly consistent call for up to fifty; and one for each contact that was found by what its ticket does
        not say: an e-mail address, a phone number, or a property of its own."""
        keys = {hit.id: _KEYS[hit.kind](_reference(hit), hit.id) for hit in hits}
        tickets = {hit.ticket_id: ticket_key(_reference(hit)) for hit in hits}
        wanted = dict.fromkeys([*keys.values(), *tickets.values()])
        read = self._table.batch_get(list(wanted), consistent=True)
        items = {Key(item["pk"], item["sk"]): item for item in read}
        found = ((hit, items.get(tickets[hit.ticket_id]), items.get(keys[hit.id])) for hit in hits)
        shown = [
            shown
            for hit, ticket, item in found
            if ticket and item and (shown := _shown(hit, ticket_from(ticket), item, terms, access))
        ]
        people = People(self._contacts, self._parallel).of(
            each.ticket.contact_id for each in shown if not each.found_in
        )
        return [each if each.found_in else _by_contact(each, people[each.ticket.contact_id], terms) for each in shown]


def _shown(hit: Hit, ticket: Ticket, item: Item, terms: Sequence[Term], access: Access) -> ShownHit | None:
    """Found in nothing: a ticket that does not say itself why it was found."""
    if not access.allows(ticket):
        return None
    entry = None if hit.kind is Kind.TICKET else entry_from(item)
    if entry is None:
        surroundings = _among(_of_ticket(ticket), terms) or ("", [])
    elif isinstance(entry, Message | Note) and (found := _of_entry(entry, terms)):
        surroundings = found
    else:
        return None
    return ShownHit(hit.kind, ticket, entry, *surroundings, hit.score)


def _by_contact(hit: ShownHit, person: Person | None, terms: Sequence[Term]) -> ShownHit:
    found = _among(_of_person(person), terms) if person else None
    found_in, surroundings = found or ("contact", beginning(hit.ticket.title))
    return replace(hit, found_in=found_in, excerpt=surroundings)


def _of_entry(entry: Message | Note, terms: Sequence[Term]) -> tuple[str, list[Piece]] | None:
    if found := _among([("text", entry.text), *(("file", name) for name in _file_names(entry))], terms):
        return found
    return ("text", beginning(entry.text)) if len(entry.text) > _LONG else None


def _among(texts: Sequence[tuple[str, str]], terms: Sequence[Term]) -> tuple[str, list[Piece]] | None:
    """The first of them in which something was found."""
    return next(((where, found) for where, text in texts if (found := excerpt(text, terms))), None)


def _of_ticket(ticket: Ticket) -> list[tuple[str, str]]:
    own = [("property", value) for value in ticket.properties.values() if isinstance(value, str)]
    number = [("number", f"#{ticket.number}")] if ticket.number else []
    return [("name", ticket.title), *number, ("contact", ticket.contact_name), *own]


def _of_person(person: Person) -> list[tuple[str, str]]:
    own = [("property", value) for value in person.contact.properties.values() if isinstance(value, str)]
    return [*(("contact", said) for said in person.known_as), *own]


def _file_names(entry: Message | Note) -> Iterator[str]:
    return (name for part in entry.parts if (name := given_name(part.get("name"))))


def _reference(hit: Hit) -> ConversationReference:
    return ConversationReference.from_ticket_id(hit.ticket_id)


_KEYS: Mapping[Kind, Callable[[ConversationReference, str], Key]] = {
    Kind.TICKET: lambda reference, _: ticket_key(reference),
    Kind.MESSAGE: lambda reference, id_: message_key(reference, MessageReference.from_message_id(id_).sequence),
    Kind.NOTE: lambda reference, id_: note_key(NoteReference.within(reference, id_)),
}
