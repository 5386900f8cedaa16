"""Delivers replies and webhook events: one queue message, one attempt."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aws_lambda_powertools import Logger

from helpdesk.delivery.acknowledging import Acknowledgements
from helpdesk.delivery.event_delivery import EventDelivery
from helpdesk.delivery.models import WAITING, Attempt
from helpdesk.delivery.service import MessageDelivery
from helpdesk.delivery.webhook_events import WebhookEvents
from helpdesk.delivery.work import ACKNOWLEDGE, read
from helpdesk.platform.queue_attempts import QueueAttempts, Received, Visibility
from helpdesk.platform.queues import Queue
from helpdesk.platform.retrying import Next, turn_seconds


class Sender:
    def __init__(
        self,
        delivery: MessageDelivery,
        acknowledgements: Acknowledgements,
        events: WebhookEvents,
        event_delivery: EventDelivery,
        queue: Visibility,
        dead_letters: Queue,
        log: Logger,
    ) -> None:
        self._delivery = delivery
        self._acknowledgements = acknowledgements
        self._events = events
        self._event_delivery = event_delivery
        self._attempts = QueueAttempts(
            "delivery",
            read,
            lambda work, received: _in_turn(self._deliver(work, again=received.count > 1), received),
            lambda work: work,
            queue=queue,
            dead_letters=dead_letters,
            log=log,
        )

    def __call__(self, event: Mapping[str, Any], _context: object = None) -> dict[str, Any]:
        """The queue hands over one message at a time, so that a failing reply holds back only its own conversation."""
        return self._attempts(event)

    def _deliver(self, work: Mapping[str, Any], *, again: bool) -> Attempt:
        replay = work.get("replay", False)
        if work.get(ACKNOWLEDGE):
            return self._acknowledgements.send(work["message_id"])
        if "message_id" in work:
            message_id = work["message_id"]
            return self._delivery.replay(message_id) if replay else self._delivery.deliver(message_id, again=again)
        webhook_event = self._events.find(work)
        if webhook_event is None:
            return Attempt(json.dumps(work), "not_there", Next.DONE)
        return (self._event_delivery.replay if replay else self._event_delivery.deliver)(webhook_event)


def _in_turn(attempt: Attempt, received: Received) -> Attempt:
    """Who waits often for a turn asks less often."""
    if attempt.outcome != WAITING:
        return attempt
    return replace(attempt, wait_seconds=max(attempt.wait_seconds, turn_seconds(received.count)))
