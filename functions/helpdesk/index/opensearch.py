"""The engine for desks that outgrow the embedded one: OpenSearch.

A document has the position of the feed as its version, and OpenSearch refuses an older one: what is written twice, or
late, changes nothing. What is written is found when OpenSearch has refreshed, some seconds later. The position moves
only when all up to it is found: it is never too high, also after a batch of which only a part arrived.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from helpdesk.index import opensearch_queries as queries
from helpdesk.index.models import After, Batch, Filter, Found, Hit, Hits, Kind, Order, Sort
from helpdesk.index.opensearch_columns import ClaimedColumns
from helpdesk.index.opensearch_fields import columns_needed, description, laid_out
from helpdesk.index.opensearch_writing import Operation, Writer
from helpdesk.platform.opensearch import NoIndex, OpenSearchIndex

_POSITION = "~position"
_WINDOW = 10_000
"""Hits that one search may pass by and return."""
_TICKETS_AT_ONCE = 1_000


class OpenSearch:
    """An Index."""

    def __init__(self, server: OpenSearchIndex, *, found_within_seconds: float = 60.0) -> None:
        """`found_within_seconds`: how long `apply` waits until its changes are found."""
        self._server = server
        self._columns = ClaimedColumns(server)
        self._writer = Writer(server, found_within_seconds=found_within_seconds)

    @property
    def exists(self) -> bool:
        return self._read_position() is not None

    @property
    def position(self) -> int:
        """Asked anew each time: another process writes."""
        return self._read_position() or 0

    def tickets(self, where: Filter, sort: Sort, *, after: After | None, limit: int) -> Found:
        columns = self._columns.to_sort(sort, queries.fields_with_columns(where))
        body: dict[str, Any] = {
            "query": queries.tickets_where(where, columns),
            "sort": queries.sort(sort, columns),
            "size": min(limit + 1, _WINDOW),
            "track_total_hits": True,
            "_source": False,
        }
        if after:
            body["search_after"] = queries.search_after(after, sort, columns)
        found = self._server.search(body)["hits"]
        page = found["hits"][:limit]
        is_last = len(found["hits"]) <= limit or not page
        last = None if is_last else queries.after(page[-1]["sort"], sort, columns)
        return Found(tuple(hit["_id"] for hit in page), found["total"]["value"], last)

    def counts(self, filters: Mapping[str, Filter]) -> Mapping[str, int]:
        if not filters:
            return {}
        columns = self._columns.of([name for where in filters.values() for name in queries.fields_with_columns(where)])
        asked = [queries.tickets_where(where, columns) for where in filters.values()]
        found = self._server.search({"size": 0, "aggs": {"each": {"filters": {"filters": asked}}}})
        buckets = found["aggregations"]["each"]["buckets"]
        return {name: bucket["doc_count"] for name, bucket in zip(filters, buckets, strict=True)}

    def texts(self, where: Filter, order: Order, *, skip: int, limit: int) -> Hits:
        columns = self._columns.of(queries.fields_with_columns(where))
        newest: list[dict[str, Any]] = [{"at": {"order": "desc"}}, {"id": {"order": "asc"}}]
        best: list[dict[str, Any]] = [{"_score": {"order": "desc"}}]
        body = {
            "query": queries.texts_where(where, columns, order),
            "sort": [*best, *newest] if order is Order.BEST else newest,
            "track_total_hits": True,
            "docvalue_fields": ["kind", "ticket_id", "at"],
            "_source": False,
        }
        from_, body = self._passing_by(body, skip, limit)
        found = self._server.search({**body, "from": from_, "size": limit})["hits"]
        hits, count = tuple(map(_hit, found["hits"])), found["total"]["value"]
        return Hits(hits, count, more=skip + len(hits) < count)

    def apply(self, batch: Batch) -> None:
        known = self._read_position()
        if known is None:
            self._server.create(description())
        elif batch.position < known:
            return
        claims = self._columns.claim(columns_needed(batch.documents), batch.position)
        operations = list(self._operations(batch))
        self._writer.write(operations)
        if batch.position > (known or 0):
            self._writer.wait_until_found([*claims, *operations])
            self._move_to(batch.position)

    def _operations(self, batch: Batch) -> Iterator[Operation]:
        stay = {document.id: document for document in batch.documents}
        for id_ in sorted((batch.gone | set(self._of_tickets(batch.gone_tickets))) - stay.keys()):
            yield Operation(id_, batch.position, None)
        columns = self._columns.of(())
        for document in stay.values():
            yield Operation(document.id, batch.position, laid_out(document, columns, batch.position))

    def _of_tickets(self, tickets: Iterable[str]) -> Iterator[str]:
        asked = sorted(tickets)
        for start in range(0, len(asked), _TICKETS_AT_ONCE):
            where = {"terms": {"ticket_id": asked[start : start + _TICKETS_AT_ONCE]}}
            body: dict[str, Any] = {"query": where, "sort": [{"id": "asc"}], "size": _WINDOW, "_source": False}
            while hits := self._server.search(body)["hits"]["hits"]:
                yield from (hit["_id"] for hit in hits)
                body["search_after"] = hits[-1]["sort"]

    def _move_to(self, position: int) -> None:
        document = {"id": _POSITION, "kind": "position", "position": position, "version": position}
        moved = [Operation(_POSITION, position, document)]
        self._writer.write(moved)
        self._writer.wait_until_found(moved)

    def _read_position(self) -> int | None:
        """None: there is no index yet."""
        try:
            found = self._server.search(
                {"query": {"term": {"id": {"value": _POSITION}}}, "docvalue_fields": ["position"], "_source": False}
            )
        except NoIndex:
            return None
        return next((hit["fields"]["position"][0] for hit in found["hits"]["hits"]), 0)

    def _passing_by(self, body: dict[str, Any], skip: int, limit: int) -> tuple[int, dict[str, Any]]:
        """How many hits to pass by; or none, and behind which to begin, if they are more than one search passes by."""
        if skip + limit <= _WINDOW:
            return skip, body
        while skip > 0:
            step = {**body, "size": min(skip, _WINDOW), "docvalue_fields": []}
            passed = self._server.search(step)["hits"]["hits"]
            if not passed:
                break
            skip -= len(passed)
            body = {**body, "search_after": passed[-1]["sort"]}
        return 0, body


def _hit(hit: Mapping[str, Any]) -> Hit:
    [kind], [ticket_id], [at] = (hit["fields"][name] for name in ("kind", "ticket_id", "at"))
    # Where the newest is first, nothing is ranked.
    return Hit(hit["_id"], Kind(kind), ticket_id, at, hit["_score"] or 0.0)
