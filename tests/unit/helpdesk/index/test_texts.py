"""Texts are found by their words: the newest first, or the best."""

from dataclasses import replace

import pytest

from helpdesk.index.models import EVERYTHING, All, AnyOf, Batch, Document, Hit, Is, Kind, Not, Order, Phrase
from helpdesk.index.port import Index
from helpdesk.index.terms import terms
from helpdesk.search.words import having


def text(number: int, words: str, kind: Kind = Kind.MESSAGE, ticket: str = "tkt_1") -> Document:
    return Document(f"msg_{number}", kind, ticket, number, number, {"channel_id": ("ch_1",)}, {"text": words})


def found(index: Index, where: All | AnyOf | Phrase | Not, order: Order, skip: int = 0, limit: int = 10) -> list[str]:
    return [hit.id for hit in index.texts(where, order, skip=skip, limit=limit).hits]


REFUND = Phrase(("refund",), ("text",))


def test_the_newest_are_first(index: Index) -> None:
    index.apply(Batch(1, tuple(text(number, "refund", list(Kind)[number % 3]) for number in range(5))))
    hits = index.texts(REFUND, Order.NEWEST, skip=1, limit=2)
    assert hits.hits == (Hit("msg_3", Kind.TICKET, "tkt_1", 3, 0), Hit("msg_2", Kind.NOTE, "tkt_1", 2, 0))
    assert (hits.count, hits.more) == (5, True)
    assert not index.texts(REFUND, Order.NEWEST, skip=3, limit=2).more
    assert index.texts(REFUND, Order.NEWEST, skip=9, limit=2).hits == ()
    assert index.texts(EVERYTHING, Order.NEWEST, skip=0, limit=9).count == 5


def test_the_best_are_first_and_equal_ones_by_time(index: Index) -> None:
    """More than a page of equal ones, in several commits."""
    for start in range(0, 60, 20):
        index.apply(Batch(start, tuple(text(number, "refund of the order") for number in range(start, start + 20))))
    index.apply(Batch(61, (text(60, "refund refund"), text(61, "a refund " + "and other words " * 30))))
    best = ["msg_60", *(f"msg_{number}" for number in reversed(range(60))), "msg_61"]
    for skip in (0, 1, 30, 55):
        assert found(index, REFUND, Order.BEST, skip) == best[skip : skip + 10]
    hits = index.texts(REFUND, Order.BEST, skip=0, limit=2).hits
    assert hits[0].score > hits[1].score > 0


def test_filters_do_not_change_what_is_best(index: Index) -> None:
    index.apply(Batch(1, (text(1, "refund refund"), text(2, "a refund", Kind.NOTE), text(3, "order"))))
    rare = AnyOf((Is("kind", ("note",)), Is("channel_id", ("ch_1",))))
    assert found(index, All((REFUND, rare, Not(Is("id", ("msg_9",))))), Order.BEST) == ["msg_1", "msg_2"]
    assert found(index, All((REFUND, Not(Phrase(("order",), ("text",))))), Order.BEST) == ["msg_1", "msg_2"]


def test_without_a_word_the_newest_are_the_best(index: Index) -> None:
    index.apply(Batch(1, tuple(text(number, "refund") for number in range(30))))
    for where in (EVERYTHING, Phrase(("ref",), ("text",), is_prefix=True), All((Is("ticket_id", ("tkt_1",)),))):
        assert found(index, where, Order.BEST, limit=3) == ["msg_29", "msg_28", "msg_27"]


@pytest.mark.parametrize("order", Order)
def test_words_of_the_text_and_for_its_ticket_are_found_together(index: Index, order: Order) -> None:
    """Until the name is another one, or the text."""
    cleo = {number: replace(text(number, "a refund"), words={"text": "a refund", "about": "Cleo"}) for number in (1, 2)}
    index.apply(Batch(1, (*cleo.values(), text(3, "refund"))))
    asked = having(terms("cleo refund"), ())
    assert set(found(index, asked, order)) == {"msg_1", "msg_2"}
    assert found(index, having(terms("cleo "), ()), order) == []
    index.apply(Batch(2, (replace(cleo[1], words={"text": "a refund", "about": "Ann"}),), gone=frozenset({"msg_2"})))
    assert found(index, asked, order) == []
    assert found(index, having(terms("ann ref"), ()), order) == ["msg_1"]


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize(
    ("name", "queries"),
    [
        (
            "Überweisung_Beleg-2026.final.PDF",
            ["beleg", "Beleg-2026", '"beleg 2026"', "überw", "2026.final", "Überweisung_Beleg-2026.final.PDF"],
        ),
        ("invoice_2026_03.pdf", ["2026", "2026_03", "invoice_2026_03.pdf", "invoice_2026", "invoice 03"]),
    ],
)
def test_a_file_is_found_by_each_word_of_its_name(index: Index, order: Order, name: str, queries: list[str]) -> None:
    index.apply(Batch(1, (replace(text(1, "see there"), words={"text": "see there", "files": name}), text(2, "2025"))))
    for query in queries:
        assert found(index, having(terms(query), ()), order) == ["msg_1"], query
    assert found(index, having(terms("nvoice"), ()), order) == []


@pytest.mark.parametrize("order", Order)
def test_what_is_erased_is_not_found_again(index: Index, order: Order) -> None:
    index.apply(Batch(1, (text(1, "refund"), text(2, "refund", ticket="tkt_2"), text(3, "refund", ticket="tkt_2"))))
    index.apply(Batch(2, gone=frozenset({"msg_1"})))
    assert found(index, REFUND, order) == ["msg_3", "msg_2"]
    index.apply(Batch(3, (text(2, "order", ticket="tkt_2"),)))
    assert found(index, REFUND, order) == ["msg_3"]
    index.apply(Batch(4, gone_tickets=frozenset({"tkt_2"})))
    assert found(index, EVERYTHING, order) == []


def test_a_batch_is_applied_as_a_whole_or_not_at_all(index: Index) -> None:
    index.apply(Batch(1, (text(1, "refund"),)))
    broken = Document("msg_2", Kind.MESSAGE, "tkt_1", 2, 2, {"about": (float("nan"),)})
    with pytest.raises(ValueError, match="NaN"):
        index.apply(Batch(2, (text(3, "refund"), broken), gone=frozenset({"msg_1"})))
    assert index.position == 1
    assert found(index, REFUND, Order.NEWEST) == ["msg_1"]
    index.apply(Batch(2, (text(4, "refund"),)))
    assert found(index, REFUND, Order.NEWEST) == ["msg_4", "msg_1"]


def test_a_document_twice_in_a_batch_is_the_last_one(index: Index) -> None:
    index.apply(Batch(1, (text(1, "refund"), text(1, "order"))))
    assert index.texts(EVERYTHING, Order.NEWEST, skip=0, limit=9).count == 1
    assert found(index, REFUND, Order.NEWEST) == []


def test_the_position_never_goes_back(index: Index) -> None:
    index.apply(Batch(7))
    index.apply(Batch(5, (text(1, "refund"),)))
    assert index.position == 7
