"""Search by words, over texts and tickets, of the tickets that are meant."""

import pytest

from helpdesk.index.limits import limit
from helpdesk.index.models import EVERYTHING, Batch, Document, Filter, Is, Kind, Order
from helpdesk.people.access import EVERYTHING as ALL_TICKETS
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.desk_key import DeskKey
from helpdesk.platform.errors import InvalidRequest
from helpdesk.search import words
from helpdesk.search.words import Search, SearchPage, Wanted
from tests.support.index_model import IndexModel

MINE = Is("owner_id", ("ann",))


class Ids:
    """In place of what reads the hits."""

    def read(self, hits, _terms, _access):
        return [hit.id for hit in hits]


class Desk:
    def __init__(self) -> None:
        self.index = IndexModel()
        cursors = Cursors(DeskKey("a-key-of-the-desk-that-tests-know"))
        self.search = Search(lambda: self.index, Ids(), lambda: ("properties.plan",), cursors, "model")

    def has(self, *documents: Document) -> None:
        self.index.apply(Batch(self.index.position + 1, documents))

    def page(
        self,
        query: str,
        *,
        tickets: Filter = EVERYTHING,
        texts: Filter = EVERYTHING,
        limit: int = 10,
        cursor: str | None = None,
        order: Order = Order.NEWEST,
    ) -> SearchPage:
        wanted = Wanted(query, tickets, texts, order, "everything")
        return self.search.page(wanted, ALL_TICKETS, limit=limit, cursor=cursor)

    def whole(self, query: str, **more) -> list:
        page = self.page(query, **more)
        found = list(page.hits)
        while page.next_cursor:
            page = self.page(query, cursor=page.next_cursor, **more)
            found += page.hits
        return found


def message(name: int, text: str, *, ticket: int = 1, at: int | None = None) -> Document:
    return Document(f"msg_{name}", Kind.MESSAGE, f"tkt_{ticket}", at or name, 1, words={"text": text})


def ticket(name: int, owner: str, /, **words: str) -> Document:
    return Document(f"tkt_{name}", Kind.TICKET, f"tkt_{name}", name, 1, {"owner_id": (owner,)}, words)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("refund", ["msg_2", "msg_1"]),
        ("refund please", ["msg_1"]),
        ("ref", ["msg_2", "msg_1"]),
        ('"a refund"', ["msg_1"]),
        ("REFUND", ["msg_2", "msg_1"]),
        ("cleo", ["tkt_9"]),
        ("4711", ["tkt_9"]),
        ("premium", ["tkt_9"]),
        ("nothing", []),
        ("p", ["tkt_9", "msg_1"]),
    ],
)
def test_all_words_are_found_newest_first(desk: Desk, query: str, found: list[str]) -> None:
    desk.has(message(1, "I want a refund, please"), message(2, "Refund!"))
    desk.has(ticket(9, "ann", name="Bill 4711", contact="Cleo", **{"properties.plan": "Premium"}))
    page = desk.page(query)
    assert (page.hits, page.count, page.next_cursor) == (found, len(found), None)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("cleo refund", ["msg_2", "msg_1"]),
        ("refund cle", ["msg_2", "msg_1"]),
        ("parcel refund please", ["msg_1"]),
        ("cleo invoice.pdf ", ["msg_2"]),
        ("cleo@example.com refund", ["msg_2", "msg_1"]),
        ('"cleo refund"', []),
        ("bob refund", []),
        ("cleo", ["tkt_9"]),
        ("cleo parcel", ["tkt_9"]),
        ("cleo premium", ["tkt_9"]),
    ],
)
def test_a_word_for_the_ticket_and_one_of_a_text_find_the_text(desk: Desk, query: str, found: list[str]) -> None:
    about = {"about": "A parcel\nCleo\ncleo@example.com"}
    texts = {
        1: {"text": "I want a refund, please"},
        2: {"text": "Refund!", "files": "invoice.pdf"},
        3: {"text": "Well"},
    }
    for name, said in texts.items():
        desk.has(Document(f"msg_{name}", Kind.MESSAGE, "tkt_9", name, 1, words=said | about))
    contact = "Cleo\ncleo@example.com"
    desk.has(ticket(9, "ann", name="A parcel", contact=contact, **{"properties.plan": "Premium"}))
    assert desk.page(query).hits == found


