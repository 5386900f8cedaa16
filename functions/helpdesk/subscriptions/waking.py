"""What follows from an entry of the feed: subscriptions that want something of it are woken, by a queue message.

A subscription that is woken has one queue message, however much there is to tell: what it is told is read from the
feed. So a receiver that fails for days leaves nothing in the queue.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from helpdesk.feed.models import Entry
from helpdesk.feed.service import Wanted
from helpdesk.feed.visibility import scope_of
from helpdesk.platform.clock import Clock, from_text, to_text
from helpdesk.platform.queues import Queue
from helpdesk.subscriptions import work
from helpdesk.subscriptions.models import Subscription
from helpdesk.subscriptions.repository import SubscriptionRepository

_FAR_BEHIND = 5_000
"""Entries: a subscription that wants few changes comes along all the same, so that nothing is lost to it."""
_LONG_AGO = timedelta(days=1)
_LOST_AFTER = timedelta(hours=2)
"""Longer than any wait between two attempts: its queue message must be lost."""


class Waker:
    def __init__(self, repository: SubscriptionRepository, queue: Queue, now: Clock) -> None:
        self._repository = repository
        self._queue = queue
        self._now = now

    def follow(self, entries: Sequence[Entry]) -> int:
        """How many were woken. A batch may come again: what was noted but not queued is queued then."""
        active = [each for each in self._repository.all() if each.disabled is None]
        return sum(self._woken(each, entries) for each in active)

    def _woken(self, subscription: Subscription, entries: Iterable[Entry]) -> bool:
        number = next((entry.number for entry in entries if self._concerns(subscription, entry)), None)
        if number is None or not self._noted(subscription, number):
            return False
        self._queue.send([work.run(subscription.id, str(number))])
        return True

    def _noted(self, subscription: Subscription, number: int) -> bool:
        """Noted first: whoever has nothing to do any more takes the note away, and looks once more."""
        now = self._now()
        lost = subscription.woken_at and from_text(subscription.woken_at) < now - _LOST_AFTER
        if subscription.woken is not None and not lost:
            return subscription.woken == number
        return self._repository.write([self._repository.waking(subscription, number, to_text(now))])

    def _concerns(self, subscription: Subscription, entry: Entry) -> bool:
        if entry.number <= subscription.entry:
            return False
        wanted = Wanted(subscription.types, subscription.not_by)
        return (
            entry.number - subscription.entry >= _FAR_BEHIND
            or from_text(subscription.placed_at) < self._now() - _LONG_AGO
            or any(wanted.includes(change) and scope_of(change.type) in subscription.scopes for change in entry.changes)
        )
