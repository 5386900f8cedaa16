"""A model of the index: a plain list, filtered and sorted by Python. Engines are compared with it."""

import math
import sys
from collections.abc import Mapping, Sequence
from functools import cmp_to_key

from helpdesk.index.analysis import tokens
from helpdesk.index.models import (
    After,
    All,
    AnyOf,
    Batch,
    Document,
    Exists,
    Filter,
    Found,
    Hit,
    Hits,
    Is,
    Kind,
    Not,
    Order,
    Phrase,
    Range,
    Sort,
    Value,
)


class IndexModel:
    """It has no scores: best first is not compared by it."""

    def __init__(self) -> None:
        self.position = 0
        self.documents: dict[str, Document] = {}

    def apply(self, batch: Batch) -> None:
        self.documents = {
            id_: document
            for id_, document in self.documents.items()
            if id_ not in batch.gone and document.ticket_id not in batch.gone_tickets
        }
        self.documents |= {document.id: document for document in batch.documents}
        self.position = max(self.position, batch.position)

    def tickets(self, where: Filter, sort: Sort, *, after: After | None, limit: int) -> Found:
        found = sorted(
            self._tickets(where), key=cmp_to_key(lambda one, other: _order(_row(one, sort), _row(other, sort), sort))
        )
        rest = [each for each in found if after is None or _order(_row(each, sort), (after.value, after.id), sort) > 0]
        page = rest[:limit]
        last = After(*_row(page[-1], sort)) if page and len(rest) > limit else None
        return Found(tuple(each.id for each in page), len(found), last)

    def counts(self, filters: Mapping[str, Filter]) -> Mapping[str, int]:
        return {name: len(self._tickets(where)) for name, where in filters.items()}

    def texts(self, where: Filter, order: Order, *, skip: int, limit: int) -> Hits:
        assert order is Order.NEWEST
        found = sorted((each for each in self.documents.values() if matches(each, where)), key=lambda each: -each.at)
        hits = (Hit(each.id, each.kind, each.ticket_id, each.at, 0) for each in found[skip : skip + limit])
        return Hits(tuple(hits), len(found), more=len(found) > skip + limit)

    def _tickets(self, where: Filter) -> list[Document]:
        return [each for each in self.documents.values() if each.kind is Kind.TICKET and matches(each, where)]


def matches(document: Document, where: Filter) -> bool:
    match where:
        case Is(field, wanted):
            return any(typed(value) in set(map(typed, wanted)) for value in values_of(document, field))
        case Range(field, lower, upper):
            numbers = [value for value in values_of(document, field) if not isinstance(value, bool | str)]
            low, high = (None if bound is None else number(bound) for bound in (lower, upper))
            return any((low is None or low <= number(n)) and (high is None or number(n) <= high) for n in numbers)
        case Exists(field):
            return bool(values_of(document, field))
        case Phrase(words, fields, is_prefix):
            texts = (tokens(document.words.get(field, "")) for field in fields)
            return bool(words) and any(has_phrase(text, words, is_prefix=is_prefix) for text in texts)
        case All(filters):
            return all(matches(document, each) for each in filters)
        case AnyOf(filters):
            return any(matches(document, each) for each in filters)
        case Not(refused):
            return not matches(document, refused)


def values_of(document: Document, field: str) -> tuple[Value, ...]:
    if field in {"id", "kind", "ticket_id", "at", "position"}:
        value: Value = getattr(document, field)
        return (str(value) if field == "kind" else value,)
    return document.values.get(field, ())


def typed(value: Value) -> tuple[str, Value]:
    """Yes is not 1."""
    if isinstance(value, bool | str):
        return type(value).__name__, value
    return "number", number(value)


def number(value: float) -> float:
    try:
        return max(-sys.float_info.max, min(sys.float_info.max, float(value)))
    except OverflowError:
        return math.copysign(sys.float_info.max, value > 0 or -1)


def has_phrase(text: Sequence[str], words: Sequence[str], *, is_prefix: bool) -> bool:
    *before, last = words
    return any(
        list(text[place : place + len(before)]) == before and (end == last or (is_prefix and end.startswith(last)))
        for place, end in enumerate(text[len(before) :])
    )


def _row(document: Document, sort: Sort) -> tuple[Value | None, str]:
    return next(iter(values_of(document, sort.field)), None), document.id


def _order(one: tuple[Value | None, str], other: tuple[Value | None, str], sort: Sort) -> int:
    if one[0] == other[0]:
        return (one[1] > other[1]) - (one[1] < other[1])
    if one[0] is None or other[0] is None:
        return 1 if one[0] is None else -1
    up = 1 if one[0] > other[0] else -1  # type: ignore[operator]
    return -up if sort.descending else up
