"""An index that follows the feed: what changes is read from the tables, as it is now, and put into the index."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain

from helpdesk.conversations.notes import NoteReference
from helpdesk.conversations.references import ConversationReference, MessageReference
from helpdesk.feed.models import Change, Entry
from helpdesk.feed.repository import FeedRepository, NotKept
from helpdesk.index.models import After, All, Batch, Is, Kind, Order, Sort
from helpdesk.index.port import Index
from helpdesk.platform.errors import Unavailable
from helpdesk.search.reading import Reader, Wanted

_AT_ONCE = 2_000
"""Changes: each can become a document, and all of a batch are in memory."""
_ENTRIES = 200
_PAGE = 500
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

    def _apply(self, entries: Sequence[Entry]) -> None:
        position = entries[-1].number
        wanted, contacts = Wanted(), dict[str, None]()
        for change in (change for entry in entries for change in entry.changes):
            _note(change, wanted, contacts)
        former = self._tickets_of(contacts) if contacts else {}
        wanted.tickets |= {ConversationReference.from_ticket_id(ticket_id) for ticket_id in former}
        if wanted:
            self._write(wanted, former, position)
        self._position = position

    def _write(self, wanted: Wanted, former: Mapping[str, str], position: int) -> None:
        read = self._reader.read(wanted, position)
        moved = [
            each.id for each in read.documents if (was := former.get(each.id)) and each.values["contact_id"] != (was,)
        ]
        if moved:
            read = read.with_others(self._reader.read(self._texts_of(moved), position))
        self.index.apply(Batch(position, read.documents, read.gone, read.gone_tickets))

    def _tickets_of(self, contacts: Collection[str]) -> dict[str, str]:
        """The tickets that the index has of contacts that have changed, and of whoever answers for them now; with the
        contact that they have in the index."""
        self._reader.people.forget(contacts)
        leaders = (person.contact.id for person in self._reader.people.of(contacts).values() if person)
        found: dict[str, str] = {}
        for contact_id in dict.fromkeys(chain(contacts, leaders)):
            after: After | None = None
            while True:
                page = self.index.tickets(Is("contact_id", (contact_id,)), _OLDEST_FIRST, after=after, limit=_PAGE)
                found |= dict.fromkeys(page.ids, contact_id)
                after = page.last
                if after is None:
                    break
        return found

    def _texts_of(self, ticket_ids: Sequence[str]) -> Wanted:
        """Tickets that have become somebody else's: their texts say whose they are."""
        where = All((Is("ticket_id", tuple(ticket_ids)), Is("kind", (Kind.MESSAGE.value, Kind.NOTE.value))))
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
