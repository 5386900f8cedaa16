"""Filters find what they say, and nothing in a value is an instruction to the engine."""

import math

import pytest

from helpdesk.index.models import (
    EVERYTHING,
    All,
    AnyOf,
    Batch,
    Document,
    Exists,
    Filter,
    Is,
    Kind,
    Not,
    Phrase,
    Range,
    Sort,
    Value,
)
from helpdesk.index.port import Index
from helpdesk.index.terms import terms

HOSTILE = [
    '"} OR *',
    "a OR b",
    "owner_id:*",
    "[1 TO *]",
    "\\",
    '\\"',
    "a\0b",
    ".*",
    "\U0001f600",
    " ",
    "x" * 600,
    "\ud83d",
]


def ticket(number: int, words: str = "", **values: Value) -> Document:
    given = {field.replace("__", "."): (value,) for field, value in values.items()}
    return Document(f"tkt_{number}", Kind.TICKET, f"tkt_{number}", number, number, given, {"name": words})


def ids(index: Index, where: Filter) -> list[int]:
    found = index.tickets(where, Sort("at"), after=None, limit=100)
    assert found.count == len(found.ids) == index.counts({"": where})[""]
    return [int(id_.removeprefix("tkt_")) for id_ in found.ids]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_that_looks_like_a_query_is_a_value(index: Index, value: str) -> None:
    index.apply(Batch(1, (ticket(1, owner_id=value), ticket(2, owner_id="somebody"), ticket(3))))
    assert ids(index, Is("owner_id", (value,))) == [1]
    assert ids(index, Is("owner_id", (value, "somebody"))) == [1, 2]
    assert ids(index, Not(Is("owner_id", (value,)))) == [2, 3]
    assert ids(index, Is("id", (value,))) == []
    assert index.tickets(EVERYTHING, Sort("owner_id"), after=None, limit=9).count == 3


@pytest.mark.parametrize("field", ["a b", "a:b", "*", '"', "größe", "a.b", "a_b", "a_2e_b", "退", "x" * 300, "A", "_"])
def test_a_field_has_any_name(index: Index, field: str) -> None:
    made = Document("tkt_1", Kind.TICKET, "tkt_1", 1, 1, {field: (2, 7)}, {field: "some words"})
    index.apply(Batch(1, (made, ticket(2, a=2, a__c=7))))
    for where in (
        Is(field, (2,)),
        Is(field, (7,)),
        Exists(field),
        Range(field, 6, 8),
        Phrase(("some", "words"), (field,)),
    ):
        assert ids(index, where) == [1]
    assert index.tickets(EVERYTHING, Sort(field), after=None, limit=9).ids == ("tkt_1", "tkt_2")


@pytest.mark.parametrize("field", ["score", "closed_at"])
@pytest.mark.parametrize("value", [0, -1, 0.1, 2**53 + 1, 2**63, -(2**200), 10**400, 1e308, 5e-324, math.inf, -0.0])
def test_a_number_has_any_size(index: Index, field: str, value: float) -> None:
    index.apply(Batch(1, (ticket(1, **{field: value}), ticket(2, **{field: 77}), ticket(3))))
    assert ids(index, Is(field, (value,))) == [1]
    assert ids(index, Range(field, value, value)) == [1]
    assert ids(index, Range(field, None, value)) == ([1] if value < 77 else [1, 2])
    assert ids(index, Range(field, value)) == ([1, 2] if value < 77 else [1])
    assert ids(index, Range(field, -math.inf, math.inf)) == [1, 2]
    assert ids(index, Range(field)) == [1, 2]
    assert ids(index, Range(field, 78, 76)) == []


def test_whole_numbers_and_others_are_in_one_order(index: Index) -> None:
    """Also where a part of the index has only the ones, or only the others."""
    for position, numbers in enumerate([(1, 3), (1.5, -2.5), (2, -3), (0.5, 1e20)]):
        made = (ticket(10 * position + place, score=number) for place, number in enumerate(numbers))
        index.apply(Batch(position, tuple(made)))
    assert index.tickets(EVERYTHING, Sort("score"), after=None, limit=9).ids == tuple(
        f"tkt_{number}" for number in (21, 11, 30, 0, 10, 20, 1, 31)
    )
    assert ids(index, Range("score", 0.5, 2)) == [0, 10, 20, 30]
    assert ids(index, Range("score", -3, 1.75)) == [0, 10, 11, 21, 30]


@pytest.mark.parametrize("field", ["score", "closed_at", "at", "position"])
def test_nan_is_refused(index: Index, field: str) -> None:
    for where in (Is(field, (math.nan,)), Range(field, math.nan), Range(field, None, math.nan)):
        with pytest.raises(ValueError, match="NaN"):
            index.counts({"": where})
    if field not in {"at", "position"}:
        with pytest.raises(ValueError, match="NaN"):
            index.apply(Batch(1, (ticket(1, **{field: math.nan}),)))
        assert index.counts({"": EVERYTHING}) == {"": 0}


