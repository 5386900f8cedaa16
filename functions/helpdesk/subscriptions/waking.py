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
from helpdesk.platform.errors import Busy
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
        noted_at = self._noted(subscription, number) if number is not None else None
        if noted_at is None:
            return False
        # Of each note, one message: the queue would drop a second one with the name of the first for five minutes, and
        # an entry that comes again can be noted again.
        self._queue.send([work.run(subscription.id, f"{number}-{noted_at}")])
        return True

    def _noted(self, subscription: Subscription, number: int) -> str | None:
        """When. Noted first: whoever has nothing to do any more takes the note away, and looks once more."""
        now = self._now()
        lost = subscription.woken_at and from_text(subscription.woken_at) < now - _LOST_AFTER
        if subscription.woken is not None and not lost:
            return subscription.woken_at if subscription.woken == number else None
        at = to_text(now)
        if self._repository.write([self._repository.waking(subscription, number, at)]):
            return at
        # Somebody was faster, or it is this very note, whose answer was lost.
        latest = self._repository.get(subscription.id)
        if latest and latest.woken is None and latest.disabled is None and latest.entry < number:
            raise Busy("The subscription changed at the same moment. The batch is retried.")
        return latest.woken_at if latest and latest.woken == number else None

    def _concerns(self, subscription: Subscription, entry: Entry) -> bool:
        if entry.number <= subscription.entry:
            return False
        wanted = Wanted(subscription.types, subscription.not_by)
        return (
            entry.number - subscription.entry >= _FAR_BEHIND
            or from_text(subscription.placed_at) < self._now() - _LONG_AGO
            or any(wanted.includes(change) and scope_of(change.type) in subscription.scopes for change in entry.changes)
        )
