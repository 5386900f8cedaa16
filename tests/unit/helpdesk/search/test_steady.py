"""Whoever pages through a list while its tickets move sees each that matches all the time, and sees it once."""

import string

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from helpdesk.index.models import Batch, Document, Is, Kind, Sort
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.desk_key import DeskKey
from helpdesk.search import steady
from helpdesk.search.steady import PARTS, Rows, Spot, read
from helpdesk.views.compiling import Compiled
from tests.support.index_model import IndexModel

OPEN = Is("status", ("open",))
CURSOR = Cursors(DeskKey("a-key-of-the-desk-that-tests-know")).of("a list")
_VALUES = st.none() | st.integers(0, 5)


def ticket(name: str, value: int | None, position: int, *, status: str = "open") -> Document:
    values = {"status": (status,), "position": (position,), **({} if value is None else {"rank": (value,)})}
    return Document(f"tkt_{name}", Kind.TICKET, f"tkt_{name}", 0, position, values)


def listed(index: IndexModel, limit: int, spot: Spot | None = None, *, descending: bool = True) -> Rows:
    """With the place as a cursor carries it."""
    carried = Spot.of(CURSOR.read(CURSOR.write(*spot.parts()), parts=PARTS)) if spot else None
    return read(index, Compiled(OPEN, Sort("rank", descending)), limit, carried)


def whole(index: IndexModel, limit: int, rows: Rows | None = None) -> list[str]:
    rows = rows or listed(index, limit)
    ids = list(rows.ids)
    while rows.following:
        rows = listed(index, limit, rows.following)
        ids += rows.ids
    return ids


def filled(count: int) -> IndexModel:
    index = IndexModel()
    index.apply(Batch(1, tuple(ticket(f"{each:04}", count - each, 1) for each in range(count))))
    return index


@settings(max_examples=150, stateful_step_count=40)
class Reader(RuleBasedStateMachine):
    """Somebody pages, and everything that can happen to tickets happens between."""

    def __init__(self) -> None:
        super().__init__()
        self.index = IndexModel()
        self.matched: set[str] = set()
        """Those that have matched ever since the first page was asked for."""
        self.given: list[str] = []
        self.spot: Spot | None = None
        self.begun = False
        self.ends = 0

    @rule(name=st.sampled_from(string.ascii_letters[:14]), value=_VALUES, open_=st.booleans() | st.just(value=True))
    def changes(self, name: str, value: int | None, open_: bool) -> None:
        """It is opened, moves, is closed, or is as before."""
        position = self.index.position + 1
        changed = ticket(name, value, position, status="open" if open_ else "closed")
        self.index.apply(Batch(position, (changed,)))
        self.matched -= set() if open_ else {changed.id}

    @rule(name=st.sampled_from(string.ascii_letters[:14]))
    def is_erased(self, name: str) -> None:
        self.index.apply(Batch(self.index.position + 1, gone_tickets=frozenset({f"tkt_{name}"})))
        self.matched.discard(f"tkt_{name}")

    @precondition(lambda self: self.spot is None)
    @rule(limit=st.integers(1, 5))
    def begins(self, limit: int) -> None:
        self.given, self.begun = [], True
        self.matched = {each.id for each in self.index.documents.values() if each.values["status"] == ("open",)}
        self._take(listed(self.index, limit))

    @precondition(lambda self: self.spot is not None)
    @rule(limit=st.integers(1, 5))
    def goes_on(self, limit: int) -> None:
        self._take(listed(self.index, limit, self.spot))

    def _take(self, rows: Rows) -> None:
        self.given += rows.ids
        assert rows.count == self.index.counts({"": OPEN})[""]
        self.spot = rows.following
        if self.spot is None:
            assert self.matched <= set(self.given), "one that matched all the time was not given"

    @invariant()
    def none_twice(self) -> None:
        assert len(self.given) == len(set(self.given))


TestReader = Reader.TestCase


@pytest.mark.parametrize("limit", [1, 3, 10])
def test_a_list_at_rest_is_given_in_its_order(limit: int) -> None:
    assert whole(filled(10), limit) == [f"tkt_{each:04}" for each in range(10)]


def test_the_only_page_has_no_next_one() -> None:
    assert listed(filled(3), 3).following is None


def test_what_moves_up_past_the_reader_comes_at_the_end_the_oldest_change_first() -> None:
    index = filled(6)
    first = listed(index, 2)
    for position, name in enumerate(("0004", "0003"), 2):
        index.apply(Batch(position, (ticket(name, 9, position),)))
    assert whole(index, 2, first)[2:] == ["tkt_0002", "tkt_0005", "tkt_0004", "tkt_0003"]


def test_what_moves_down_is_not_given_again() -> None:
    index = filled(6)
    first = listed(index, 2)
    index.apply(Batch(2, (ticket("0000", 0, 2),)))
    assert whole(index, 2, first).count("tkt_0000") == 1


def test_many_that_were_given_are_passed_over_in_few_questions() -> None:
    index = filled(300)
    first = listed(index, 250)
    moved = (ticket(f"{each:04}", 10, 2) for each in range(250))
    index.apply(Batch(2, tuple(moved)))
    rows = listed(index, 3, first.following)
    assert rows.ids == ("tkt_0250", "tkt_0251", "tkt_0252")
    assert len(whole(index, 50, first)) == 300


def test_a_list_longer_than_what_is_remembered_ends_where_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """All its tickets may be from the position of the first page: the index was made anew."""
    monkeypatch.setattr(steady, "MOST_REMEMBERED", 5)
    index = filled(20)
    assert whole(index, 3) == [f"tkt_{each:04}" for each in range(20)]


def test_a_cursor_with_all_that_is_remembered_fits_into_an_address() -> None:
    rows = listed(filled(1_200), 1_100)
    assert rows.following is not None
    assert len(CURSOR.write(*rows.following.parts())) < 7_000
