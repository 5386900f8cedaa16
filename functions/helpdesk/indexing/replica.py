"""An index that follows the feed: what changes is read from the tables, as it is now, and put into the index."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from helpdesk.conversations.notes import NoteReference
from helpdesk.conversations.references import ConversationReference, MessageReference
from helpdesk.feed.models import Change, Entry
from helpdesk.feed.repository import FeedRepository, NotKept
from helpdesk.index.models import After, All, Batch, Document, Is, Kind, Not, Order, Sort
from helpdesk.index.port import Index
from helpdesk.indexing.documents import ABOUT, about_of
from helpdesk.indexing.reading import ReadDocuments, Reader, Wanted
from helpdesk.platform.errors import Unavailable

_AT_ONCE = 2_000
"""Changes: each can become a document, and all of a batch are in memory."""
_ENTRIES = 200
_PAGE = 500
_TEXTS = Is("kind", (Kind.MESSAGE.value, Kind.NOTE.value))
_OLDEST_FIRST = Sort("opened_at")


class IndexBehind(Unavailable):
    """The feed does not keep any more what follows the index's position."""

    code = "index_behind"

    def __init__(self, position: int) -> None:
        super().__init__(
            f"The index knows the feed up to entry {position}, and the feed does not keep what follows. The index is "
            "rebuilt from the tables."
        )


class Replica:
    def __init__(self, index: Index, feed: FeedRepository, reader: Reader) -> None:
        self.index = index
        self._feed = feed
        self._reader = reader
        self._position = index.position

    @property
    def position(self) -> int:
        """The feed's entry up to which it knows everything."""
        return self._position

    def catch_up(self) -> int:
        """How many changes there were. Raises IndexBehind."""
        changes, more = 0, True
        while more:
            try:
                entries, more = self._feed.entries(self._position, limit=_ENTRIES)
            except NotKept as error:
                raise IndexBehind(self._position) from error
            for some in _portions(entries):
                self._apply(some)
                changes += sum(len(entry.changes) for entry in some)
        return changes

    def settle(self) -> None:
        """The index itself knows its position: what changes nothing in it is not written by `catch_up`."""
        if self.index.position != self._position:
            self.index.apply(Batch(self._position))

    def put(self, documents: Iterable[Document]) -> None:
        """What was read at its position."""
        self._put(ReadDocuments(tuple(documents), frozenset(), frozenset()), self._position)

    def _apply(self, entries: Sequence[Entry]) -> None:
        position = entries[-1].number
        wanted, contacts = Wanted(), dict[str, None]()
        for change in (change for entry in entries for change in entry.changes):
            _note(change, wanted, contacts)
        if contacts:
            wanted.tickets |= self._tickets_of(contacts)
        if wanted:
            self._put(self._reader.read(wanted, position), position)
        self._position = position

    def _put(self, read: ReadDocuments, position: int) -> None:
        tickets = {each.id: about_of(each) for each in read.documents if each.kind is Kind.TICKET}
        pairs = list(tickets.items())
        for start in range(0, len(pairs), _PAGE):
            if others := self._differing(dict(pairs[start : start + _PAGE])):
                read = read.with_others(self._reader.read(others, position))
        self.index.apply(Batch(position, read.documents, read.gone, read.gone_tickets))

    def _tickets_of(self, contacts: Collection[str]) -> set[ConversationReference]:
        """Those that the index has of contacts that have changed, and of whoever answers for them now."""
        self._reader.people.forget(contacts)
        leaders = (person.contact.id for person in self._reader.people.of(contacts).values() if person)
        found: set[ConversationReference] = set()
        for contact_id in dict.fromkeys(chain(contacts, leaders)):
            after: After | None = None
            while True:
                page = self.index.tickets(Is("contact_id", (contact_id,)), _OLDEST_FIRST, after=after, limit=_PAGE)
                found |= set(map(ConversationReference.from_ticket_id, page.ids))
                after = page.last
                if after is None:
                    break
        return found

    def _differing(self, about: Mapping[str, int]) -> Wanted:
        """The texts of these tickets that have something else of them: a former name, or whose they were."""
        where = All((_TEXTS, Is("ticket_id", tuple(about)), Not(Is(ABOUT, tuple(about.values())))))
        wanted, more = Wanted(), True
        skip = 0
        while more:
            page = self.index.texts(where, Order.NEWEST, skip=skip, limit=_PAGE)
            for hit in page.hits:
                if hit.kind is Kind.MESSAGE:
                    wanted.messages.add(MessageReference.from_message_id(hit.id))
                else:
                    wanted.notes.add(NoteReference.within(ConversationReference.from_ticket_id(hit.ticket_id), hit.id))
            more, skip = page.more, skip + len(page.hits)
        return wanted


def _portions(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Whole entries, of which each is applied at once."""
    portion, size = list[Entry](), 0
    for entry in entries:
        if portion and size + len(entry.changes) > _AT_ONCE:
            yield portion
            portion, size = [], 0
        portion.append(entry)
        size += len(entry.changes)
    if portion:
        yield portion


def _note(change: Change, wanted: Wanted, contacts: dict[str, None]) -> None:
    """What has to be read because of it."""
    of, ids = change.type.partition(".")[0], change.ids
    if of == "contact":
        contacts[ids["contact_id"]] = None
    elif change.conversation is None:
        return
    elif of == "ticket":
        wanted.tickets.add(change.conversation)
    elif of == "note":
        wanted.notes.add(NoteReference.within(change.conversation, ids["note_id"]))
    elif of == "message" and change.sequence is not None:
        wanted.messages.add(MessageReference(change.conversation, change.sequence))
