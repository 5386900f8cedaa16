"""The list of tickets by its parameters, newest activity first; and what is newer than somebody has it.

The list is that of a view. Whoever asks for what is newer gets, oldest activity first, the tickets that have changed
since the list was read, and whose customers wrote since, or in the minute before: a message is found a moment after it
was accepted.
"""

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple, Self

from helpdesk.index.models import After, All, Range, Sort
from helpdesk.index.port import Index
from helpdesk.index.values import milliseconds
from helpdesk.people.access import Access
from helpdesk.platform.clock import Clock
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.frozen import frozen
from helpdesk.search.pages import shown
from helpdesk.search.steady import Spot, read
from helpdesk.tickets.listing import TicketPage
from helpdesk.tickets.repository import TicketRepository
from helpdesk.views.compiling import Compiled

_FOUND_WITHIN = timedelta(minutes=1)
_OLDEST_FIRST = Sort("last_activity_at")
_PARTS = 3


class Mark(NamedTuple):
    """When a list was read."""

    position: int
    """Of the index."""
    since: int
    """In milliseconds: what was active later may be new."""


@frozen
class Newer:
    """How far somebody has read what is newer."""

    than: Mark
    after: After | None = None


@frozen
class Reached:
    at: Spot | Newer
    mark: Mark | None
    """Of the list that goes on. None: what is newer is read from here on."""

    @classmethod
    def of(cls, parts: Sequence[str]) -> Self:
        mark, spot, newer = map(json.loads, parts)
        begun = Mark(*mark) if mark else None
        if spot:
            return cls(Spot.of(spot), begun)
        than, after = newer
        return cls(Newer(Mark(*than), After(*after) if after else None), begun)

    def parts(self) -> tuple[str, ...]:
        at, spot, newer = self.at, None, None
        if isinstance(at, Spot):
            spot = at.parts()
        else:
            newer = [at.than, [at.after.value, at.after.id] if at.after else None]
        return tuple(map(_written, (self.mark, spot, newer)))


class TicketLists:
    def __init__(
        self, fresh: Callable[[], Index], tickets: TicketRepository, cursors: Cursors, engine: str, now: Clock
    ) -> None:
        self._fresh = fresh
        self._tickets = tickets
        self._cursors = cursors
        self._engine = engine
        self._now = now

    def page(self, asked: Compiled, access: Access, binding: str, *, limit: int, cursor: str | None) -> TicketPage:
        """What is asked for includes what the caller may see. Raises InvalidRequest for a cursor of another list."""
        bound = self._cursors.of(f"tickets/{self._engine}/{binding}")
        reached = Reached.of(bound.read(cursor, parts=_PARTS)) if cursor else None
        index = self._fresh()
        mark = (reached.mark if reached else None) or Mark(index.position, milliseconds(self._now() - _FOUND_WITHIN))
        ids, following = self._read(index, asked, limit, reached.at if reached else None)
        return TicketPage(
            shown(ids, self._tickets, access),
            bound.write(*Reached(following, mark).parts()) if following else None,
            bound.write(*Reached(Newer(mark), None).parts()),
        )

    @staticmethod
    def _read(
        index: Index, asked: Compiled, limit: int, at: Spot | Newer | None
    ) -> tuple[Sequence[str], Spot | Newer | None]:
        if not isinstance(at, Newer):
            rows = read(index, asked, limit, at)
            return rows.ids, rows.following
        changed = Range("position", at_least=at.than.position + 1)
        active = Range("last_activity_at", at_least=at.than.since)
        found = index.tickets(All((asked.where, changed, active)), _OLDEST_FIRST, after=at.after, limit=limit)
        return found.ids, Newer(at.than, found.last) if found.last else None


def _written(part: Any) -> str:
    return json.dumps(part, separators=(",", ":"))