@pytest.mark.parametrize(("properties", "words"), [(0, 64), (400, 36)])
def test_of_a_long_query_so_many_words_count_as_an_index_takes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, properties: int, words: int
) -> None:
    """Also at a desk with as many text properties as there can be, for its tickets and contacts."""
    desk.search._properties = lambda: [f"properties.p{number}" for number in range(properties)]
    texts = desk.index.texts
    asked: list[Filter] = []
    monkeypatch.setattr(
        desk.index, "texts", lambda where, *more, **named: (asked.append(where), texts(where, *more, **named))[1]
    )
    desk.has(message(1, " ".join(f"w{number}" for number in range(words))))
    assert desk.page(" ".join(f"w{number}" for number in range(100))).hits == ["msg_1"]
    assert desk.page('"' + "w" * 900 + " a.b" * 20).hits == []
    for where in asked:
        limit(where)


@pytest.mark.parametrize("query", ["", "   ", '"', "+-*/", "&& ||", "…"])
def test_words_that_are_none_are_refused(desk: Desk, query: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        desk.page(query)
    assert refused.value.code == "nothing_to_search"


def test_what_looks_like_an_operator_is_a_word(desk: Desk) -> None:
    desk.has(message(1, "this and that"), message(2, "this or that"))
    assert desk.page("this AND that").hits == ["msg_1"]


@pytest.mark.parametrize(("mine", "others"), [(5, 5), (20, 5), (5, 20), (20, 20)])
@pytest.mark.parametrize("limit", [3, 100])
def test_only_texts_of_the_tickets_that_are_meant_are_found(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, mine: int, others: int, limit: int
) -> None:
    """Whether few of the tickets are meant, few are not, or many of both."""
    monkeypatch.setattr(words, "_TICKETS_AT_MOST", 10)
    for each in range(mine + others):
        desk.has(ticket(each, "ann" if each < mine else "bob"), message(each, "refund", ticket=each, at=each + 1))
    found = desk.whole("refund", tickets=MINE, limit=limit)
    assert found == [f"msg_{each}" for each in reversed(range(mine))]
    assert desk.page("refund", tickets=MINE, limit=limit).count == mine


def test_of_too_many_the_hits_are_looked_through_in_steps(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_TICKETS_AT_MOST", 2)
    monkeypatch.setattr(words, "_LOOKED_THROUGH", 5)
    for each in range(24):
        desk.has(ticket(each, "ann" if each % 8 == 0 else "bob"), message(each, "refund", ticket=each, at=each + 1))
    first = desk.page("refund", tickets=MINE, limit=2)
    assert (first.hits, first.count) == ([], None)
    assert first.next_cursor
    assert desk.whole("refund", tickets=MINE, limit=2) == ["msg_16", "msg_8", "msg_0"]


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_pages_are_steady_while_messages_arrive(desk: Desk, limit: int) -> None:
    """Also where many are of one moment."""
    for each in range(12):
        desk.has(message(each, "refund", at=1 + each // 5))
    before = desk.whole("refund", limit=limit)
    assert len(before) == len(set(before)) == 12
    page = desk.page("refund", limit=limit)
    found, count = list(page.hits), page.count
    while page.next_cursor:
        desk.has(message(100 + len(found), "refund", at=1000 + len(found)))
        page = desk.page("refund", limit=limit, cursor=page.next_cursor)
        assert page.count == count
        found += page.hits
    assert found == before


def test_by_relevance_one_pages_so_far_only(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_BEST_AT_MOST", 4)
    monkeypatch.setattr(
        desk.index, "texts", lambda where, _, **more: IndexModel.texts(desk.index, where, Order.NEWEST, **more)
    )
    for each in range(9):
        desk.has(message(each, "refund"))
    assert desk.whole("refund", limit=2, order=Order.BEST) == ["msg_8", "msg_7", "msg_6", "msg_5"]


def test_a_cursor_is_of_one_search(desk: Desk) -> None:
    desk.has(message(1, "refund"), message(2, "refund"))
    cursor = desk.page("refund", limit=1).next_cursor
    for query, order in (("refunds", Order.NEWEST), ("refund", Order.BEST)):
        with pytest.raises(InvalidRequest) as refused:
            desk.page(query, order=order, cursor=cursor)
        assert refused.value.code == "bad_cursor"
