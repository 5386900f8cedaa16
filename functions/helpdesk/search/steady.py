"""Steady pages: a ticket that matches all the time while somebody pages is given once, wherever it moves. Pure.

A page goes on after the last row. What moves down past the reader is recognised by its hash, and what moves up past
them has changed since the first page: it comes at the end, the oldest change first, so that what changes again is still
ahead. docs/decisions/0062.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Self

from helpdesk.index.models import After, All, Range, Sort
from helpdesk.index.port import Index
from helpdesk.platform.frozen import frozen
from helpdesk.views.compiling import Compiled

MOST_REMEMBERED = 1_000
"""Of the tickets that were given. One that was given earlier and changes then may come again."""
_HASH_BYTES = 4
_STEP = 200
_BY_CHANGE = Sort("position")
PARTS = 4


@frozen
class Spot:
    """How far somebody has read."""

    began: int
    """The position of the index when the first page was read."""
    after: After | None = None
    moved: bool = False
    """Whether they read those that have changed since then."""
    given: tuple[bytes, ...] = ()
    """The newest ones, by their hashes."""

    @classmethod
    def of(cls, parts: Sequence[str]) -> Self:
        began, moved, after, given = parts
        packed = base64.b85decode(given)
        hashes = tuple(packed[at : at + _HASH_BYTES] for at in range(0, len(packed), _HASH_BYTES))
        last = json.loads(after)
        return cls(int(began), After(*last) if last else None, bool(moved), hashes)

    def parts(self) -> tuple[str, ...]:
        last = [self.after.value, self.after.id] if self.after else None
        given = base64.b85encode(b"".join(self.given)).decode()
        return str(self.began), "moved" if self.moved else "", json.dumps(last, separators=(",", ":")), given

    def having(self, ids: Sequence[str]) -> Self:
        return replace(self, given=(*self.given, *map(_hash, ids))[-MOST_REMEMBERED:])

    @property
    def changed(self) -> Range:
        """What may have moved. What was read at the first page's own position may have been read after it, by another
        process; where not all that was given is remembered, it would come again."""
        return Range("position", at_least=self.began + (len(self.given) == MOST_REMEMBERED))


@frozen
class Rows:
    ids: tuple[str, ...]
    count: int
    """Of all that match now."""
    following: Spot | None
    """None at the end."""


def read(index: Index, asked: Compiled, limit: int, spot: Spot | None) -> Rows:
    """At most `limit` tickets from there, or from the beginning."""
    if spot is not None and spot.moved:
        return _moved(index, asked, limit, spot, index.counts({"": asked.where})[""])
    ids, reached, count, ended = _forwards(index, asked, limit, spot or Spot(index.position))
    if not ended:
        return Rows(ids, count, reached)
    if spot is None:  # it is the only page: nothing can have moved
        return Rows(ids, count, None)
    begin = replace(reached, after=None, moved=True)
    more = _moved(index, asked, limit - len(ids), begin, count)
    return replace(more, ids=ids + more.ids)


def _moved(index: Index, asked: Compiled, limit: int, spot: Spot, count: int) -> Rows:
    """With a limit of 0: only whether there is one."""
    changed = Compiled(All((asked.where, spot.changed)), _BY_CHANGE)
    ids, reached, _, ended = _forwards(index, changed, max(1, limit), spot)
    if not limit:
        return Rows((), count, spot if ids else None)
    return Rows(ids, count, None if ended else reached)


def _forwards(index: Index, asked: Compiled, limit: int, spot: Spot) -> tuple[tuple[str, ...], Spot, int, bool]:
    """Up to so many tickets that were not given yet, how far it is read then, how many match altogether, and whether
    that was the end."""
    ids: list[str] = []
    asks, after, given = limit, spot.after, set(spot.given)
    while True:
        found = index.tickets(asked.where, asked.sort, after=after, limit=asks)
        fresh = [at for at, ticket_id in enumerate(found.ids) if _hash(ticket_id) not in given]
        needed = limit - len(ids)
        if len(fresh) > needed:  # more was asked for than is needed, because of what is left out
            asks = fresh[needed - 1] + 1
            continue
        ids += [found.ids[at] for at in fresh]
        after = found.last
        if after is None or len(fresh) == needed:
            return tuple(ids), replace(spot, after=after).having(ids), found.count, after is None
        asks = max(needed, _STEP)


def _hash(ticket_id: str) -> bytes:
    return blake2b(ticket_id.encode(), digest_size=_HASH_BYTES).digest()
