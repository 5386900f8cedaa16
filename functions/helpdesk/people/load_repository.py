"""The counters of open tickets, and the marks of those who are away.

They are counters in few items, so that routing reads everybody's in one call: `pk = load#{part}`, `sk = total`, and
`sk = channel#{id}` for those of one channel. An attribute has the name of a person, in short. Each change of a ticket
that changes who works on it changes the counters in the same transaction.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from helpdesk.people.loads import Loads, short
from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.ids import digest

PARTS = 4
"""A rule over 500 people reads so many items. An item of a hundred people is about a kilobyte: one write unit."""
_TOTAL = "total"
_AWAY = "away_"
_KIND = {"kind": "load"}
_KEPT = "attribute_not_exists(#kind) OR #kind = :kind"


class LoadRepository:
    """In the table of the tickets."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def read(self, channel: str | None = None) -> Loads:
        """Everybody's, strongly consistent; with those of one channel. One call."""
        keys = [_key(part, sort) for sort in _sorts(channel) for part in range(PARTS)]
        found = self._table.batch_get(keys, consistent=True)
        return _loads(found, channel)

    def of(self, user_id: str, channel: str | None = None) -> Loads:
        """Those of one person and whether they are away, strongly consistent: all, or those of one channel."""
        sort = f"channel#{channel}" if channel else _TOTAL
        item = self._table.get(_key(_part(user_id), sort), consistent=True)
        return _loads([item] if item else [], channel)

    def moving(
        self, before: str | None, after: str | None, channel: str | None, seen: Loads | None = None
    ) -> list[Write]:
        """An open ticket goes from one person to another; None: nobody's, or closed. With `seen`, it fails if whoever
        gets it is away, or has not as many as was seen. Without a channel, the ticket was opened before there were
        counters, and counts for nobody."""
        if channel is None:
            return []
        deltas: dict[Key, dict[str, int]] = defaultdict(dict)
        for user_id, delta in ((before, -1), (after, 1)):
            for sort in _sorts(channel) if user_id and before != after else ():
                deltas[_key(_part(user_id or ""), sort)][short(user_id or "")] = delta
        asked = _as_seen(after, channel, seen) if after and seen else {}
        return [self._table.counting(key, *_asking(asked, key, adds)) for key, adds in deltas.items()]

    def leaving(self, user_id: str) -> Write:
        """The person is away from now on. Idempotent."""
        return self._table.changing(_key(_part(user_id), _TOTAL), _KEPT, _KIND | {_AWAY + short(user_id): 1})

    def returning(self, user_id: str) -> Write:
        """The person is available from now on. Idempotent."""
        becomes: Item = {**_KIND, _AWAY + short(user_id): None}
        return self._table.changing(_key(_part(user_id), _TOTAL), _KEPT, becomes)


def _loads(found: Sequence[Item], channel: str | None) -> Loads:
    total = _numbers(item for item in found if item["sk"] == _TOTAL)
    return Loads(
        {name: count for name, count in total.items() if not name.startswith(_AWAY)},
        _numbers(item for item in found if item["sk"] != _TOTAL) if channel else None,
        frozenset(name.removeprefix(_AWAY) for name in total if name.startswith(_AWAY)),
    )


def _as_seen(user_id: str, channel: str, seen: Loads) -> dict[Key, tuple[str, Item]]:
    """The conditions on the counters of whoever gets a ticket, with their values."""
    name, part = short(user_id), _part(user_id)
    conditions = {}
    for sort, counts in zip(_sorts(channel), (seen.total, seen.of_channel), strict=True):
        if counts is None:
            continue
        had = f"#{name} = :had" if name in counts else f"attribute_not_exists(#{name})"
        there = f"{had} AND attribute_not_exists(#{_AWAY}{name})" if sort == _TOTAL else had
        conditions[_key(part, sort)] = (there, {"had": counts[name]} if name in counts else {})
    return conditions


def _asking(
    asked: Mapping[Key, tuple[str, Item]], key: Key, adds: Mapping[str, int]
) -> tuple[str, Mapping[str, int], Item, Item]:
    condition, values = asked.get(key, (_KEPT, {}))
    return condition, adds, _KIND, values


def _part(user_id: str) -> int:
    return ord(digest("load", user_id)[8]) % PARTS


def _sorts(channel: str | None) -> tuple[str, ...]:
    return (_TOTAL, f"channel#{channel}") if channel else (_TOTAL,)


def _key(part: int, sort: str) -> Key:
    return Key(f"load#{part}", sort)


def _numbers(items: Iterable[Item]) -> dict[str, int]:
    return {name: int(value) for item in items for name, value in item.items() if name not in {"pk", "sk", "kind"}}
