"""Builds an index from the tables, beside the one that is used, in turns; then it becomes the one that is used."""

import time
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

from helpdesk.conversations.items import MESSAGE, NOTE
from helpdesk.feed.repository import FeedRepository
from helpdesk.index.models import Batch, Document
from helpdesk.index.port import Index
from helpdesk.indexing.reading import Reader
from helpdesk.indexing.replica import Replica
from helpdesk.indexing.snapshots import Known, Opened, Outrun, Snapshots
from helpdesk.platform.attributes import Key
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import Table
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.frozen import frozen
from helpdesk.tickets.repository import TICKET

SEGMENTS = 64
"""Parts of the table: how many are done says how far it is."""
_KINDS = (TICKET, MESSAGE, NOTE)
_AT_ONCE = 5_000
"""Documents that are put into the index together."""
_TURN_SECONDS = 120
_ABANDONED_AFTER = timedelta(minutes=30)
"""Without a turn. A message that was received and not finished comes again after eleven minutes."""


@frozen
class Progress:
    """Kept in the manifest of the index that is being built."""

    id: str
    began_at: str
    segment: int = 0
    after: tuple[str, str] | None = None
    """The last key that was read of the segment."""
    documents: int = 0
    turn: int = 0
    """How many there were: one that was done is not done again."""

    @property
    def is_complete(self) -> bool:
        return self.segment >= SEGMENTS

    def stored(self) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Progress":
        return cls(**{**stored, "after": tuple(stored["after"]) if stored["after"] else None})


class Builder:
    def __init__(
        self,
        building: Snapshots,
        current: Snapshots,
        conversations: Table,
        reader: Reader,
        feed: FeedRepository,
        follow: Callable[[Index], Replica],
        now: Clock,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`building`, `current`: where the index is kept while it is built, and from where readers load it."""
        self._building = building
        self._current = current
        self._conversations = conversations
        self._reader = reader
        self._feed = feed
        self._follow = follow
        self._now = now
        self._monotonic = monotonic

    def begin(self, build_id: str, *, unless_begun: bool = False) -> Progress:
        """A new build, which replaces one that is not finished; or as far as this one is, if it has begun before; or,
        with `unless_begun`, another one that still goes on. Raises Unavailable if somebody else begins one now."""
        known = self._building.look()
        before = Progress.of(known.building) if known and known.building else None
        if known and before and (before.id == build_id or (unless_begun and self._goes_on(known))):
            return before
        # What changes from now on is in the feed; whatever it says has been written before is read.
        newest = self._feed.newest()
        opened = self._building.begin()
        opened.index.apply(Batch(newest.number if newest else 0))
        progress = Progress(build_id, to_text(self._now()))
        self._publish(replace(opened, etag=known.etag if known else None), progress)
        self._building.forget(opened)
        return progress

    def under_way(self) -> Progress | None:
        """How far a build is that goes on. None: there is none, or nobody has gone on with it for half an hour."""
        known = self._building.look()
        return Progress.of(known.building) if known and known.building and self._goes_on(known) else None

    def go_on(self, build_id: str, turn: int) -> Progress | None:
        """One turn. One that was done before is not done again: its process may have ended before it said what follows,
        so that is answered, or the index becomes the one that is used. None if there is no such build any more. Raises
        Unavailable: then the turn is done again; SnapshotUnusable, IndexBehind: then the build begins again."""
        opened = self._building.load()
        progress = Progress.of(opened.manifest.building) if opened and opened.manifest else None
        if opened is None or progress is None or progress.id != build_id:
            return None
        if progress.turn != turn:
            if progress.is_complete:
                self._switch(opened)
            return progress
        replica, until = self._follow(opened.index), self._monotonic() + _TURN_SECONDS
        while not progress.is_complete:
            progress = self._read(replica, progress)
            if self._monotonic() >= until:
                break
        # The feed keeps changes for a week: a build that takes longer must not be behind it.
        replica.catch_up()
        replica.settle()
        progress = replace(progress, turn=progress.turn + 1)
        opened = self._publish(opened, progress)
        if progress.is_complete:
            self._switch(opened)
        self._building.forget(opened)
        return progress

    def _read(self, replica: Replica, progress: Progress) -> Progress:
        documents = list[Document]()
        while not progress.is_complete and len(documents) < _AT_ONCE:
            after = Key(*progress.after) if progress.after else None
            page = self._conversations.scan(_KINDS, segment=progress.segment, segments=SEGMENTS, after=after)
            documents += self._reader.documents(page.items, replica.position)
            if page.last:
                progress = replace(progress, after=(page.last.pk, page.last.sk))
            else:
                progress = replace(progress, segment=progress.segment + 1, after=None)
        replica.put(documents)
        if replica.index.position != replica.position:
            raise Unavailable("Another process writes to the index that is being built.")
        return replace(progress, documents=progress.documents + len(documents))

    def _publish(self, opened: Opened, progress: Progress) -> Opened:
        try:
            return self._building.publish(opened, progress.stored())
        except Outrun as outrun:
            raise Unavailable("Another build of the index has begun.") from outrun

    def _switch(self, opened: Opened) -> None:
        known = self._current.look()
        assert opened.manifest, "it was published"
        if known is None or known.said.get("build") != opened.manifest.build:
            try:
                self._current.succeed(known, opened)
            except Outrun as outrun:
                raise Unavailable("Another writer has published the index meanwhile.") from outrun
        self._building.end()

    def _goes_on(self, known: Known) -> bool:
        at = str(known.said.get("published_at", ""))
        return at > to_text(self._now() - _ABANDONED_AFTER)
