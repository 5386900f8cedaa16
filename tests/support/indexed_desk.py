"""Tables that change, and the feed that says so: what an index follows. No function writes anything else."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from typing import Any

from helpdesk.contacts.identities import Identity
from helpdesk.contacts.models import Contact, Merge
from helpdesk.contacts.repository import ContactRepository
from helpdesk.conversations.items import message_item, message_key, note_item, note_key, ticket_key
from helpdesk.conversations.models import Direction, Message
from helpdesk.conversations.notes import Note, NoteReference
from helpdesk.conversations.references import ConversationReference
from helpdesk.feed.models import Change, ChangeType, Recorded
from helpdesk.feed.repository import FeedRepository, FeedWriter
from helpdesk.index.models import Document
from helpdesk.index.port import Index
from helpdesk.indexing.reading import Reader
from helpdesk.indexing.replica import Replica
from helpdesk.messaging.messages import ContentKind
from helpdesk.people.actors import Actor, ActorKind
from helpdesk.platform.attributes import Item, Key, from_attributes
from helpdesk.platform.clock import to_text
from helpdesk.platform.dynamodb import Database, Table
from helpdesk.platform.ids import digest, new_ulid
from helpdesk.tickets.models import Ticket, TicketState
from helpdesk.tickets.repository import TICKET, TicketRepository
from infra.workbench.tables import CONTACTS, CONVERSATIONS, DIRECTORY, FEED
from tests.support.fakes import FakeClock
from tests.support.memory import Memory

AGENT = Actor(ActorKind.PERSON, "agent-1", "Ada")
_ANYWAY = "attribute_not_exists(#nothing)"


class Client(Memory):
    """Counts its calls."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []
        self.page: int | None = None
        """Items of a page of a scan."""

    def call(self, operation: str, request: dict[str, Any]) -> Any:
        self.calls.append(operation)
        if operation == "Scan" and self.page:
            request = {**request, "Limit": self.page}
        return super().call(operation, request)


