"""An index in a folder: each batch is a file of its own, which is never changed."""

import json
import pickle
import uuid
from dataclasses import dataclass
from pathlib import Path

from helpdesk.index.models import Batch
from tests.support.index_model import IndexModel


@dataclass(frozen=True, slots=True)
class Files:
    names: tuple[str, ...]
    meta: str


class LoggedIndex(IndexModel):
    def __init__(self, folder: Path, names: list[str]) -> None:
        super().__init__()
        self._folder = folder
        self._names = names
        for name in names:
            super().apply(pickle.loads((folder / name).read_bytes()))

    def apply(self, batch: Batch) -> None:
        name = f"{uuid.uuid4().hex}.batch"
        (self._folder / name).write_bytes(pickle.dumps(batch))
        self._names.append(name)
        super().apply(batch)

    def files(self) -> Files:
        return Files(tuple(self._names), json.dumps(self._names))


class LoggingEngine:
    name = "logged 1.2"

    def create(self, folder: Path) -> LoggedIndex:
        return LoggedIndex(folder, [])

    def open(self, folder: Path, meta: str) -> LoggedIndex:
        return LoggedIndex(folder, json.loads(meta))
