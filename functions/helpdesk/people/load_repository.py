"""The counters of open tickets, and the marks of those who are away.

They are counters in few items, so that routing reads everybody's in one call: `pk = load#{part}`, `sk = load`. Of each
person there is an attribute with all their open tickets, and one for each channel. So a change of who works on a ticket
changes one item for each person, in the same transaction.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from helpdesk.people.loads import Loads, short
from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.ids import digest

PARTS = 4
"""A rule over 500 people reads so many items. An item of 25 people with two channels is about a kilobyte: one write
unit, two in a transaction."""
_SORT = "load"
_AWAY = "away_"
_KIND = {"kind": "load"}
_NO_NUMBERS = {"pk", "sk", "kind"}
_KEPT = "attribute_not_exists(#kind) OR #kind = :kind"


class LoadRepository:
    """In the table of the tickets."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def read(self, channel: str | None = None) -> Loads:
        """Everybody's, strongly consistent; with those of one channel. One call."""
        return _loads(self._table.batch_get([_key(part) for part in range(PARTS)], consistent=True), channel)

    def of(self, user_id: str, channels: Iterable[str] = ()) -> tuple[Loads, dict[str, int]]:
        """Those of one person and whether they are away, strongly consistent; and how many they have of each of these
        channels. One call: all of them are in one item."""
        item = self._table.get(_key(_part(user_id)), consistent=True)
        found = [item] if item else []
        return _loads(found, None), {each: _loads(found, each).open_in_channel(user_id) for each in channels}

    def moving(
        self, before: str | None, after: str | None, channel: str | None, seen: Loads | None = None
    ) -> list[Write]:
        """An open ticket goes from one person to another; None: nobody's, or closed. With `seen`, it fails if whoever
        gets it is away, or has not as many as was seen. Without a channel, the ticket was opened before there were
        counters, and counts for nobody."""
        if channel is None:
            return []
        deltas: dict[int, dict[str, int]] = defaultdict(dict)
        for user_id, delta in ((before, -1), (after, 1)):
            if user_id and before != after:
                name = short(user_id)
                deltas[_part(user_id)] |= {name: delta, name + _of_channel(channel): delta}
        conditions = {_part(after): _as_seen(after, channel, seen)} if after and seen else {}
        return [self._counting(part, adds, *conditions.get(part, (_KEPT, {}))) for part, adds in deltas.items()]

    def _counting(self, part: int, adds: Mapping[str, int], condition: str, values: Item) -> Write:
        return self._table.counting(_key(part), condition, adds, _KIND, values)

    def leaving(self, user_id: str) -> Write:
        """The person is away from now on. Idempotent."""
        return self._table.changing(_key(_part(user_id)), _KEPT, _KIND | {_AWAY + short(user_id): 1})

    def returning(self, user_id: str) -> Write:
        """The person is available from now on. Idempotent."""
        becomes: Item = {**_KIND, _AWAY + short(user_id): None}
        return self._table.changing(_key(_part(user_id)), _KEPT, becomes)


def _loads(found: Sequence[Item], channel: str | None) -> Loads:
    numbers = {name: int(value) for item in found for name, value in item.items() if name not in _NO_NUMBERS}
    end = _of_channel(channel) if channel else None
    return Loads(
        {name: count for name, count in numbers.items() if "_" not in name},
        {name.removesuffix(end): count for name, count in numbers.items() if name.endswith(end)} if end else None,
        frozenset(name.removeprefix(_AWAY) for name in numbers if name.startswith(_AWAY)),
    )


def _as_seen(user_id: str, channel: str, seen: Loads) -> tuple[str, Item]:
    """The condition on the counters of whoever gets a ticket, with its values."""
    name, own = short(user_id), short(user_id) + _of_channel(channel)
    conditions, values = [f"attribute_not_exists(#{_AWAY}{name})"], Item()
    for attribute, had in ((name, seen.total.get(name)), (own, (seen.of_channel or {}).get(name))):
        if attribute == own and seen.of_channel is None:
            continue
        conditions.append(f"attribute_not_exists(#{attribute})" if had is None else f"#{attribute} = :had_{attribute}")
        values |= {} if had is None else {f"had_{attribute}": had}
    return " AND ".join(conditions), values


def _part(user_id: str) -> int:
    return ord(digest("load", user_id)[8]) % PARTS


def _of_channel(channel: str) -> str:
    """25 bits: of fifty channels, two share a name once in thirty thousand desks."""
    return "_" + digest("channel", channel)[:5]


def _key(part: int) -> Key:
    return Key(f"load#{part}", _SORT)
