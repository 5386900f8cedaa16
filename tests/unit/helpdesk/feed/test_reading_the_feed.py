"""Whoever follows the feed gets each change that they see once, in order, and is told where something is missing."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.conversations.references import ConversationReference
from helpdesk.feed.models import KEPT, Change, ChangeType, Place, Recorded
from helpdesk.feed.repository import FeedRepository, FeedWriter
from helpdesk.feed.service import ChangeFeed, ChangePage, FeedCursors, Wanted
from helpdesk.feed.visibility import Visibility
from helpdesk.people.actors import ActorKind
from helpdesk.people.principals import Principal, Scope, TicketAccess
from helpdesk.platform.attributes import Key
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.desk_key import DeskKey
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.errors import Forbidden, Gone, InvalidRequest
from helpdesk.tickets.models import Ticket
from infra.workbench.tables import FEED
from tests.support import examples
from tests.support.memory import Memory

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
EVERYTHING = Principal(ActorKind.PERSON, "ann", "Ann", frozenset(Scope))
MINE, THEIRS = (ConversationReference(letter * 26) for letter in "ab")


class Feed:
    """A feed, a clock that only sleeping moves, and what happens meanwhile."""

    def __init__(self, *sizes: int) -> None:
        self.moment = NOW
        self.slept: list[float] = []
        self.meanwhile: list[Change] = []
        memory: Any = Memory()
        self.memory = memory
        self.looked_up: list[int] = []
        self.table = Database(memory, lambda _: None).table(FEED)
        self.repository = FeedRepository(self.table)
        self.writer = FeedWriter(self.table, lambda: self.moment)
        self.cursors = FeedCursors.of(Cursors(DeskKey("k" * 43)))
        self.service = ChangeFeed(
            self.repository, Visibility(self._tickets), self.cursors, lambda: self.moment, self._sleep
        )
        self.written = 0
        for size in sizes:
            self.append(*(change(self.written + at) for at in range(size)))

    def append(self, *changes: Change) -> None:
        records = [Recorded(str(self.written + at), each, self.moment.timestamp()) for at, each in enumerate(changes)]
        self.writer.append(records)
        self.written += len(changes)

    def page(self, after: str | None = None, limit: int = 100, wait: int = 0, **more: object) -> ChangePage:
        principal = more.pop("principal", EVERYTHING)
        assert isinstance(principal, Principal)
        return self.service.page(principal, after, Wanted(**more), limit=limit, wait=wait)  # type: ignore[arg-type]

    def lose(self, number: int) -> None:
        """As the table does it with what is old."""
        key = Key("feed", f"{number:012d}")
        self.table.transact([self.table.deleting(key, "attribute_exists(#pk)")])

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.moment += timedelta(seconds=seconds)
        if self.meanwhile and len(self.slept) == 3:
            self.append(*self.meanwhile)

    def _tickets(self, asked: Sequence[ConversationReference]) -> dict[ConversationReference, Ticket]:
        self.looked_up.append(len(asked))
        return {MINE: examples.ticket(reference=MINE, owner_id="ann")} if MINE in asked else {}


def change(number: int, actor: str = "contact:con_1", kind: ChangeType = ChangeType.MESSAGE_RECEIVED) -> Change:
    return Change(kind, "2026-11-27T09:00:00.000000Z", actor, MINE if number % 3 else THEIRS, number)


def sequences(page: ChangePage) -> list[int | None]:
    return [each.sequence for _, each in page.changes]


sizes = st.lists(st.integers(1, 7), max_size=12)


@given(sizes, st.lists(st.integers(1, 9), min_size=1, max_size=5), st.booleans())
def test_any_sequence_of_limits_gives_each_visible_change_once_and_in_order(
    sizes: Sequence[int], limits: Sequence[int], restricted: bool
) -> None:
    feed = Feed(*sizes)
    who = Principal(ActorKind.PERSON, "ann", "Ann", frozenset(Scope), ticket_access=TicketAccess.OWN)
    found, after, pages = list[int | None](), None, 0
    while True:
        limit = limits[pages % len(limits)]
        page = feed.page(after, limit, principal=who if restricted else EVERYTHING)
        assert len(page.changes) <= limit
        found, after, pages = found + sequences(page), page.next_cursor, pages + 1
        if not page.more:
            break
    assert found == [at for at in range(sum(sizes)) if at % 3 or not restricted]


@given(sizes, st.data())
def test_one_can_go_on_after_each_change(sizes: Sequence[int], data: st.DataObject) -> None:
    feed = Feed(*sizes, 1)
    changes = feed.page(limit=200).changes
    at = data.draw(st.integers(0, len(changes) - 1))
    assert sequences(feed.page(changes[at][0], limit=200)) == list(range(at + 1, len(changes)))
    assert feed.page(changes[-1][0]).next_cursor == feed.page("latest").next_cursor == changes[-1][0]


def test_a_page_is_one_query_and_looks_up_tickets_only_for_whoever_does_not_see_all() -> None:
    feed = Feed(*[1] * 250)
    calls = Counted(feed)
    assert len(feed.page(feed.cursors.write(Place(5)), limit=200).changes) == 200
    assert (calls.made, feed.looked_up) == (["query"], [])
    who = Principal(ActorKind.PERSON, "ann", "Ann", frozenset(Scope), closed_inboxes=("2",))
    feed.page(feed.cursors.write(Place(5)), principal=who)
    assert (calls.made, feed.looked_up) == (["query", "query"], [2])


class Counted:
    def __init__(self, feed: Feed) -> None:
        self.made: list[str] = []
        query = feed.memory.query

        def counted(**request: Any) -> Any:
            self.made.append("query")
            return query(**request)

        feed.memory.query = counted


def test_what_one_does_not_want_is_left_out_and_passed_by() -> None:
    feed = Feed()
    feed.append(change(1, "program:tok_1"), change(2, "person:ann"), change(4), change(5, "program:tok_2"))
    feed.append(change(7, "system:desk", ChangeType.TICKET_FOLLOWED))
    assert sequences(feed.page(not_by=["tok_1", "ann"])) == [4, 5, 7]
    assert sequences(feed.page(types=[ChangeType.TICKET_FOLLOWED])) == [7]
    page = feed.page(types=[ChangeType.NOTE_ADDED])
    assert (page.changes, page.more) == ([], False)
    assert page.next_cursor == feed.page("latest").next_cursor


def test_a_request_looks_at_a_thousand_changes_at_most() -> None:
    feed = Feed(*[50] * 23)
    page = feed.page(limit=1, types=[ChangeType.NOTE_ADDED])
    assert (page.changes, page.more) == ([], True)
    assert sequences(feed.page(page.next_cursor, limit=1)) == [1_000]


def test_whoever_waits_gets_what_comes_meanwhile_and_else_nothing_after_that_time() -> None:
    feed = Feed(2)
    end = feed.page("latest").next_cursor
    assert feed.page(end).changes == []
    assert feed.slept == []
    assert feed.page(end, wait=600).changes == []
    assert feed.slept == [1.0] * 20
    feed.slept, feed.meanwhile = [], [change(2)]
    assert sequences(feed.page(end, wait=20)) == [2]
    assert feed.slept == [1.0] * 3


def test_an_empty_feed_has_an_end_too() -> None:
    feed = Feed()
    end = feed.page().next_cursor
    assert feed.page("latest").next_cursor == end
    feed.append(change(0))
    assert sequences(feed.page(end)) == [0]


@pytest.mark.parametrize("lost", [[1], [1, 2], [3], [1, 2, 3], [1, 2, 3, 4, 5]])
def test_whoever_has_missed_something_is_told_where_to_begin_again(lost: Sequence[int]) -> None:
    feed = Feed(2, 2, 2, 2)
    after = feed.page(limit=1).next_cursor
    feed.moment += KEPT + timedelta(hours=1)
    feed.append(change(8), change(9))
    for number in lost:
        feed.lose(number)
    with pytest.raises(Gone) as refused:
        feed.page(after)
    assert refused.value.code == "cursor_expired"
    assert sequences(feed.page(refused.value.more["begin_at"])) == ([8, 9] if 5 not in lost else [])


def test_what_is_older_is_still_given_where_nothing_is_missing() -> None:
    feed = Feed(2, 2)
    after = feed.page(limit=2).next_cursor
    feed.moment += KEPT + timedelta(hours=12)
    feed.lose(1)
    assert sequences(feed.page(after)) == [2, 3]
    assert sequences(feed.page()) == [], "without a cursor it begins with the oldest of seven days"


@pytest.mark.parametrize("place", [Place(5), Place(4, 1), Place(900), Place(900, 3)])
def test_a_cursor_from_the_future_has_expired_too(place: Place) -> None:
    feed = Feed(2, 2, 2, 2)
    with pytest.raises(Gone) as refused:
        feed.page(feed.cursors.write(place))
    assert sequences(feed.page(refused.value.more["begin_at"])) == list(range(8))


def test_a_cursor_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidRequest) as refused:
        Feed().page("made-up")
    assert [each.field for each in refused.value.fields] == ["after"]


def test_changes_are_seen_by_whoever_may_read_their_object() -> None:
    feed = Feed()
    for kind in ChangeType:
        feed.append(Change(kind, "2026-11-27T09:00:00.000000Z", "system:desk"))
    for scope, objects in {
        Scope.TICKETS_READ: {"ticket", "contact"},
        Scope.CONVERSATIONS_READ: {"message", "note"},
        Scope.CHANNELS_READ: {"account"},
        Scope.USERS_READ: {"user"},
        Scope.AUDIT_READ: {"desk"},
        Scope.TICKETS_WRITE: set[str](),
    }.items():
        who = Principal(ActorKind.PROGRAM, "tok_1", "CRM", frozenset({scope}))
        assert {each.type.partition(".")[0] for _, each in feed.page(principal=who).changes} == objects


def test_whoever_asks_for_what_they_may_not_see_is_refused() -> None:
    who = Principal(ActorKind.PROGRAM, "tok_1", "CRM", frozenset({Scope.TICKETS_READ}))
    with pytest.raises(Forbidden, match=r"users\.read"):
        Feed().page(principal=who, types=[ChangeType.TICKET_CHANGED, ChangeType.USER_CHANGED])
