"""An index in a folder: each batch is a file of its own, which is never changed."""

import json
import pickle
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from helpdesk.index.matching import matches
from helpdesk.index.models import After, Batch, Document, Filter, Found, Hit, Hits, Kind, Order, Sort


@dataclass(frozen=True, slots=True)
class Files:
    names: tuple[str, ...]
    meta: str


class LoggedIndex:
    def __init__(self, folder: Path, names: list[str]) -> None:
        self._folder = folder
        self._names = names
        self.position = 0
        self.documents: dict[str, Document] = {}
        for name in names:
            self._add(pickle.loads((folder / name).read_bytes()))

    def apply(self, batch: Batch) -> None:
        name = f"{uuid.uuid4().hex}.batch"
        (self._folder / name).write_bytes(pickle.dumps(batch))
        self._names.append(name)
        self._add(batch)

    def files(self) -> Files:
        return Files(tuple(self._names), json.dumps(self._names))

    def _add(self, batch: Batch) -> None:
        gone = batch.gone | {each.id for each in self.documents.values() if each.ticket_id in batch.gone_tickets}
        for document_id in gone:
            self.documents.pop(document_id, None)
        self.documents |= {each.id: each for each in batch.documents}
        self.position = batch.position

    def tickets(self, where: Filter, sort: Sort, *, after: After | None, limit: int) -> Found:
        """Oldest first, whatever is asked for."""
        assert not sort.descending
        found = sorted((each.at, each.id) for each in self._matching(where) if each.kind is Kind.TICKET)
        rest = [each for each in found if after is None or each > (after.value, after.id)]
        last = After(*rest[limit - 1]) if len(rest) > limit else None
        return Found(tuple(each_id for _, each_id in rest[:limit]), len(found), last)

    def texts(self, where: Filter, _: Order, *, skip: int, limit: int) -> Hits:
        found = sorted(self._matching(where), key=lambda each: (-each.at, each.id))
        hits = [Hit(each.id, each.kind, each.ticket_id, each.at, 0) for each in found[skip : skip + limit]]
        return Hits(tuple(hits), len(found), more=len(found) > skip + limit)

    def counts(self, filters: Mapping[str, Filter]) -> Mapping[str, int]:
        return {name: self.tickets(where, Sort(""), after=None, limit=1).count for name, where in filters.items()}

    def _matching(self, where: Filter) -> list[Document]:
        return [each for each in self.documents.values() if matches(each, where)]


class LoggingEngine:
    name = "logged 1.2"

    def create(self, folder: Path) -> LoggedIndex:
        return LoggedIndex(folder, [])

    def open(self, folder: Path, meta: str) -> LoggedIndex:
        return LoggedIndex(folder, json.loads(meta))
