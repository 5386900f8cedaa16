"""The feed in the table `feed`: one partition, of which each item has the next number.

`feed` / `{number}`   the changes of a batch, as compressed JSON; how many they are, and how many there are so far;
                      the marks of their records; kept for 8 days

There is always one: each day has a change of its own, because the table deletes what is old, and without an item the
numbers would begin again, while readers are further.

An item is put only where none is, by somebody who has read all before it. So nobody who follows the feed skips one: no
later item can be seen before an earlier one. A record of the stream that comes again is recognised by its mark: it
cannot be in an item from before the record itself, so the items since then are looked at, and a process that has been
here before knows them.
"""

from collections import deque
from collections.abc import Sequence
from datetime import timedelta
from hashlib import blake2b

from helpdesk.feed.models import BEGIN, Change, Entry, Place, Recorded, pack, unpack
from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.clock import Clock
from helpdesk.platform.dynamodb import ConditionFailed, Page, Table
from helpdesk.platform.errors import Busy
from helpdesk.platform.frozen import frozen
from helpdesk.platform.partitions import every

_FEED = "feed"
_MARK_BYTES = 8
_KEPT = timedelta(days=8)
_CLOCKS_DIFFER = 5.0
"""Seconds: the clocks of a table and of functions are not one."""
_PAGE = 100
_LARGEST_PAGE = 200
_ATTEMPTS = 20


class NotKept(Exception):
    """The feed has not, or not any more, what follows the place."""


