"""What is newer than somebody has a list: what customers wrote since, and nothing else."""

from collections.abc import Mapping
from typing import Any

import pytest

from helpdesk.conversations.references import ConversationReference
from helpdesk.index.models import Batch, Document, Is, Kind, Sort
from helpdesk.index.values import milliseconds
from helpdesk.people.access import EVERYTHING
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.desk_key import DeskKey
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.ids import digest
from helpdesk.search.ticket_list import TicketLists
from helpdesk.tickets.listing import TicketPage
from helpdesk.views.compiling import Compiled
from tests.support.fakes import FakeClock
from tests.support.index_model import IndexModel

OPEN = Compiled(Is("status", ("open",)), Sort("last_activity_at", descending=True))


def reference(name: str) -> ConversationReference:
    return ConversationReference(digest(name))


class Names:
    """In place of the tickets: what each is called."""

    def __init__(self) -> None:
        self.known: dict[ConversationReference, str] = {}

    def many(self, references: list[ConversationReference]) -> Mapping[ConversationReference, str]:
        return {each: self.known[each] for each in references}


class Desk:
    def __init__(self) -> None:
        self.clock, self.index, names = FakeClock(), IndexModel(), Names()
        cursors = Cursors(DeskKey("a-key-of-the-desk-that-tests-know"))
        tickets: Any = names
        self._names = names.known
        self._lists = TicketLists(lambda: self.index, tickets, cursors, "model", self.clock)

    def says(self, name: str) -> None:
        self._change(name, milliseconds(self.clock()))

    def is_changed(self, name: str) -> None:
        [was] = self.index.documents[reference(name).ticket_id].values["last_activity_at"]
        self._change(name, int(was))

    def _change(self, name: str, active_at: int) -> None:
        ticket_id, position = reference(name).ticket_id, self.index.position + 1
        values = {"status": ("open",), "last_activity_at": (active_at,)}
        self.index.apply(Batch(position, (Document(ticket_id, Kind.TICKET, ticket_id, 1, position, values),)))
        self._names[reference(name)] = name
        self.clock.forward(seconds=1)

    def page(self, cursor: str | None = None, *, limit: int = 10, binding: str = "") -> TicketPage:
        return self._lists.page(OPEN, EVERYTHING, binding, limit=limit, cursor=cursor)


@pytest.fixture(autouse=True)
def names_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpdesk.people.access.Access.among", lambda _, found: list(found))


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    for name in "abcd":
        made.says(name)
    made.clock.forward(seconds=3600)
    return made


def test_the_newest_activity_is_first_and_the_list_goes_on(desk: Desk) -> None:
    first = desk.page(limit=3)
    desk.says("d")
    second = desk.page(first.next_cursor, limit=3)
    assert (first.tickets, second.tickets, second.next_cursor) == (["d", "c", "b"], ["a"], None)


def test_what_is_newer_is_what_customers_wrote_since(desk: Desk) -> None:
    page = desk.page()
    desk.is_changed("a")
    desk.says("c")
    desk.says("e")
    newer = desk.page(page.newer_cursor)
    assert newer.tickets == ["c", "e"]
    assert desk.page(newer.newer_cursor).tickets == []


def test_each_page_knows_what_is_newer_than_the_whole_list(desk: Desk) -> None:
    first = desk.page(limit=2)
    desk.says("a")
    second = desk.page(first.next_cursor, limit=2)
    assert desk.page(second.newer_cursor).tickets == ["a"]


def test_what_is_newer_has_pages_too(desk: Desk) -> None:
    page = desk.page()
    for name in "efg":
        desk.says(name)
    newer = desk.page(page.newer_cursor, limit=2)
    desk.says("h")
    rest = desk.page(newer.next_cursor, limit=2)
    assert (newer.tickets, rest.tickets, rest.next_cursor) == (["e", "f"], ["g", "h"], None)
    assert desk.page(rest.newer_cursor).tickets == ["h"], "it was written after the first page of them was read"


def test_a_cursor_is_of_one_list(desk: Desk) -> None:
    page = desk.page(limit=2)
    for cursor in (page.next_cursor, page.newer_cursor):
        with pytest.raises(InvalidRequest):
            desk.page(cursor, binding="another")