class IndexedDesk:
    def __init__(self) -> None:
        self.client = Client()
        client: Any = self.client
        self.database = Database(client, lambda _: None)
        self.clock = FakeClock()
        self.pending: list[Change] = []
        """What is not in the feed yet."""
        self._numbers = count(1)
        self._writer = FeedWriter(self.table(FEED), self.clock)
        self.feed = FeedRepository(self.table(FEED))
        self.tickets = TicketRepository(self.table(CONVERSATIONS))
        self.contacts = ContactRepository(self.table(CONTACTS))

    def table(self, name: str) -> Table:
        return self.database.table(name)

    def reader(self) -> Reader:
        """Of another process each time."""
        return Reader(self.table(CONVERSATIONS), self.table(CONTACTS), self.table(DIRECTORY))

    def follow(self, index: Index) -> Replica:
        return Replica(index, self.feed, self.reader())

    def flow(self, changes: int | None = None) -> None:
        """The oldest of them are an entry of the feed."""
        some, self.pending = self.pending[:changes], self.pending[len(self.pending[:changes]) :]
        at = self.clock().timestamp()
        self._writer.append([Recorded(str(next(self._numbers)), change, at) for change in some])

    def expected(self) -> Mapping[str, Document]:
        """What a new index would have."""
        return at_no_position({each.id: each for each in self.reader().documents(self._stored(), 0)})

    def meet(self, name: str) -> Contact:
        contact = Contact(f"con_{digest(name)}", "7", name, self._now(), name=name)
        self.database.write(self.contacts.creation(contact))
        self._changed(ChangeType.CONTACT_CREATED, contact_id=contact.id)
        return contact

    def recall(self, contact: Contact, **values: Any) -> None:
        """Somebody notes something about them."""
        before = self.contacts.get(contact.id)
        assert before
        self.database.write(self.contacts.changing(before, replace(before, **values), "person:ann"))
        self._changed(ChangeType.CONTACT_CHANGED, contact_id=contact.id)

    def identify(self, contact: Contact, email: str) -> None:
        self.contacts.bind([Identity.email(email, None)], contact.id, self._now())
        self._changed(ChangeType.CONTACT_CHANGED, contact_id=contact.id)

    def merge(self, contact: Contact, other: Contact) -> None:
        was, gone = self.contacts.get(contact.id), self.contacts.get(other.id)
        assert was
        assert gone
        merges = (*was.merges, Merge(gone.id, self._now(), AGENT.id, gone.group))
        self.recall(was, merges=merges)
        self.recall(gone, merged_into=was.id)

    def part(self, contact: Contact, other: Contact) -> None:
        """A merge is undone."""
        was = self.contacts.get(contact.id)
        assert was
        self.recall(was, merges=tuple(each for each in was.merges if each.contact_id != other.id))
        self.recall(other, merged_into=None)

    def open(self, contact: Contact, **values: Any) -> Ticket:
        reference = ConversationReference(digest(str(next(self._numbers))))
        now = self._now()
        ticket = Ticket(
            *(reference, "7", contact.id, contact.display_name, TicketState.OPEN, now, now, 0, "in", ""),
            **{"channel": "custom", **values},
        )
        self.database.transact(self.tickets.creation(ticket))
        self._changed(ChangeType.TICKET_CREATED, reference)
        return ticket

    def change(self, ticket: Ticket, **values: Any) -> None:
        before = self.tickets.get(ticket.reference)
        assert before
        self.database.transact(self.tickets.change(before, replace(before, **values)))
        self._changed(ChangeType.TICKET_CHANGED, ticket.reference)

    def say(self, ticket: Ticket, text: str, sequence: int, kind: ContentKind = ContentKind.TEXT) -> Message:
        who = Actor(ActorKind.CONTACT, ticket.contact_id)
        message = Message(ticket.reference, sequence, Direction.IN, kind, text, who, self._now(), f"key {sequence}")
        self._put(message_key(ticket.reference, sequence), message_item(message))
        self._changed(ChangeType.MESSAGE_RECEIVED, ticket.reference, sequence)
        return message

    def note(self, ticket: Ticket, text: str) -> Note:
        note = Note(NoteReference(ticket.reference, 0, new_ulid(self.clock())), AGENT, self._now(), text)
        self._put(note_key(note.reference), note_item(note))
        self._changed(ChangeType.NOTE_ADDED, ticket.reference, note_id=note.id)
        return note

    def delete_note(self, note: Note) -> None:
        self._put(note_key(note.reference), note_item(replace(note, text="", deleted_at=self._now())))
        self._changed(ChangeType.NOTE_DELETED, note.reference.conversation, note_id=note.id)

    def erase(self, ticket: Ticket) -> None:
        """The conversation with its ticket first, as an erasure does."""
        own = [item for item in self._stored() if item["pk"] == ticket.reference.thread]
        for item in sorted(own, key=lambda item: item["kind"] != TICKET):
            self._delete(item)
            if item["kind"] == TICKET:
                self._changed(ChangeType.TICKET_ERASED, ticket.reference)
            elif item["kind"] == "note":
                note_id = NoteReference(ticket.reference, 0, item["sk"].split("#")[2]).note_id
                self._changed(ChangeType.NOTE_DELETED, ticket.reference, note_id=note_id)
            else:
                self._changed(ChangeType.MESSAGE_ERASED, ticket.reference, int(item["sk"].split("#")[1]))

    def forget(self, ticket: Ticket) -> None:
        """Only the ticket's item goes."""
        self._delete(ticket_key(ticket.reference).attributes())
        self._changed(ChangeType.TICKET_ERASED, ticket.reference)

    def _stored(self) -> list[Item]:
        page, self.client.page = self.client.page, None
        found = [from_attributes(item) for item in self.client.scan(TableName=CONVERSATIONS)["Items"]]
        self.client.page = page
        return found

    def _delete(self, item: Item) -> None:
        table = self.table(CONVERSATIONS)
        self.database.transact([table.deleting(Key(item["pk"], item["sk"]), "attribute_exists(#pk)")])

    def _put(self, key: Key, item: Item) -> None:
        self.database.write(self.table(CONVERSATIONS).putting(key, item, _ANYWAY))

    def _changed(
        self,
        kind: ChangeType,
        reference: ConversationReference | None = None,
        sequence: int | None = None,
        **data: str,
    ) -> None:
        self.pending.append(Change(kind, self._now(), "system:desk", reference, sequence, data or None))

    def _now(self) -> str:
        return to_text(self.clock())


def at_no_position(documents: Mapping[str, Document]) -> Mapping[str, Document]:
    """Without the position at which each was read: for comparisons."""
    return {name: replace(each, position=0) for name, each in documents.items()}
