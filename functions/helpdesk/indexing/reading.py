"""Makes documents of what the tables have now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from helpdesk.accounts.repository import AccountRepository
from helpdesk.contacts.repository import ContactRepository
from helpdesk.contacts.service import ContactService
from helpdesk.conversations.items import (
    MESSAGE,
    NOTE,
    message_from,
    message_key,
    note_from,
    note_key,
    reference_of,
    ticket_key,
)
from helpdesk.conversations.models import Message
from helpdesk.conversations.notes import Note, NoteReference
from helpdesk.conversations.references import ConversationReference, MessageReference
from helpdesk.fields.values import FieldType
from helpdesk.index.models import Document
from helpdesk.indexing.documents import Surroundings, of_message, of_note, of_ticket
from helpdesk.indexing.people import People
from helpdesk.platform.attributes import Item
from helpdesk.platform.collection import Collection
from helpdesk.platform.dynamodb import Table
from helpdesk.platform.frozen import frozen
from helpdesk.platform.parallel import Parallel
from helpdesk.properties.models import CONTACTS, TICKETS, Property
from helpdesk.properties.repository import properties_of
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.repository import TICKET, ticket_from

Text = Message | Note


@dataclass(slots=True)
class Wanted:
    """What is to be read."""

    tickets: set[ConversationReference] = field(default_factory=set)
    messages: set[MessageReference] = field(default_factory=set)
    notes: set[NoteReference] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.tickets or self.messages or self.notes)

    @property
    def conversations(self) -> set[ConversationReference]:
        """Whose tickets are needed: a text is found by what its ticket says."""
        return {
            *self.tickets,
            *(each.conversation for each in self.messages),
            *(each.conversation for each in self.notes),
        }


@frozen
class ReadDocuments:
    documents: tuple[Document, ...]
    gone: frozenset[str]
    gone_tickets: frozenset[str]

    def with_others(self, other: "ReadDocuments") -> "ReadDocuments":
        """The others are newer."""
        newer = {each.id for each in other.documents} | other.gone
        return ReadDocuments(
            (*(each for each in self.documents if each.id not in newer), *other.documents),
            (self.gone - newer) | other.gone,
            self.gone_tickets | other.gone_tickets,
        )


class Types:
    """Of the desk's properties. One never gets another type, so only unknown ones are looked up."""

    def __init__(self, properties: Collection[Property]) -> None:
        self._properties = properties
        self._known: dict[str, FieldType] = {}

    def of(self, names: Iterable[str]) -> Mapping[str, FieldType]:
        if not self._known.keys() >= set(names):
            self._known = {each.name: each.type for each in self._properties.all()}
        return self._known


class AccountChannels:
    """An account never gets another channel, so only unknown ones are looked up."""

    def __init__(self, accounts: AccountRepository) -> None:
        self._accounts = accounts
        self._known: dict[str, str | None] = {}

    def of(self, tickets: Iterable[Ticket]) -> Mapping[str, str | None]:
        """By account."""
        for ticket in tickets:
            if ticket.channel:
                self._known[ticket.account_id] = ticket.channel
            else:
                self._known.setdefault(ticket.account_id, None)
        unknown = [account_id for account_id, channel_id in self._known.items() if channel_id is None]
        for account in self._accounts.many(unknown) if unknown else ():
            self._known[account.id] = account.channel_id or account.kind
        return self._known


class Reader:
    def __init__(self, conversations: Table, contacts: Table, directory: Table, parallel: Parallel = map) -> None:
        """`parallel`: with it, people are read, each with a call of its own."""
        self._conversations = conversations
        self.people = People(ContactService(ContactRepository(contacts)), parallel)
        self._ticket_types = Types(properties_of(TICKETS, directory))
        self._contact_types = Types(properties_of(CONTACTS, directory))
        self._channels = AccountChannels(AccountRepository(directory))

    def read(self, wanted: Wanted, position: int) -> ReadDocuments:
        """Strongly consistent: what a change of the feed says is there, and the order of changes does not matter."""
        keys = [
            *(ticket_key(each) for each in wanted.conversations),
            *(message_key(each.conversation, each.sequence) for each in wanted.messages),
            *(note_key(each) for each in wanted.notes),
        ]
        items = self._conversations.batch_get(keys, consistent=True)
        documents = [
            each
            for each in self.documents(items, position)
            if each.kind.value != TICKET or ConversationReference.from_ticket_id(each.id) in wanted.tickets
        ]
        found = {each.id for each in documents}
        asked = chain((each.message_id for each in wanted.messages), (each.note_id for each in wanted.notes))
        return ReadDocuments(
            tuple(documents),
            gone=frozenset(asked) - found,
            gone_tickets=frozenset(each.ticket_id for each in wanted.tickets) - found,
        )

    def documents(self, items: Sequence[Item], position: int) -> list[Document]:
        """Of stored items, which need not have the tickets of all texts."""
        tickets = {each.reference: each for each in map(ticket_from, _of(TICKET, items))}
        texts: list[Text] = [*map(message_from, _of(MESSAGE, items)), *map(note_from, _of(NOTE, items))]
        around = self._surroundings({**self._others(texts, tickets), **tickets})
        made = [of_ticket(each, around[each.reference][1], position) for each in tickets.values()]
        there = [text for text in texts if _conversation(text) in around]
        return [*made, *filter(None, (_of_text(text, *around[_conversation(text)], position) for text in there))]

    def _others(
        self, texts: Sequence[Text], known: Mapping[ConversationReference, Ticket]
    ) -> dict[ConversationReference, Ticket]:
        missing = {_conversation(text) for text in texts} - known.keys()
        found = self._conversations.batch_get([ticket_key(each) for each in missing], consistent=True)
        return {reference_of(item): ticket_from(item) for item in found}

    def _surroundings(
        self, tickets: Mapping[ConversationReference, Ticket]
    ) -> dict[ConversationReference, tuple[Ticket, Surroundings]]:
        people = self.people.of(ticket.contact_id for ticket in tickets.values())
        channels = self._channels.of(tickets.values())
        types = self._ticket_types.of(name for ticket in tickets.values() for name in ticket.properties)
        theirs = self._contact_types.of(
            name for person in people.values() if person for name in person.contact.properties
        )
        return {
            reference: (
                ticket,
                Surroundings(
                    ticket.channel or channels.get(ticket.account_id), people[ticket.contact_id], types, theirs
                ),
            )
            for reference, ticket in tickets.items()
        }


def _of(kind: str, items: Sequence[Item]) -> Iterator[Item]:
    return (item for item in items if item.get("kind") == kind)


def _of_text(text: Text, ticket: Ticket, around: Surroundings, position: int) -> Document | None:
    if isinstance(text, Note):
        return of_note(text, ticket, around, position)
    return of_message(text, ticket, around, position)


def _conversation(text: Text) -> ConversationReference:
    return text.reference.conversation if isinstance(text, Note) else text.reference
