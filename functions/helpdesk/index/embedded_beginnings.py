"""Where a large list begins: among the first thousand of all documents, if enough of these match.

The engine sorts by going through all that match, 13 ns each. A range of the column reaches the first thousand at once,
and those that match are counted in half the time.
"""

from collections.abc import Sequence
from typing import Any

import tantivy
from tantivy import Order, Query

from helpdesk.index.embedded_queries import Queries, both

LARGE = 100_000
"""Documents of an index in which it pays to look there first."""
REACH = 1_000
_A_WHILE = 10_000
"""After so many documents more or fewer, the first thousand are others."""
Row = tuple[float | None, tantivy.DocAddress]


class Beginnings:
    def __init__(self, queries: Queries) -> None:
        self._queries = queries
        self._ends: dict[tuple[str, Order], tuple[int, float | None]] = {}

    def first(
        self, searcher: tantivy.Searcher, query: Query, column: str, order: Order, limit: int
    ) -> tuple[Sequence[Row], int | None]:
        """The first ones that match, in the order of a column of numbers, and how many match; None: they were not
        counted. Those without a number come last, equal ones in the engine's order."""
        if searcher.num_docs >= LARGE and (end := self._end(searcher, column, order)) is not None:
            bounds = (end, None) if order == Order.Desc else (None, end)
            near = both(self._queries.number(column, *bounds), query)
            found: Any = searcher.search(near, limit, count=False, order_by_field=column, order=order)
            if len(found.hits) == limit:
                return found.hits, None
        found = searcher.search(query, limit, count=True, order_by_field=column, order=order)
        return found.hits, found.count

    def _end(self, searcher: tantivy.Searcher, column: str, order: Order) -> float | None:
        """Where the first thousand end. Whatever has changed since it was seen, what is before it comes first."""
        now = searcher.num_docs
        then, end = self._ends.get((column, order), (-_A_WHILE, None))
        if abs(now - then) >= _A_WHILE:
            found: Any = searcher.search(Query.all_query(), REACH, count=False, order_by_field=column, order=order)
            end = found.hits[-1][0] if len(found.hits) == REACH else None
            self._ends[column, order] = (now, end)
        return end


def number_of(searcher: tantivy.Searcher, query: Query) -> int:
    found = searcher.aggregate(query, {"count": COUNTED})
    return int(found["count"]["value"])


COUNTED = {"value_count": {"field": "position"}}
"""Each document has one."""
