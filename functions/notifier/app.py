"""Tells webhook subscriptions what changes. It reads two sources: new entries of the feed, which wake subscriptions,
and the queue, of which each message is a run for one subscription, a test, or something that is sent again.

It is a function of its own, with a queue of its own: receivers that are slow, or fail, take no place of a reply to a
customer.
"""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger

from helpdesk.feed.repository import entry_from
from helpdesk.platform.attributes import from_attributes
from helpdesk.platform.queue_attempts import QueueAttempts, Received, Visibility
from helpdesk.platform.queues import Queue
from helpdesk.subscriptions import work
from helpdesk.subscriptions.once import Once
from helpdesk.subscriptions.repository import SubscriptionRepository
from helpdesk.subscriptions.telling import Telling, Told
from helpdesk.subscriptions.waking import Waker


class Notifier:
    def __init__(
        self,
        repository: SubscriptionRepository,
        waker: Waker,
        telling: Telling,
        once: Once,
        queue: Visibility,
        dead_letters: Queue,
        log: Logger,
    ) -> None:
        self._repository = repository
        self._waker = waker
        self._telling = telling
        self._once = once
        self._log = log
        self._attempts = QueueAttempts(
            "webhook", work.read, self._attempt, lambda named: named, queue=queue, dead_letters=dead_letters, log=log
        )

    def __call__(self, event: Mapping[str, Any], _context: object = None) -> Any:
        if "dynamodb" in event["Records"][0]:
            entries = [entry_from(from_attributes(record["dynamodb"]["NewImage"])) for record in event["Records"]]
            self._log.info("notifier", woken=self._waker.follow(entries))
            return None
        return self._attempts(event)

    def _attempt(self, message: Mapping[str, Any], _received: Received) -> Told:
        subscription = self._repository.get(message[work.SUBSCRIPTION])
        if subscription is None:
            return Told(message[work.SUBSCRIPTION], "not_there")
        if work.TEST in message:
            return self._once.test(subscription, message)
        return self._once.again(subscription, message) if work.PLACE in message else self._telling.run(subscription)
