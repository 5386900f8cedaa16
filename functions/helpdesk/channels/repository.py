"""Registered channels and their accounts, in the table `directory`."""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from helpdesk.channels import items
from helpdesk.channels.models import Channel
from helpdesk.platform.attributes import Key
from helpdesk.platform.by_kind import page_of_kind
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.natural_keys import claim
from helpdesk.platform.partitions import every
from helpdesk.platform.recent import Recent


class ChannelRepository:
    def __init__(self, table: Table, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._table = table
        self._recent = Recent[Channel](monotonic)

    def get_recent(self, channel_id: str) -> Channel | None:
        """May be up to 15 seconds old."""
        return self._recent.get(channel_id) or self.get(channel_id)

    def is_there(self, channel_id: str) -> bool:
        """Whether it is registered and not archived. A cached value never causes a rejection."""
        found = self.get_recent(channel_id)
        if found is None or found.archived_at is not None:
            found = self.get(channel_id, consistent=True)
        return found is not None and found.archived_at is None

    def get(self, channel_id: str, *, consistent: bool = False) -> Channel | None:
        item = self._table.get(items.channel_key(channel_id), consistent=consistent)
        return self._recent.put(channel_id, items.channel_from(item) if item else None)

    def of_app(self, app_id: str) -> list[Channel]:
        """In no order, including archived ones."""
        return self.many(self._members(f"app#{app_id}", items.CHANNELS))

    def many(self, channel_ids: Iterable[str]) -> list[Channel]:
        """In no order, including archived ones; those that do not exist are left out."""
        keys = [items.channel_key(channel_id) for channel_id in channel_ids]
        return [items.channel_from(item) for item in self._table.batch_get(keys)]

    def page(self, *, after: str, limit: int) -> tuple[list[Channel], bool]:
        """Channels of every app, including archived ones, starting after the channel with that id; and whether there
        are more."""
        start = items.channel_key(after).pk if after else ""
        found = page_of_kind(self._table, "channel", after=start, limit=limit)
        return [items.channel_from(item) for item in found.items], found.more

    def register(self, channel: Channel) -> str | None:
        """None if the channel was registered, else the id of the channel that has its name. Raises TransactionFailed if
        the id is taken, or another transaction interfered."""
        writes = [
            items.name_key(channel).claiming(self._table, channel.id),
            self._table.putting(items.channel_key(channel.id), items.channel_item(channel)),
            self._member(items.channel_of_app(channel.app_id, channel.id)),
        ]
        return claim(self._table, writes)

    def change(self, before: Channel, after: Channel) -> None:
        """Raises TransactionFailed: at 0 if somebody changed the channel in the meantime, else the new name is
        taken."""
        was, becomes = items.channel_item(before), items.channel_item(after)
        changed = {name: value for name, value in becomes.items() if value != was[name]}
        changed["version"] = before.version + 1
        update = self._table.changing(
            items.channel_key(before.id), "#version = :expected", changed, {"expected": before.version}
        )
        self._recent.put(before.id, None)
        self._table.transact([update, *self._renaming(before, after)])

    def archive(self, channel: Channel, now: str) -> None:
        """Raises TransactionFailed if somebody changed the channel in the meantime."""
        self.change(channel, replace(channel, archived_at=now))

    def _renaming(self, before: Channel, after: Channel) -> list[Write]:
        old, new = (items.name_key(channel) for channel in (before, after))
        if after.archived_at is not None:
            return [old.releasing(self._table, before.id)]
        if old == new:
            return []
        return [new.claiming(self._table, after.id), old.releasing(self._table, before.id)]

    def _members(self, pk: str, prefix: str) -> list[str]:
        return [item["sk"].removeprefix(prefix) for item in every(self._table, pk, prefix, f"{prefix}~")]

    def _member(self, key: Key) -> Write:
        return self._table.putting(key, {})
