"""Pages of tickets go on exactly where the last one ended, whatever they are sorted by."""

import random
from collections.abc import Iterator

import pytest

from helpdesk.index.models import EVERYTHING, After, Batch, Document, Exists, Is, Kind, Sort, Value
from helpdesk.index.port import Index
from tests.support.index_model import IndexModel

COUNT = 150
FIELDS = ("priority_rank", "closed_at", "last_activity_at", "at", "position", "team_id", "score", "vip", "name", "id")


def tickets() -> Iterator[Document]:
    chosen = random.Random(7)
    for number in chosen.sample(range(COUNT), COUNT):
        values: dict[str, tuple[Value, ...]] = {
            "priority_rank": (number % 3,),
            "last_activity_at": (1_790_000_000_000 + number,),
            "name": (f"order of a name that is the same for a long while, {number % 40:03}",),
            "mentions": ("b", "a"),
        }
        if number % 4:
            values |= {"closed_at": (number // 30,), "team_id": (f"team {number % 7}", "another")}
        if number % 5:
            values |= {"score": (number % 6 / 2 - 1,), "vip": (number % 2 == 0,)}
        yield Document(f"tkt_{number:03}", Kind.TICKET, f"tkt_{number:03}", number // 20, number // 50, values)


@pytest.fixture
def loaded(index: Index) -> Index:
    """In several commits, so that equal ones are in several segments."""
    _load(index)
    return index


@pytest.fixture(scope="module")
def model() -> IndexModel:
    model = IndexModel()
    _load(model)
    return model


@pytest.mark.parametrize("limit", [1, 7, 50, COUNT])
@pytest.mark.parametrize("field", FIELDS)
def test_each_ticket_is_on_one_page(loaded: Index, model: IndexModel, field: str, limit: int) -> None:
    for sort in (Sort(field), Sort(field, descending=True)):
        expected = model.tickets(EVERYTHING, sort, after=None, limit=COUNT)
        found: list[str] = []
        after: After | None = None
        while not found or after:
            page = loaded.tickets(EVERYTHING, sort, after=after, limit=limit)
            assert page.count == COUNT
            assert len(page.ids) <= limit
            found += page.ids
            after = page.last
        assert tuple(found) == expected.ids


def test_a_page_says_what_it_ended_with(loaded: Index) -> None:
    page = loaded.tickets(Exists("score"), Sort("score", descending=True), after=None, limit=1)
    assert page.last == After(1.5, page.ids[0])
    page = loaded.tickets(EVERYTHING, Sort("vip"), after=None, limit=1)
    assert page.last == After(value=False, id=page.ids[0])
    page = loaded.tickets(EVERYTHING, Sort("nobody"), after=None, limit=2)
    assert page.last == After(None, "tkt_001")
    assert loaded.tickets(EVERYTHING, Sort("closed_at"), after=After(None, "tkt_147"), limit=9).ids == ("tkt_148",)


def test_a_page_can_begin_after_a_ticket_that_is_gone(loaded: Index, model: IndexModel) -> None:
    gone: tuple[tuple[str, Value], ...] = (
        *(("priority_rank", 1), ("priority_rank", 0.5), ("position", 1.5), ("at", -1), ("at", 2**70)),
        *(("closed_at", 2), ("team_id", "team 3"), ("score", 0.25)),
    )
    for field, value in gone:
        for sort in (Sort(field), Sort(field, descending=True)):
            everything = model.tickets(EVERYTHING, sort, after=After(value, "tkt_050x"), limit=COUNT).ids
            assert loaded.tickets(EVERYTHING, sort, after=After(value, "tkt_050x"), limit=COUNT).ids == everything


@pytest.mark.parametrize(
    "after", [After("text", "tkt_1"), After(1.5, "tkt_1"), After(value=True, id=""), After(None, "")]
)
@pytest.mark.parametrize("field", FIELDS)
def test_a_value_of_another_type_breaks_nothing(loaded: Index, field: str, after: After) -> None:
    assert loaded.tickets(EVERYTHING, Sort(field), after=after, limit=10).count == COUNT


def test_no_ticket_is_asked_for(loaded: Index) -> None:
    for field in ("team_id", "closed_at", "id"):
        page = loaded.tickets(EVERYTHING, Sort(field), after=None, limit=0)
        assert (page.ids, page.count, page.last) == ((), COUNT, None)


def test_many_tickets_are_asked_for(loaded: Index) -> None:
    page = loaded.tickets(Is("mentions", ("a",)), Sort("team_id"), after=None, limit=10_000)
    assert (len(page.ids), page.count, page.last) == (COUNT, COUNT, None)


def _load(index: Index | IndexModel) -> None:
    documents = list(tickets())
    for start in range(0, COUNT, 60):
        index.apply(Batch(start + 1, tuple(documents[start : start + 60])))
