"""The engines behind the index's port. Each test of the suite runs with each of them."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from helpdesk.index.embedded import Embedded
from helpdesk.index.port import Index


class Engine(Protocol):
    """An empty index, and what happens to it from outside."""

    index: Index

    def reopen(self) -> None:
        """Another process takes over what is stored."""


class _Embedded:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.index = Embedded.create(folder)

    def reopen(self) -> None:
        self.index.close()
        self.index = Embedded.open(self._folder)


_MEMORY = Path("/dev/shm")
"""Where a machine has it: each commit waits for the disk nine times."""


@contextmanager
def _embedded() -> Iterator[Engine]:
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        engine = _Embedded(Path(folder))
        yield engine
        engine.index.close()


ENGINES: dict[str, Callable[[], AbstractContextManager[Engine]]] = {"embedded": _embedded}
"""An engine that is a server is started once, and gives each test an index of its own."""
