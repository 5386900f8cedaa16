"""Whatever happens at a desk, however it is told, and whoever ends in between: the index is what the tables say."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, multiple, precondition, rule

from helpdesk.contacts.models import Contact
from helpdesk.conversations.notes import Note
from helpdesk.indexing.building import Builder, Progress
from helpdesk.indexing.indexer import Indexer
from helpdesk.indexing.manifest import BUILDING, CURRENT
from helpdesk.indexing.replica import Replica
from helpdesk.indexing.snapshots import Snapshots
from helpdesk.indexing.sweeping import Sweeper
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.ids import new_ulid
from helpdesk.tickets.models import Ticket
from infra.workbench.tables import CONVERSATIONS
from tests.support.indexed_desk import IndexedDesk, at_no_position
from tests.support.kept_in_memory import KeptInMemory, Stopped
from tests.support.logged_index import LoggingEngine


class Following(RuleBasedStateMachine):
    contacts: Bundle[Contact] = Bundle("contacts")
    tickets: Bundle[Ticket] = Bundle("tickets")
    notes: Bundle[Note] = Bundle("notes")
    merged: Bundle[tuple[Contact, Contact]] = Bundle("merged")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.desk, self.objects = IndexedDesk(), KeptInMemory()
        self.desk.client.page = 3
        self.sequence = 0
        self.progress: Progress | None = None
        self.one: set[str] = set()
        """Contacts that were merged."""
        self.restart()

    def teardown(self) -> None:
        self.read()
        shutil.rmtree(self.folder)

    def snapshots(self, key: str = CURRENT) -> Snapshots:
        folder = self.folder / new_ulid()
        return Snapshots(
            self.objects, LoggingEngine(), folder, now=self.desk.clock, new_id=new_ulid, key=key, parallel=map
        )

    @initialize(target=contacts)
    def build(self) -> Any:
        self.progress = self.builder.begin(new_ulid())
        self.turn()
        return multiple(self.desk.meet("Ann"), self.desk.meet("Eve"))

    @rule()
    def restart(self) -> None:
        self.indexer = Indexer(self.snapshots(), self.desk.follow)
        self.builder = Builder(
            self.snapshots(BUILDING),
            self.snapshots(),
            self.desk.table(CONVERSATIONS),
            self.desk.reader(),
            self.desk.feed,
            self.desk.follow,
            self.desk.clock,
            iter(range(1_000_000)).__next__,
        )
        self.reader: Replica | None = None

    @rule(target=contacts)
    def meet(self) -> Contact:
        return self.desk.meet(new_ulid())

    @rule(contact=contacts, name=st.sampled_from(["Cleo", "Bob"]))
    def rename(self, contact: Contact, name: str) -> None:
        self.desk.recall(contact, name=name)

    @rule(target=merged, contact=contacts, other=contacts)
    def merge(self, contact: Contact, other: Contact) -> Any:
        if contact.id == other.id or {contact.id, other.id} & self.one:
            return multiple()
        self.one |= {contact.id, other.id}
        self.desk.merge(contact, other)
        return contact, other

    @rule(both=consumes(merged))
    def part(self, both: tuple[Contact, Contact]) -> None:
        self.one -= {each.id for each in both}
        self.desk.part(*both)

    @rule(target=tickets, contact=contacts)
    def open(self, contact: Contact) -> Ticket:
        return self.desk.open(contact)

    @rule(ticket=tickets, owner=st.sampled_from(["ada", "bob", None]))
    def give(self, ticket: Ticket, owner: str | None) -> None:
        self.desk.change(ticket, owner_id=owner)

    @rule(ticket=tickets, subject=st.sampled_from(["A parcel", "A letter"]))
    def retitle(self, ticket: Ticket, subject: str) -> None:
        self.desk.change(ticket, subject=subject)

    @rule(ticket=tickets)
    def say(self, ticket: Ticket) -> None:
        self.sequence += 1
        self.desk.say(ticket, f"message {self.sequence}", self.sequence)

    @rule(target=notes, ticket=tickets)
    def note(self, ticket: Ticket) -> Note:
        return self.desk.note(ticket, "seen")

    @rule(ticket=tickets)
    def note_for_a_moment(self, ticket: Ticket) -> None:
        """The index knows it, and then it is gone."""
        note = self.desk.note(ticket, "not meant for here")
        self.desk.flow()
        self.indexer.index()
        self.desk.delete_note(note)

    @rule(ticket=consumes(tickets))
    def erase(self, ticket: Ticket) -> None:
        self.desk.erase(ticket)

    @rule(changes=st.integers(1, 5))
    @precondition(lambda self: self.desk.pending)
    def flow(self, changes: int) -> None:
        self.desk.flow(changes)

    @rule(changes=st.integers(1, 3))
    @precondition(lambda self: self.desk.pending)
    def flow_in_another_order(self, changes: int) -> None:
        """Of two tables: each conversation keeps its order, but nothing keeps it between them."""
        contacts = [each for each in self.desk.pending if each.conversation is None]
        self.desk.pending = contacts + [each for each in self.desk.pending if each.conversation is not None]
        self.desk.flow(changes)

    @rule(calls=st.integers(0, 6), after=st.booleans())
    def index_and_end(self, calls: int, after: bool) -> None:
        self.objects.calls_left, self.objects.ends_after = calls, after
        try:
            self.indexer.index()
        except Stopped:
            self.restart()
        self.objects.calls_left = None

    @rule()
    def index(self) -> None:
        self.indexer.index()

    @rule()
    def begin_to_build(self) -> None:
        self.progress = self.builder.begin(new_ulid())

    @rule(calls=st.none() | st.integers(0, 8), after=st.booleans())
    def turn(self, calls: int | None = None, after: bool = False) -> None:
        if self.progress is None:
            return
        self.objects.calls_left, self.objects.ends_after = calls, after
        try:
            self.progress = self.builder.go_on(self.progress.id, self.progress.turn) or self.progress
            if self.progress.is_complete:
                self.progress = None
        except (Stopped, Unavailable):
            # The message comes again. Whether the turn was done, the next one finds out.
            self.restart()
            known = self.snapshots(BUILDING).look()
            self.progress = Progress.of(known.building) if known else None
        self.objects.calls_left = None

    @rule()
    def sweep(self) -> None:
        Sweeper(self.objects, LoggingEngine.name, self.desk.clock).sweep()
        self.desk.clock.forward(days=0.4)

    @rule(again=st.booleans())
    def read(self, again: bool = True) -> None:
        """A reader that has been there knows the same as one that comes now."""
        self.desk.flow()
        opened = self.snapshots().load()
        assert opened
        self.reader = self.reader or self.desk.follow(opened.index)
        for reader in (self.reader, self.desk.follow(opened.index))[: 1 + again]:
            reader.catch_up()
            index: Any = reader.index
            assert at_no_position(index.documents) == self.desk.expected()


TestFollowing = Following.TestCase
TestFollowing.settings = settings(max_examples=60, stateful_step_count=50, deadline=None)
