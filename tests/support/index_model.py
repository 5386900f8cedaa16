"""A model of the index: a plain list, filtered and sorted by Python. Engines are compared with it."""

from collections.abc import Mapping
from functools import cmp_to_key

from helpdesk.index.matching import matches, values_of
from helpdesk.index.models import After, Batch, Document, Filter, Found, Hit, Hits, Kind, Order, Sort, Value


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


def _row(document: Document, sort: Sort) -> tuple[Value | None, str]:
    return next(iter(values_of(document, sort.field)), None), document.id


def _order(one: tuple[Value | None, str], other: tuple[Value | None, str], sort: Sort) -> int:
    if one[0] == other[0]:
        return (one[1] > other[1]) - (one[1] < other[1])
    if one[0] is None or other[0] is None:
        return 1 if one[0] is None else -1
    up = 1 if one[0] > other[0] else -1  # type: ignore[operator]
    return -up if sort.descending else up