def test_a_value_is_found_by_its_own_type(index: Index) -> None:
    values: tuple[Value, ...] = (1, "1", True, "true", 0, False, "")
    index.apply(Batch(1, tuple(ticket(number, **{f"field_{number}": value}) for number, value in enumerate(values))))
    for number, value in enumerate(values):
        for other in values:
            is_same = type(other) is type(value) and other == value
            assert ids(index, Is(f"field_{number}", (other,))) == ([number] if is_same else [])


def test_nobody_has_it(index: Index) -> None:
    index.apply(Batch(1, (ticket(1, vip=True),)))
    for nobody in (Is("nobody", ("a", 1, False)), Exists("nobody"), Range("nobody"), Phrase(("a",), ("nobody",))):
        assert ids(index, nobody) == []
        assert ids(index, Not(nobody)) == [1]
    for nothing in (AnyOf(()), Is("vip", ()), Phrase((), ("name",)), Phrase(("a",), ()), Range("vip"), Range("id")):
        assert ids(index, nothing) == []
    assert ids(index, Is("at", ("1", 1.5, True))) == []
    assert ids(index, All((Exists("id"), Exists("at"), Not(AnyOf(()))))) == [1]


def nested(depth: int) -> Filter:
    where: Filter = Exists("vip")
    for _ in range(depth):
        where = Not(where)
    return where


def test_many_filters(index: Index) -> None:
    index.apply(Batch(1, (ticket(1, vip=True, owner_id="a"), ticket(2, owner_id="b"))))
    several = tuple(AnyOf((Is("owner_id", ("a", str(number))), Exists(f"field {number}"))) for number in range(200))
    assert ids(index, All(several)) == [1]
    assert ids(index, AnyOf(several)) == [1]
    assert ids(index, All(tuple(map(Not, several)))) == [2]
    assert ids(index, nested(40)) == [1]
    assert ids(index, nested(41)) == [2]
    assert ids(index, Is("id", tuple(f"tkt_{number}" for number in range(10_000)))) == [1, 2]


@pytest.mark.parametrize("where", [nested(10_000), Is("id", ("a",) * 100_000), AnyOf((Is("id", ("a",) * 9_000),) * 3)])
def test_too_much_is_refused(index: Index, where: Filter) -> None:
    with pytest.raises(ValueError, match=r"values and words|in each other"):
        index.counts({"": where})


@pytest.mark.parametrize(
    "query", ["a" * 10_000, "a " * 5_000, "a-" * 5_000, "退" * 10_000, '"' * 10_000, "a@b.c " * 1_000]
)
def test_a_long_search_is_answered(index: Index, query: str) -> None:
    index.apply(Batch(1, (ticket(1, query + query), ticket(2, "something else"))))
    asked = All(tuple(term.among(("name",)) for term in terms(query)))
    assert ids(index, asked) == ([1] if asked.filters else [1, 2])


@pytest.fixture
def named(index: Index) -> Index:
    names = (
        "Refund of order 12",
        "order refund",
        "Refunds for Größe",
        "退货订单 mail a.b@example.com",
        "+49 30 1234567",
    )
    index.apply(Batch(1, tuple(ticket(number, name) for number, name in enumerate(names))))
    return index


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("refund ", [0, 1]),
        ("refund", [0, 1, 2]),
        ("REFUND order", [0, 1]),
        ('"order refund"', [1]),
        ('"refund order"', []),
        ('"refunds for gro', [2]),
        ("grosse", [2]),
        ("退", [3]),
        ("单", [3]),
        ("货订", [3]),
        ("订货", []),
        ("a.b@example.com", [3]),
        ("example.com", [3]),
        ("+49 (30) 123-4567", [4]),
        ("49301234567", [4]),
        ("name:refund", []),
        ("refund.*", [0, 1]),
        (".", [0, 1, 2, 3, 4]),
    ],
)
def test_words(named: Index, query: str, found: list[int]) -> None:
    assert ids(named, All(tuple(term.among(("name", "contact")) for term in terms(query)))) == found


@pytest.mark.parametrize(
    "where",
    [
        Is("account_id", ("shop",)),
        Exists("author"),
        Range("about", 1, 1),
        Phrase(("refund",), ("name", "text")),
        Not(Is("owner_id", ("ada",))),
        All((Exists("account_id"), Not(Exists("owner_id")))),
        AnyOf((Exists("owner_id"), Exists("account_id"))),
        AnyOf((Not(Exists("owner_id")), Exists("owner_id"))),
        EVERYTHING,
    ],
)
def test_a_text_is_no_ticket(index: Index, where: Filter) -> None:
    values: dict[str, tuple[Value, ...]] = {"account_id": ("shop",), "author": ("grace",), "about": (1,)}
    text = Document("msg_1", Kind.MESSAGE, "tkt_1", 5, 5, values, {"text": "refund"})
    index.apply(Batch(1, (text,)))
    assert ids(index, where) == []


def test_a_text_has_nothing_that_only_tickets_have() -> None:
    for values, words in (({"owner_id": ("ada",)}, {}), ({}, {"name": "refund"})):
        with pytest.raises(ValueError, match="a text has no"):
            Document("msg_1", Kind.NOTE, "tkt_1", 5, 5, values, words)
