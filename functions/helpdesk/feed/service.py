"""Reads the feed for somebody: what they may see, after a place, waiting for something new where they ask for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from helpdesk.conversations.references import ConversationReference
from helpdesk.feed.models import KEPT, Change, ChangeType, Entry, Place
from helpdesk.feed.repository import FeedRepository
from helpdesk.people.access import Access
from helpdesk.people.principals import Principal, Scope
from helpdesk.platform.clock import Clock
from helpdesk.platform.cursor import Cursor, Cursors
from helpdesk.platform.errors import Gone
from helpdesk.tickets.models import Ticket

LONGEST_WAIT = 20
"""Seconds: a gateway gives a request 30."""
_LOOKS_EVERY = 1.0
_READ_AT_MOST = 1_000
"""Changes that one request looks at, if the caller sees or wants few of them: the next one goes on."""
_LATEST = "latest"
_SCOPES: Mapping[str, Scope] = {
    "ticket": Scope.TICKETS_READ,
    "message": Scope.CONVERSATIONS_READ,
    "note": Scope.CONVERSATIONS_READ,
    "contact": Scope.TICKETS_READ,
    "account": Scope.CHANNELS_READ,
    "user": Scope.USERS_READ,
    "desk": Scope.AUDIT_READ,
}
"""What whoever reads changes of this object must have: others do not see them."""

Tickets = Callable[[Sequence[ConversationReference]], Mapping[ConversationReference, Ticket]]


@dataclass(frozen=True, slots=True)
class Wanted:
    types: frozenset[ChangeType] = frozenset()
    """All, if none is named."""
    not_by: frozenset[str] = frozenset()
    """Ids of actors whose changes are left out."""

    def includes(self, change: Change) -> bool:
        actor_id = (change.actor or "").partition(":")[2]
        return actor_id not in self.not_by and (not self.types or change.type in self.types)


@dataclass(frozen=True, slots=True)
class ChangePage:
    changes: Sequence[tuple[str, Change]]
    """Each with the cursor after it."""
    next_cursor: str
    more: bool


class ChangeFeed:
    def __init__(
        self, repository: FeedRepository, tickets: Tickets, cursors: Cursors, now: Clock, sleep: Callable[[float], None]
    ) -> None:
        self._repository = repository
        self._tickets = tickets
        self._cursor: Cursor = cursors.of("changes")
        self._now = now
        self._sleep = sleep

    def page(self, principal: Principal, after: str | None, wanted: Wanted, *, limit: int, wait: int) -> ChangePage:
        """At most `limit` changes after the cursor: without one, from the oldest that is kept; `latest`: none yet, with
        the cursor from which on what is new can be read. Where there is nothing new, waits for it, for `wait` seconds
        at most. Raises Gone if changes after the cursor are not kept any more, InvalidRequest for a cursor that is
        none."""
        if after == _LATEST:
            return ChangePage([], self._written(self._newest()), more=False)
        place, until = self._place(after), self._now() + timedelta(seconds=min(wait, LONGEST_WAIT))
        while True:
            page, place = self._read(principal, place, wanted, limit, begins=after is None)
            if page.changes or page.more or self._now() >= until:
                return page
            self._sleep(_LOOKS_EVERY)

    def _read(
        self, principal: Principal, place: Place, wanted: Wanted, limit: int, *, begins: bool
    ) -> tuple[ChangePage, Place]:
        found: list[tuple[Place, Change]] = []
        looked_at = 0
        while len(found) < limit and looked_at < _READ_AT_MOST:
            read, first = self._repository.after(place, limit=limit)
            if not begins:
                self._check_kept(place, first)
            begins = False
            found += self._visible(principal, [each for each in read if wanted.includes(each[1])])
            place, looked_at = (read[-1][0] if read else place), looked_at + len(read)
            if len(read) < limit:
                shown = found[:limit]
                end = shown[-1][0] if len(found) > limit else place
                return self._page(shown, end, more=len(found) > limit), end
        shown = found[:limit]
        end = shown[-1][0] if len(found) >= limit else place
        return self._page(shown, end, more=True), end

    def _page(self, found: Sequence[tuple[Place, Change]], end: Place, *, more: bool) -> ChangePage:
        return ChangePage([(self._written(at), change) for at, change in found], self._written(end), more)

    def _visible(self, principal: Principal, found: Sequence[tuple[Place, Change]]) -> list[tuple[Place, Change]]:
        """What is about a ticket that was erased is seen only by those who see every ticket."""
        allowed = [each for each in found if _SCOPES[each[1].type.partition(".")[0]] in principal.scopes]
        access = Access.of(principal)
        if access.sees_everything:
            return allowed
        named = {change.conversation for _, change in allowed if change.conversation}
        tickets = self._tickets(sorted(named, key=lambda each: (each.thread, each.episode))) if named else {}
        return [each for each in allowed if _is_seen(access, each[1], tickets)]

    def _check_kept(self, place: Place, first: Entry | None) -> None:
        """The table deletes late what is not kept any more, so the time decides, and whether something is missing."""
        oldest_kept = (self._now() - KEPT).timestamp()
        missing = first is not None and first.number > place.number + 1
        if missing or (first is not None and first.number == place.number + 1 and first.at < oldest_kept):
            raise self._expired()
        if first is None and place.number and place.number > self._newest().number:
            raise self._expired()

    def _expired(self) -> Gone:
        oldest = self._repository.oldest_since((self._now() - KEPT).timestamp())
        begin = self._written(Place(oldest.number - 1) if oldest else self._newest())
        return Gone(
            "Changes after this cursor are not kept any more. Read what you need anew, then go on from `begin_at`.",
            code="cursor_expired",
            more={"begin_at": begin},
        )

    def _newest(self) -> Place:
        newest = self._repository.newest()
        return Place(newest.number, len(newest.changes)) if newest else Place(0)

    def _place(self, after: str | None) -> Place:
        if after is None:
            oldest = self._repository.oldest_since((self._now() - KEPT).timestamp())
            return Place(oldest.number - 1) if oldest else self._newest()
        number, changes = self._cursor.read(after, parts=2, field="after")
        return Place(int(number), int(changes))

    def _written(self, place: Place) -> str:
        return self._cursor.write(str(place.number), str(place.changes))


def _is_seen(access: Access, change: Change, tickets: Mapping[ConversationReference, Ticket]) -> bool:
    if change.conversation is None:
        return True
    ticket = tickets.get(change.conversation)
    return ticket is not None and access.allows(ticket)
