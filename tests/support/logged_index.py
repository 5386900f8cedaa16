"""An index in a folder, for snapshots: each batch is a file of its own, which is never changed."""

import json
import pickle
import uuid
from pathlib import Path
from typing import Any

from helpdesk.index.models import Batch, Document


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

    def files(self) -> tuple[list[Path], str]:
        return [self._folder / name for name in self._names], json.dumps(self._names)

    def _add(self, batch: Batch) -> None:
        gone = batch.gone | {each.id for each in self.documents.values() if each.ticket_id in batch.gone_tickets}
        for document_id in gone:
            self.documents.pop(document_id, None)
        self.documents |= {each.id: each for each in batch.documents}
        self.position = batch.position

    def tickets(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError

    counts = texts = tickets


class LoggingEngine:
    name = "logged 1.2"

    def create(self, folder: Path) -> LoggedIndex:
        return LoggedIndex(folder, [])

    def open(self, folder: Path, meta: str) -> LoggedIndex:
        return LoggedIndex(folder, json.loads(meta))
