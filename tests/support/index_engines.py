"""The engines behind the index's port. Each test of the suite runs with each of them."""

import atexit
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Protocol
from unittest.mock import patch

from helpdesk.index import embedded_beginnings, embedded_pages, embedded_queries
from helpdesk.index.embedded import Embedded
from helpdesk.index.models import Batch, Document, Value
from helpdesk.index.port import Index
from tests.support import opensearch
from tests.support.opensearch import Processes


class Engine(Protocol):
    """An empty index, and what happens to it from outside."""

    index: Index

    def fitting(self, document: Document) -> Document:
        """As the server of the tests can have it."""

    def reopen(self) -> None:
        """Another process takes over what is stored."""


class _Embedded:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.index = Embedded.create(folder)

    def fitting(self, document: Document) -> Document:
        return document

    def reopen(self) -> None:
        self.index.close()
        self.index = Embedded.open(self._folder)


_MEMORY = Path("/dev/shm")
"""Where a machine has it: each commit waits for the disk nine times."""


@contextmanager
def _embedded() -> Iterator[Engine]:
    """With lists that are large from three documents on, as otherwise from a hundred thousand."""
    large = patch.multiple(embedded_beginnings, LARGE=3, REACH=6, _A_WHILE=4)
    with (
        large,
        patch.object(embedded_queries, "LARGE", 3),
        patch.object(embedded_pages, "_MORE", 1),
        tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder,
    ):
        engine = _Embedded(Path(folder))
        yield engine
        engine.index.close()


class _OpenSearch:
    def __init__(self, processes: Processes) -> None:
        self._processes = processes
        self.index: Index = processes.one()[0]
        self.index.apply(Batch(0))

    def fitting(self, document: Document) -> Document:
        """osmem-server takes numbers beyond 64 bits for others where a page begins. No property has such numbers."""
        return replace(document, values={name: tuple(map(_small, of)) for name, of in document.values.items()})

    def reopen(self) -> None:
        self.index = self._processes.one()[0]


def _small(value: Value) -> Value:
    return value if isinstance(value, bool | str) or abs(value) < 2**62 else value % 97


@cache
def opensearch_url() -> str:
    """Of one server for all tests of a worker, which ends with it."""
    running = opensearch.running()
    url = running.__enter__()
    atexit.register(running.__exit__, None, None, None)
    return url


@contextmanager
def _opensearch() -> Iterator[Engine]:
    yield _OpenSearch(Processes(opensearch_url()))


ENGINES: dict[str, Callable[[], AbstractContextManager[Engine]]] = {"embedded": _embedded, "opensearch": _opensearch}
"""An engine that is a server is started once, and gives each test an index of its own."""
