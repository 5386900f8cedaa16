"""The end of the first thousand of a large index is looked for once in a while."""

from types import SimpleNamespace
from typing import Any

import tantivy
from tantivy import Order, Query

from helpdesk.index.embedded_beginnings import LARGE, REACH, Beginnings
from helpdesk.index.embedded_documents import schema
from helpdesk.index.embedded_queries import Queries


class Searcher:
    """All documents are of the same time."""

    def __init__(self) -> None:
        self.num_docs, self.looked = 0, 0

    def search(self, _query: Query, limit: int, **_: Any) -> Any:
        self.looked += limit == REACH
        return SimpleNamespace(hits=[(5, None)] * limit, count=self.num_docs)


def test_the_end_is_looked_for_again_after_ten_thousand_documents_more_or_fewer() -> None:
    beginnings, searcher = Beginnings(Queries(tantivy.Index(schema()))), Searcher()
    fake: Any = searcher
    for more, looked in (
        (-1, 0),
        (9_999, 1),
        (10_000, 1),
        (9_999, 1),
        (19_998, 1),
        (19_999, 2),
        (10_000, 2),
        (9_999, 3),
    ):
        searcher.num_docs = LARGE + more
        beginnings.first(fake, Query.all_query(), "at", Order.Desc, 10)
        assert searcher.looked == looked, more
