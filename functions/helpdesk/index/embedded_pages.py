"""Pages of tickets in the order of a field: its first value, those without one last, equal ones by id.

There are two ways, since the engine's fast one sorts by one column and nothing else. Lists can be large where people
sort by a moment: that is a column. Any other field is sorted with the id by a composite aggregation.
"""

from typing import Any

import tantivy
from tantivy import Order, Query

from helpdesk.index import values
from helpdesk.index.embedded_beginnings import COUNTED, Beginnings, number_of
from helpdesk.index.embedded_documents import COLUMNS, FIRST, NAMES, WHOLE_COLUMNS
from helpdesk.index.embedded_queries import Queries, both, but
from helpdesk.index.models import After, Filter, Found, Sort, Value

_Row = tuple[Value | None, str]


class Pages:
    def __init__(self, queries: Queries, beginnings: Beginnings, searcher: tantivy.Searcher) -> None:
        self._queries = queries
        self._beginnings = beginnings
        self._searcher = searcher

    def page(self, where: Filter, sort: Sort, after: After | None, limit: int) -> Found:
        query = self._queries.tickets(where)
        if sort.field in (*COLUMNS, *WHOLE_COLUMNS):
            count, rows = self._by_column(query, sort, after, limit + 1)
        else:
            count, rows = self._by_any(query, sort, after, limit + 1)
        shown = rows[:limit]
        last = After(*shown[-1]) if shown and len(rows) > limit else None
        return Found(tuple(id_ for _, id_ in shown), count, last)

    def count(self, query: Query) -> int:
        return number_of(self._searcher, query)

    def _by_any(self, query: Query, sort: Sort, after: After | None, limit: int) -> tuple[int, list[_Row]]:
        """The count comes with it."""
        field = "id" if sort.field in NAMES else f"{FIRST}.{values.alias(sort.field)}"
        page: dict[str, Any] = {"size": limit, "sources": [_source("value", field, sort), _source("id", "id")]}
        if after:
            page["after"] = {"value": _typed(after.value), "id": _typed(after.id)}
        found = self._searcher.aggregate(query, {"page": {"composite": page}, "count": COUNTED})
        rows = [(bucket["key"]["value"], bucket["key"]["id"]) for bucket in found["page"]["buckets"]]
        return int(found["count"]["value"]), [(_shown(value), id_) for value, id_ in rows]

    def _by_column(self, query: Query, sort: Sort, after: After | None, limit: int) -> tuple[int, list[_Row]]:
        if after is None:
            rows, counted = self._sorted(query, sort, limit)
            return self.count(query) if counted is None else counted, rows
        if isinstance(after.value, bool | str):
            return self.count(query), []  # no number comes after it
        if after.value is None:
            return self.count(query), self._equal(query, sort.field, None, limit, after.id)
        value = values.whole(values.number(after.value))
        # Those before are left out: on the pages that people look at, they are few, so this is faster than a range of
        # what remains, and they are counted fast. Those without a value remain too.
        before = self._before(sort, value)
        rows, counted = self._sorted(but(query, before), sort, limit, After(value, after.id))
        return self.count(query) if counted is None else counted + self.count(both(query, before)), rows

    def _sorted(
        self, query: Query, sort: Sort, limit: int, after: After | None = None
    ) -> tuple[list[_Row], int | None]:
        """And how many match, if they were counted. After: of those with its value, only the ones with a higher id."""
        taken = limit + _MORE if after else limit
        order = Order.Desc if sort.descending else Order.Asc
        found, counted = self._beginnings.first(self._searcher, query, sort.field, order, taken)
        rows = [(self._value(value), self._id(address)) for value, address in found]
        end = rows[-1][0] if len(rows) == taken else _NO_END
        rows = [row for row in rows if after is None or _place(row, sort) > _place((after.value, after.id), sort)]
        # Equal ones come in no order of ids, so the engine may have taken the wrong ones of those with the last value.
        # The last row of all only says that more follows: any one will do.
        if end is not _NO_END and (len(rows) < limit or (limit > 1 and rows[limit - 2][0] == end)):
            assert not isinstance(end, str)
            rows = [row for row in rows if row[0] != end]
            rows += self._equal(
                query, sort.field, end, limit - len(rows), after.id if after and after.value == end else None
            )
            if after and end is not None and len(rows) < limit:
                rest = but(query, self._before(sort, end, included=True))
                rows += self._sorted(rest, sort, limit - len(rows), After(end, after.id))[0]
        return sorted(rows, key=lambda row: _place(row, sort))[:limit], counted

    def _equal(self, query: Query, field: str, value: float | None, limit: int, after: str | None = None) -> list[_Row]:
        """Those with this value, by their ids."""
        if value is None:
            query = but(query, self._queries.exists(field))
        else:
            query = both(query, self._queries.number(field, value, value))
        if after is None:
            hits = self._searcher.search(query, limit, count=False, order_by_field="id", order=Order.Asc).hits
            return [(value, self._id(address)) for _, address in hits]
        page = {"size": limit, "sources": [_source("id", "id")], "after": {"id": _typed(after)}}
        found = self._searcher.aggregate(query, {"page": {"composite": page}})["page"]
        return [(value, bucket["key"]["id"]) for bucket in found["buckets"]]

    def _before(self, sort: Sort, value: float, *, included: bool = False) -> Query:
        bounds = (value, None) if sort.descending else (None, value)
        return self._queries.number(sort.field, *bounds, without=not included)

    def _id(self, address: tantivy.DocAddress) -> str:
        return str(self._searcher.doc(address)["id"][0])

    @staticmethod
    def _value(value: float | None) -> Value | None:
        return values.whole(value) if isinstance(value, float) else value


_NO_END = "everything was read"
_MORE = 20
"""Of a next page, so many more are read: those with the value of its beginning, which were shown, come again."""


def _source(name: str, field: str, sort: Sort | None = None) -> dict[str, Any]:
    order = "desc" if sort and sort.descending else "asc"
    missing = {"missing_bucket": True, "missing_order": "last"} if sort else {}
    return {name: {"terms": {"field": field, "order": order, **missing}}}


def _typed(value: Value | None) -> str:
    """As the engine writes the key after which a page begins."""
    if value is None:
        return "null:"
    if isinstance(value, bool):
        return f"bool:{str(value).lower()}"
    return f"str:{values.text(value)}" if isinstance(value, str) else f"i64:{values.ordinal(value)}"


def _shown(value: Value | None) -> Value | None:
    return values.of_ordinal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _place(row: _Row, sort: Sort) -> tuple[bool, float, str]:
    value, id_ = row
    assert not isinstance(value, str)
    return value is None, 0 if value is None else -value if sort.descending else value, id_