class FeedRepository:
    """Reads the feed."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def after(self, place: Place, *, limit: int) -> tuple[list[tuple[Place, Change]], bool]:
        """At most `limit` changes, each with the place after it, and whether more follow; strongly consistent. It is
        one Query, except where entries are very large. Raises NotKept."""
        found: list[tuple[Place, Change]] = []
        number, more = place.number, True
        while more and len(found) <= limit:
            entries, more = self.entries(number, limit=min(limit, _LARGEST_PAGE) + 1)
            found += [each for entry in entries for each in entry.placed() if each[0] > place]
            number = entries[-1].number if entries else number
        if place.changes and number == place.number:
            raise NotKept
        return found[:limit], more or len(found) > limit

    def entries(self, number: int, *, limit: int) -> tuple[list[Entry], bool]:
        """The entries after that number, in one Query, and whether more follow. Raises NotKept: the table deletes late,
        and in no order, what has become old, so it is kept as long as no number is missing."""
        values = {"pk": _FEED, "known": _sort_key(number)}
        # The one that is known comes along, because it shows that the number is one of this feed.
        entries, more = self._page("#pk = :pk AND #sk >= :known", values, limit=limit + 1)
        numbers = [entry.number for entry in entries]
        first = numbers[0] if numbers else 0
        if numbers != list(range(first, first + len(numbers))) or not number <= first <= number + 1:
            raise NotKept
        return [entry for entry in entries if entry.number > number], more

    def before(self, place: Place) -> Change | None:
        """The change after which the place is, if it is kept."""
        entry = self._entry(place.number + bool(place.changes))
        return next((change for at, change in entry.placed() if at == place), None) if entry else None

    def newest(self) -> Entry | None:
        return next(iter(self._page("#pk = :pk", {"pk": _FEED}, limit=1, newest_first=True)[0]), None)

    def begin(self, moment: float) -> Place:
        """Before the oldest entry of that time or later; the end, if there is none. Numbers have no gap, so halving
        finds it."""
        newest = self.newest()
        if newest is None or newest.at < moment:
            return Place(newest.number) if newest else BEGIN
        low, high = 1, newest.number
        while low < high:
            middle = (low + high) // 2
            entry = self._entry(middle)
            if entry is not None and entry.at >= moment:
                high = middle
            else:
                low = middle + 1
        return Place(low - 1)

    def _entry(self, number: int) -> Entry | None:
        item = self._table.get(Key(_FEED, _sort_key(number)), consistent=True)
        return entry_from(item) if item else None

    def _page(
        self, condition: str, values: Item, *, limit: int, newest_first: bool = False
    ) -> tuple[list[Entry], bool]:
        page = self._table.query(condition, values, limit=limit, consistent=True, newest_first=newest_first)
        return [entry_from(item) for item in page.items], page.more


@frozen
class _Known:
    """What whoever appends needs of an entry."""

    number: int
    at: float
    count: int
    size: int
    marks: frozenset[bytes]
    """Of the records that it was made of: a record that comes again is recognised."""

    def passed(self, step: int) -> int:
        """The multiple of `step` that the number of changes has reached or passed with it; 0 if none."""
        reached = self.count // step
        return reached * step if reached > (self.count - self.size) // step else 0


class FeedWriter:
    """Appends to the feed, and remembers its end."""

    def __init__(self, table: Table, now: Clock) -> None:
        self._table = table
        self._now = now
        self._known: deque[_Known] = deque()
        """The newest entries, without a gap, oldest first."""
        self._begins_here = False
        """Nothing is before them."""
        self._alone = False
        """Nobody else has appended lately. A put says whether that is still so; to look first would cost more."""

    def append(self, records: Sequence[Recorded]) -> int:
        """How many were new. Raises Busy if others were faster each time: the batch is then retried."""
        if not records:
            return 0
        since = min(record.written_at for record in records) - _CLOCKS_DIFFER
        for attempt in range(1, _ATTEMPTS + 1):
            self._look(since)
            known = {mark for entry in self._known for mark in entry.marks}
            new = [record for record in records if _mark(record) not in known]
            if not new or self._put(new):
                return len(new)
            self._alone = False
            self._table.wait(min(attempt, 4))
        raise Busy("The feed is written by many at once. The batch is retried.")

    def passed(self, records: Sequence[Recorded], step: int) -> dict[int, int]:
        """The multiples of `step` that the number of changes has passed with these records, which were appended now or
        before, each with the number of the entry. So a batch that comes again says it again."""
        marks = set(map(_mark, records))
        found = {entry.passed(step): entry.number for entry in self._known if not marks.isdisjoint(entry.marks)}
        return {multiple: number for multiple, number in found.items() if multiple}

    def _put(self, records: Sequence[Recorded]) -> bool:
        newest, now = self._known[-1] if self._known else _NOTHING, self._now()
        marks = frozenset(map(_mark, records))
        known = _Known(newest.number + 1, now.timestamp(), newest.count + len(records), len(records), marks)
        item = {
            "changes": pack([record.change for record in records]),
            "size": known.size,
            "count": known.count,
            "marks": b"".join(sorted(marks)),
            "at": round(now.timestamp() * 1000),
            "expires_at": int((now + _KEPT).timestamp()),
        }
        try:
            self._table.write(self._table.putting(Key(_FEED, _sort_key(known.number)), item))
        except ConditionFailed:
            return False
        self._known.append(known)
        return True

    def _look(self, since: float) -> None:
        """Knows the end of the feed, and what was appended since then."""
        if (self._known or self._begins_here) and not self._alone:
            after = self._known[-1].number + 1 if self._known else 0
            newer = [_known_from(item) for item in every(self._table, _FEED, _sort_key(after), only=_OF_KNOWN)]
            self._known.extend(newer)
            self._alone = not newer
        while not self._begins_here and (not self._known or self._known[0].at >= since):
            self._further_back()
        while len(self._known) > 1 and self._known[1].at < since:
            self._known.popleft()
            self._begins_here = False

    def _further_back(self) -> None:
        condition, values = "#pk = :pk", {"pk": _FEED}
        if self._known:
            condition, values = condition + " AND #sk < :known", values | {"known": _sort_key(self._known[0].number)}
        page = self._page(condition, values, _PAGE if self._known else 1, newest_first=True)
        self._known.extendleft(map(_known_from, page.items))
        self._begins_here = not page.more

    def _page(self, condition: str, values: Item, limit: int, *, newest_first: bool = False) -> Page:
        """Without the changes, which take the most room."""
        return self._table.query(
            condition, values, limit=limit, consistent=True, newest_first=newest_first, only=_OF_KNOWN
        )


def _sort_key(number: int) -> str:
    return f"{number:012d}"


def _number(item: Item) -> int:
    return int(item["sk"])


def _mark(record: Recorded) -> bytes:
    return blake2b(record.event_id.encode(), digest_size=_MARK_BYTES).digest()


def _known_from(item: Item) -> _Known:
    marks = bytes(item["marks"])
    apart = frozenset(marks[at : at + _MARK_BYTES] for at in range(0, len(marks), _MARK_BYTES))
    return _Known(_number(item), item["at"] / 1000, item["count"], item["size"], apart)


def entry_from(item: Item) -> Entry:
    return Entry(_number(item), item["at"] / 1000, unpack(bytes(item["changes"])), item["count"])


_NOTHING = _Known(0, 0.0, 0, 0, frozenset())
_OF_KNOWN = ("sk", "at", "count", "size", "marks")
