"""The engine for desks that outgrow the embedded one: an index of an OpenSearch server, which is one for all processes.
A snapshot of it has no files: its manifest names the index. So a build has an index of its own beside the one that is
used, and takes its place with the manifest."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol, Self

from helpdesk.index.opensearch import OpenSearch
from helpdesk.indexing.manifest import ROOT, SCHEMA, SERVED, SnapshotUnusable
from helpdesk.platform.frozen import frozen
from helpdesk.platform.opensearch import OpenSearchIndex, signed_for_serverless


class Served(Protocol):
    """The indexes of a server."""

    def names(self) -> Iterable[str]: ...

    def delete(self, name: str) -> None: ...


@frozen
class _NoFiles:
    meta: str
    names: tuple[str, ...] = ()


class ServedIndex(OpenSearch):
    """As Snapshots stores one."""

    def __init__(self, name: str, server: OpenSearchIndex) -> None:
        super().__init__(server)
        self.name = name

    def files(self) -> _NoFiles:
        return _NoFiles(self.name)


class OpenSearchEngine:
    name = "opensearch, layout 1"

    def __init__(self, connect: Callable[[str], OpenSearchIndex]) -> None:
        """`connect`: to the index of that name."""
        self._connect = connect
        self._known: ServedIndex | None = None

    @classmethod
    def on_aws(cls, endpoint: str, *, patience_seconds: float) -> Self:
        """Of a collection of OpenSearch Serverless, which may be asleep when it is asked."""
        sign = signed_for_serverless()
        return cls(lambda name: OpenSearchIndex(endpoint, name, sign=sign, patience_seconds=patience_seconds))

    def create(self, folder: Path) -> ServedIndex:
        name = f"{SERVED}{SCHEMA}-{folder.name.lower()}"
        return ServedIndex(name, self._connect(name))

    def open(self, _folder: Path, meta: str) -> ServedIndex:
        """Raises SnapshotUnusable where the server has no such index, for example because the server is a new one."""
        known = self._known
        # A new manifest mostly names the same one, of which the connection and the columns are known.
        found = known if known and known.name == meta else ServedIndex(meta, self._connect(meta))
        if not found.exists:
            raise SnapshotUnusable(f"OpenSearch has no index {meta}.")
        self._known = found
        return found

    def names(self) -> Iterable[str]:
        return [name for name in self._connect(SERVED).all_names() if name.startswith(SERVED)]

    def delete(self, name: str) -> None:
        self._connect(name).delete()


def key_of(name: str) -> str:
    """As if the index were an object, to note since when no manifest names it."""
    return f"{ROOT}v{name.removeprefix(SERVED).partition('-')[0]}/served/{name}"
