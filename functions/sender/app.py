"""Delivers replies and webhook events: one queue message, one attempt."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Protocol

from aws_lambda_powertools import Logger

from helpdesk.delivery.event_delivery import EventDelivery
from helpdesk.delivery.models import Attempt
from helpdesk.delivery.service import MessageDelivery
from helpdesk.delivery.webhook_events import WebhookEvents
from helpdesk.delivery.work import read
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.queue_work import NoWork
from helpdesk.platform.queues import Queue, as_dead_letter, batch_failures
from helpdesk.platform.retrying import Next, own_failure_seconds


class Visibility(Protocol):
    def show_again_after(self, receipt_handle: str, seconds: int) -> None: ...


class Sender:
    def __init__(
        self,
        delivery: MessageDelivery,
        events: WebhookEvents,
        event_delivery: EventDelivery,
        queue: Visibility,
        dead_letters: Queue,
        log: Logger,
    ) -> None:
        self._delivery = delivery
        self._events = events
        self._event_delivery = event_delivery
        self._queue = queue
        self._dead_letters = dead_letters
        self._log = log

    def __call__(self, event: Mapping[str, Any], _context: object = None) -> dict[str, Any]:
        """The queue hands over one message at a time, so that a failing reply holds back only its own conversation.

        The attempts are counted on the message. The queue counts receives, some of which fail on our side. So it is not
        the queue that ends the attempts: a message that failed permanently is put into the dead-letter queue here.
        """
        failed = [record["messageId"] for record in event["Records"] if not self._is_done(record)]
        return batch_failures(failed)

    def _is_done(self, record: Mapping[str, Any]) -> bool:
        try:
            work = read(record["body"])
        except NoWork as error:
            return self._set_aside(record, error)
        try:
            attempt = self._deliver(work)
            if attempt.next is Next.EXHAUSTED:
                self._dead_letters.send([as_dead_letter(record)])
        except Unavailable as error:
            self._log.warning("delivery postponed", **work, reason=error.message, cause=error.cause)
            received = int(record["attributes"]["ApproximateReceiveCount"])
            self._queue.show_again_after(record["receiptHandle"], own_failure_seconds(received))
            return False
        self._log.info("delivery", **asdict(attempt))
        if attempt.next is Next.RETRY:
            self._queue.show_again_after(record["receiptHandle"], attempt.wait_seconds)
        return attempt.next is not Next.RETRY

    def _set_aside(self, record: Mapping[str, Any], reason: NoWork) -> bool:
        """Received again, it would hold back its conversation, and never become work."""
        self._dead_letters.send([as_dead_letter(record)])
        self._log.error("no work", queue_message_id=record["messageId"], reason=str(reason))
        return True

    def _deliver(self, work: Mapping[str, Any]) -> Attempt:
        replay = work.get("replay", False)
        if "message_id" in work:
            return (self._delivery.replay if replay else self._delivery.deliver)(work["message_id"])
        webhook_event = self._events.find(work)
        if webhook_event is None:
            return Attempt(json.dumps(work), "not_there", Next.DONE)
        return (self._event_delivery.replay if replay else self._event_delivery.deliver)(webhook_event)
