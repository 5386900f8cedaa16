"""Webhook subscriptions in the table `directory`: one partition, so that all are read with certainty.

`webhook_subscriptions` / `{id}`   the subscription, and how far it is
"""

from collections.abc import Sequence

from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.dynamodb import Table, TransactionFailed, Write
from helpdesk.platform.optimistic import write_all
from helpdesk.platform.records import dump, load
from helpdesk.subscriptions.models import MOST, Subscription, changed

_ALL = "webhook_subscriptions"
_SAME_PLACE = "#entry = :entry_before AND #within = :within_before AND #version = :version_before"


class SubscriptionRepository:
    def __init__(self, table: Table) -> None:
        self._table = table

    def all(self) -> list[Subscription]:
        page = self._table.query("#pk = :pk", {"pk": _ALL}, limit=2 * MOST, consistent=True)
        return [load(Subscription, item) for item in page.items]

    def get(self, subscription_id: str) -> Subscription | None:
        item = self._table.get(_key(subscription_id), consistent=True)
        return load(Subscription, item) if item else None

    def creating(self, subscription: Subscription) -> Write:
        return self._table.putting(_key(subscription.id), dump(subscription))

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
