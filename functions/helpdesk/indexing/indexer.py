"""The one writer of the index: it follows the feed, and publishes what it has read."""

from collections.abc import Callable

from helpdesk.index.port import Index
from helpdesk.indexing.replica import Replica
from helpdesk.indexing.snapshots import Opened, Outrun, Snapshots
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.frozen import frozen
from helpdesk.platform.kept_objects import Unchanged


class NoIndex(Unavailable):
    """There is none yet."""

    code = "index_not_built"

    def __init__(self) -> None:
        super().__init__("The index is being built from the tables. Retry the request.", retry_after_seconds=10)


@frozen
class Indexed:
    changes: int
    position: int
    generation: int


class Indexer:
    def __init__(self, snapshots: Snapshots, follow: Callable[[Index], Replica]) -> None:
        self._snapshots = snapshots
        self._follow = follow
        self._opened: Opened | None = None

    def index(self, *, anew: bool = False) -> Indexed:
        """Publishes what has changed, if anything has. `anew`: what is published is read as by somebody who has none
        of it, so that a file that is missing or damaged is noticed. Raises NoIndex, SnapshotUnusable, SnapshotNewer,
        IndexBehind; and Unavailable if another writer was faster: the work is then done again, after theirs."""
        if anew:
            self._begin_anew()
        opened = self._newest()
        # What is in the index and was not published is thrown away, unless all of this succeeds.
        self._opened = None
        replica = self._follow(opened.index)
        if changes := replica.catch_up():
            replica.settle()
            try:
                opened = self._snapshots.publish(opened)
            except Outrun as outrun:
                self._snapshots.forget(opened)
                raise Unavailable("Another writer has published the index meanwhile.") from outrun
        self._opened = opened
        return Indexed(changes, opened.index.position, opened.generation)

    def _begin_anew(self) -> None:
        self._opened = None
        self._snapshots.forget_all()

    def _newest(self) -> Opened:
        known = self._opened
        try:
            loaded = self._snapshots.load(known.etag if known else None)
        except Unchanged:
            assert known, "only a known one is unchanged"
            return known
        if known:
            self._snapshots.forget(known)
        if loaded is None:
            raise NoIndex
        return loaded
