"""The engine in the function's own process: tantivy, on a folder of files or in memory. There is no server.

A folder has one writer at a time, which is this object. Several functions have several folders: what one of them has
written is published as files, and others begin with these.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import tantivy

from helpdesk.index.embedded_beginnings import Beginnings, number_of
from helpdesk.index.embedded_documents import STATE, document, schema, state
from helpdesk.index.embedded_pages import Pages
from helpdesk.index.embedded_queries import Queries, any_of, scores
from helpdesk.index.models import After, Batch, Filter, Found, Hit, Hits, Kind, Order, Sort
from helpdesk.platform.frozen import frozen

_MEMORY = 15_000_000
"""Of the writer, in bytes: the least that it takes. Adding a million documents is faster with twenty times that."""
_META = "meta.json"
_MOST_EQUAL = 10_000
"""Best first: of documents with one score, that many are sorted by their time."""


_Scored = tuple[float, int, tantivy.DocAddress]
"""A score and a time."""


class BrokenIndexError(Exception):
    """The folder has no index that can be opened: a file is missing or damaged, or it is of another version."""


@frozen
class Files:
    """What is published: names of files that never change, and the text of the one that names them."""

    names: tuple[str, ...]
    meta: str


class Embedded:
    def __init__(self, index: tantivy.Index, folder: Path | None, memory: int) -> None:
        self._index = index
        self._folder = folder
        self._memory = memory
        self._writer: tantivy.IndexWriter | None = None
        self._queries = Queries(index)
        self._beginnings = Beginnings(self._queries)
        index.config_reader("manual")  # no thread that watches the folder
        index.reload()
        self._position = self._read_position()

    @classmethod
    def create(cls, folder: Path | None = None, *, memory: int = _MEMORY) -> Self:
        """An empty one: in an empty folder, or in memory."""
        if folder is None:
            return cls(tantivy.Index(schema()), None, memory)
        folder.mkdir(parents=True, exist_ok=True)
        return cls(tantivy.Index(schema(), path=str(folder), reuse=False), folder, memory)

    @classmethod
    def open(cls, folder: Path, *, memory: int = _MEMORY) -> Self:
        """From the files of a folder, or raises BrokenIndexError."""
        try:
            return cls(tantivy.Index.open(str(folder)), folder, memory)
        except BaseException as error:
            # The engine panics at some damage. What it raises then is no Exception, and has no class to name.
            if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
                raise
            raise BrokenIndexError(f"{folder}: {error}") from error

    @property
    def position(self) -> int:
        return self._position

    def tickets(self, where: Filter, sort: Sort, *, after: After | None, limit: int) -> Found:
        return self._pages().page(where, sort, after, limit)

    def counts(self, filters: Mapping[str, Filter]) -> Mapping[str, int]:
        pages = self._pages()
        return {name: pages.count(self._queries.tickets(where)) for name, where in filters.items()}

    def texts(self, where: Filter, order: Order, *, skip: int, limit: int) -> Hits:
        searcher = self._index.searcher()
        if order is Order.BEST and scores(where):
            count, found = _best(searcher, self._queries.documents(where), skip + limit)
        else:
            count, found = self._newest(searcher, where, max(1, skip + limit))
        hits = tuple(_hit(searcher, *each) for each in found[skip : skip + limit])
        return Hits(hits, count, more=count > skip + limit)

    def apply(self, batch: Batch) -> None:
        """One commit, which says the position too. If it fails, the next one does not have what this one had."""
        made = {source.id: document(source) for source in batch.documents}
        position = max(self._position, batch.position)
        searcher, writer = self._index.searcher(), self._writing()
        try:
            for ticket_id in batch.gone_tickets:
                writer.delete_documents_by_term("ticket_id", ticket_id)
            for id_ in (*batch.gone, *made, STATE):
                if searcher.doc_freq("id", id_):
                    writer.delete_documents_by_term("id", id_)
            for each in (*made.values(), state(position)):
                writer.add_document(each)
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        self._index.reload()
        self._position = position

    def files(self) -> Files:
        """When nothing is written any more, and files that the index does not need are gone."""
        if self._folder is None:
            raise ValueError("an index in memory has no files")
        self.close()
        writer = self._writing()
        writer.garbage_collect_files()
        self.close()
        self._index.reload()
        meta = (self._folder / _META).read_text()
        segments = _segments(meta)
        names: list[str] = []
        for path in sorted(self._folder.iterdir()):
            segment, _, kind = path.name.partition(".")
            if path.name == _META or not segment:
                continue
            if segment not in segments or (kind.endswith("del") and kind != segments[segment]):
                path.unlink()  # the engine deletes what it has written itself, not what it began with
            else:
                names.append(path.name)
        return Files(tuple(names), meta)

    def close(self) -> None:
        """Waits for what the writer does in the background, and lets others write. It can be written again."""
        if self._writer:
            self._writer.wait_merging_threads()
            self._writer = None

    def _newest(self, searcher: tantivy.Searcher, where: Filter, wanted: int) -> tuple[int, list[_Scored]]:
        parts = self._queries.parts(where, searcher)
        newest, counted = self._beginnings.first(searcher, any_of(parts), "at", tantivy.Order.Desc, wanted)
        count = sum(number_of(searcher, each) for each in parts) if counted is None else counted
        return count, [(0.0, int(at or 0), address) for at, address in newest]

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(heap_size=self._memory, num_threads=1)
        return self._writer

    def _pages(self) -> Pages:
        return Pages(self._queries, self._beginnings, self._index.searcher())

    def _read_position(self) -> int:
        searcher = self._index.searcher()
        hits = searcher.search(self._queries.term("kind", STATE), 1, order_by_field="position").hits
        if not hits and searcher.num_docs:
            raise BrokenIndexError("it does not say how far it is")
        return int(hits[0][0]) if hits else 0


def _segments(meta: str) -> dict[str, str | None]:
    """Each with the ending of the file that says what is deleted of it."""
    return {
        segment["segment_id"].replace("-", ""): segment["deletes"] and f"{segment['deletes']['opstamp']}.del"
        for segment in json.loads(meta)["segments"]
    }


def _best(searcher: tantivy.Searcher, query: tantivy.Query, wanted: int) -> tuple[int, list[_Scored]]:
    """Of equal ones, the newest first. The engine leaves that open, so those equal to the last one are read too."""
    taken = 2 * wanted + 1
    while True:
        result: Any = searcher.search(query, taken, count=True)
        hits = result.hits
        if len(hits) < taken or hits[-1][0] < hits[max(0, wanted - 1)][0] or taken >= wanted + _MOST_EQUAL:
            break
        taken = min(4 * taken, wanted + _MOST_EQUAL)
    moments = searcher.fast_field_values("at", [address for _, address in hits])
    found = [(score, int(at or 0), address) for (score, address), at in zip(hits, moments, strict=True)]
    return result.count, sorted(found, key=lambda each: (-each[0], -each[1]))


def _hit(searcher: tantivy.Searcher, score: float, at: int, address: tantivy.DocAddress) -> Hit:
    stored = searcher.doc(address)
    return Hit(stored["id"][0], Kind(stored["kind"][0]), stored["ticket_id"][0], at, score)
