"""What somebody asks for is told once: a test, or a change again. It does not matter how far the subscription is."""

from collections.abc import Mapping
from typing import Any

from helpdesk.feed.repository import FeedRepository
from helpdesk.messaging.outcomes import Outcome, PermanentFailure, Sent
from helpdesk.subscriptions import work
from helpdesk.subscriptions.attempts import WebhookAttempts
from helpdesk.subscriptions.models import Subscription
from helpdesk.subscriptions.owners import Owners
from helpdesk.subscriptions.telling import Told

_NOT_THERE = PermanentFailure("not_kept", "The change is not kept any more, or its owner does not see it any more.")


class Once:
    def __init__(self, feed: FeedRepository, owners: Owners, attempts: WebhookAttempts) -> None:
        self._feed = feed
        self._owners = owners
        self._attempts = attempts

    def test(self, subscription: Subscription, message: Mapping[str, Any]) -> Told:
        task, body = self._attempts.of_test(subscription, message[work.TEST], message[work.BY])
        began, outcome = self._attempts.send(subscription, task, body)
        self._attempts.record(subscription, task, outcome, attempt=1, began=began)
        return _told(subscription, outcome)

    def again(self, subscription: Subscription, message: Mapping[str, Any]) -> Told:
        place, principal = work.place_of(message), self._owners.principal(subscription)
        change = self._feed.before(place) if place else None
        if place is None or change is None or principal is None:
            return _told(subscription, _NOT_THERE)
        if not self._owners.sees(principal, [(place, change)]):
            return _told(subscription, _NOT_THERE)
        task, body = self._attempts.of_change(subscription, place, change)
        began, outcome = self._attempts.send(subscription, task, body)
        self._attempts.record(subscription, task, outcome, attempt=1, began=began, replay=True)
        return _told(subscription, outcome)


def _told(subscription: Subscription, outcome: Outcome) -> Told:
    if isinstance(outcome, Sent):
        return Told(subscription.id, "sent", sent=1, attempt=1)
    return Told(subscription.id, outcome.code, attempt=1)
