"""The index of a process that answers: the newest snapshot, and what the feed says since."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from helpdesk.index.port import Index
from helpdesk.indexing.indexer import NoIndex
from helpdesk.indexing.manifest import SnapshotNewer, SnapshotUnusable
from helpdesk.indexing.replica import IndexBehind
from helpdesk.indexing.snapshots import Opened, Snapshots
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.frozen import frozen
from helpdesk.platform.kept_objects import Unchanged

_LOOKS_EVERY = 10.0
"""Seconds. Another snapshot is no news: the feed says everything that it says."""
_CALLS_EVERY = 30.0
"""Seconds, of one process."""


class Following(Protocol):
    """A Replica, or an index that is as new without one."""

    @property
    def index(self) -> Index: ...

    def catch_up(self) -> int: ...


@frozen
class FollowedElsewhere:
    """An index that another process writes: there is nothing to catch up with."""

    index: Index

    def catch_up(self) -> int:
        return 0


class FreshIndex:
    def __init__(
        self,
        snapshots: Snapshots,
        follow: Callable[[Index], Following],
        call_for_another: Callable[[], None],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`call_for_another`: wakes whoever builds the index, because the one that is published cannot be used. It may
        raise Unavailable: whoever asks next calls again."""
        self._snapshots = snapshots
        self._follow = follow
        self._call_for_another = call_for_another
        self._monotonic = monotonic
        self._opened: Opened | None = None
        self._replica: Following | None = None
        self._looked_at = 0.0
        self._called_at: float | None = None

    def __call__(self) -> Index:
        """With all that the feed says. Raises Unavailable where there is no index that this version can read."""
        try:
            return self._with_the_feed()
        except (NoIndex, SnapshotUnusable, IndexBehind):
            self._call()
            raise

    def _with_the_feed(self) -> Index:
        replica = self._replica
        if replica is None or self._monotonic() - self._looked_at >= _LOOKS_EVERY:
            replica = self._newest()
        try:
            replica.catch_up()
        except IndexBehind:
            replica = self._newest()
            replica.catch_up()
        return replica.index

    def _newest(self) -> Following:
        """One that cannot be read does not replace one that was."""
        known = self._opened
        try:
            loaded = self._snapshots.load(known.etag if known else None)
        except Unchanged:
            loaded = None
        except (SnapshotUnusable, SnapshotNewer) as reason:
            if self._replica is None:
                raise
            if isinstance(reason, SnapshotUnusable):
                self._call()
            loaded = None
        self._looked_at = self._monotonic()
        if loaded is not None:
            self._opened, self._replica = loaded, self._follow(loaded.index)
            if known is not None:
                self._snapshots.forget(known)
        if self._replica is None:
            raise NoIndex
        return self._replica

    def _call(self) -> None:
        if self._called_at is None or self._monotonic() - self._called_at >= _CALLS_EVERY:
            with suppress(Unavailable):
                self._call_for_another()
                self._called_at = self._monotonic()
