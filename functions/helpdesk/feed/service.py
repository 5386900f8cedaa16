"""Reads the feed for somebody: what they may see, after a place, waiting for something new where they ask for it."""

from collections.abc import Callable, Collection, Sequence
from datetime import timedelta

from helpdesk.feed.models import KEPT, Change, Place
from helpdesk.feed.repository import FeedRepository, NotKept
from helpdesk.feed.visibility import Visibility
from helpdesk.people.principals import Principal
from helpdesk.platform.clock import Clock
from helpdesk.platform.cursor import Cursor, Cursors
from helpdesk.platform.errors import Gone
from helpdesk.platform.frozen import frozen

LONGEST_WAIT = 20
"""Seconds: a gateway gives a request 30."""
_LOOKS_EVERY = 1.0
_STEP = 100
_READ_AT_MOST = 1_000
"""Changes that one request looks at, if the caller sees or wants few of them: the next request goes on."""
_LATEST = "latest"


@frozen
class Wanted:
    types: Collection[str] = ()
    """All, if none is named."""
    not_by: Collection[str] = ()
    """Ids of actors whose changes are left out, and of programs that write in somebody's name."""

    def includes(self, change: Change) -> bool:
        by = {change.actor.partition(":")[2], (change.data or {}).get("program_id")}
        return by.isdisjoint(self.not_by) and (not self.types or change.type in self.types)


@frozen
class ChangePage:
    changes: Sequence[tuple[str, Change]]
    """Each with the cursor after it."""
    next_cursor: str
    more: bool


@frozen
class FeedCursors:
    """Places of the feed, as programs have them."""

    cursor: Cursor

    @classmethod
    def of(cls, cursors: Cursors) -> "FeedCursors":
        return cls(cursors.of("changes"))

    def write(self, place: Place) -> str:
        return self.cursor.write(str(place.number), str(place.changes))

    def read(self, text: str) -> Place:
        """Raises InvalidRequest."""
        number, changes = self.cursor.read(text, parts=2, field="after")
        return Place(int(number), int(changes))


class ChangeFeed:
    def __init__(
        self,
        repository: FeedRepository,
        visibility: Visibility,
        cursors: FeedCursors,
        now: Clock,
        sleep: Callable[[float], None],
    ) -> None:
        self._repository = repository
        self._visibility = visibility
        self._cursors = cursors
        self._now = now
        self._sleep = sleep

    def page(self, principal: Principal, after: str | None, wanted: Wanted, *, limit: int, wait: int) -> ChangePage:
        """At most `limit` changes after the cursor: without one, from the oldest that is kept; `latest`: none yet, with
        the cursor from which on what is new can be read. Where there is nothing new, waits for it, for `wait` seconds
        at most. Raises Gone if changes after the cursor are not kept any more, InvalidRequest for a cursor that is
        none, Forbidden for a type that the caller may not see."""
        self._visibility.require(principal, wanted.types)
        if after == _LATEST:
            newest = self._repository.newest()
            return self._page([], Place(newest.number if newest else 0), more=False)
        place, until = self._place(after), self._now() + timedelta(seconds=min(wait, LONGEST_WAIT))
        while True:
            found, place, more = self._read(principal, place, wanted, limit)
            left = (until - self._now()).total_seconds()
            if found or more or left <= 0:
                return self._page(found, place, more=more)
            self._sleep(min(_LOOKS_EVERY, left))

    def _read(
        self, principal: Principal, place: Place, wanted: Wanted, limit: int
    ) -> tuple[list[tuple[Place, Change]], Place, bool]:
        """What the caller sees and wants, fewer than `limit` if others were among what one Query has; the place after
        all that was looked at; and whether more follows."""
        found: list[tuple[Place, Change]] = []
        looked_at, more = 0, True
        while more and not found and looked_at < _READ_AT_MOST:
            read, more = self._after(place, max(limit, _STEP))
            found += self._visibility.among(principal, [each for each in read if wanted.includes(each[1])])
            place = read[-1][0] if read else place
            looked_at += len(read)
        if len(found) > limit:
            return found[:limit], found[limit - 1][0], True
        return found, place, more

    def _after(self, place: Place, limit: int) -> tuple[Sequence[tuple[Place, Change]], bool]:
        try:
            return self._repository.after(place, limit=limit)
        except NotKept as error:
            raise Gone(
                "Changes after this cursor are not kept any more. Read what you need anew, then go on from `begin_at`.",
                code="cursor_expired",
                more={"begin_at": self._cursors.write(self._begin())},
            ) from error

    def _place(self, after: str | None) -> Place:
        return self._begin() if after is None else self._cursors.read(after)

    def _begin(self) -> Place:
        return self._repository.begin((self._now() - KEPT).timestamp())

    def _page(self, found: Sequence[tuple[Place, Change]], end: Place, *, more: bool) -> ChangePage:
        written = self._cursors.write
        return ChangePage([(written(place), change) for place, change in found], written(end), more)
