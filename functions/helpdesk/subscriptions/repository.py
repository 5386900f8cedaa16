"""Webhook subscriptions in the table `directory`: one partition, so that all are read with certainty.

`webhook_subscriptions` / `{id}`   the subscription, and how far it is
"""

from collections.abc import Sequence

from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.collection import Collection
from helpdesk.platform.dynamodb import Table, TransactionFailed, Write
from helpdesk.platform.optimistic import write_all
from helpdesk.platform.records import dump
from helpdesk.subscriptions.models import Subscription, changed

_ALL = "webhook_subscriptions"
_SAME_PLACE = "#entry = :entry_before AND #within = :within_before AND #version = :version_before"


class SubscriptionRepository:
    def __init__(self, table: Table) -> None:
        self._table = table
        self._collection = Collection(table, _ALL, Subscription, lambda each: each.id)

    def all(self) -> list[Subscription]:
        return self._collection.all()

    def get(self, subscription_id: str) -> Subscription | None:
        return self._collection.get(subscription_id)

    def growth(self) -> int:
        """As of any collection."""
        return self._collection.growth()

    def creating(self, subscription: Subscription, growth: int) -> list[Write]:
        """Fails if it exists, or if another one was created since `growth` was read."""
        return [self._collection.creating(subscription), self._collection.growing(growth)]

    def configuring(self, before: Subscription, after: Subscription) -> Write:
        """Fails if somebody has changed it since; what deliveries change meanwhile stays."""
        becomes = _becomes(before, after) | {"version": after.version}
        return self._table.changing(
            _key(before.id), "#version = :version_before", becomes, {"version_before": before.version}
        )

    def deleting(self, subscription: Subscription) -> Write:
        values: Item = {"version_before": subscription.version}
        return self._table.deleting(_key(subscription.id), "#version = :version_before", values)

    def moving(self, before: Subscription, after: Subscription) -> Write:
        """Fails if it is somewhere else in the feed, or was changed or deleted, since it was read."""
        values = {"entry_before": before.entry, "within_before": before.within, "version_before": before.version}
        return self._table.changing(_key(before.id), _SAME_PLACE, _becomes(before, after), values)

    def waking(self, subscription: Subscription, number: int, now: str) -> Write:
        """Fails if it was woken since it was read, or deleted."""
        condition, values = "attribute_exists(#pk) AND attribute_not_exists(#woken_at)", Item()
        if subscription.woken_at:
            condition, values = "#woken_at = :known", {"known": subscription.woken_at}
        return self._table.changing(_key(subscription.id), condition, {"woken": number, "woken_at": now}, values)

    def write(self, writes: Sequence[Write]) -> bool:
        """Whether all of them were written: somebody else may have been faster."""
        try:
            write_all(self._table, writes)
        except TransactionFailed:
            return False
        return True


def _becomes(before: Subscription, after: Subscription) -> Item:
    return changed(before, after, dump(after))


def _key(subscription_id: str) -> Key:
    return Key(_ALL, subscription_id)
