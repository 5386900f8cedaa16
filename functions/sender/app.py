"""Delivers replies and webhook events: one queue message, one attempt."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from aws_lambda_powertools import Logger

from helpdesk.delivery.acknowledging import Acknowledgements
from helpdesk.delivery.event_delivery import EventDelivery
from helpdesk.delivery.models import NOT_THERE, WAITING, Attempt, Queued
from helpdesk.delivery.probes import Probes, Try
from helpdesk.delivery.service import MessageDelivery
from helpdesk.delivery.webhook_events import WebhookEvents
from helpdesk.delivery.work import ACKNOWLEDGE, PROBE, REPLAY, how_queued, read
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
        probes: Callable[[Try], Probes],
        queue: Visibility,
        dead_letters: Queue,
        log: Logger,
    ) -> None:
        self._delivery = delivery
        self._acknowledgements = acknowledgements
        self._events = events
        self._event_delivery = event_delivery
        self._probes = probes(self._attempt)
        self._attempts = QueueAttempts(
            "delivery",
            read,
            lambda work, received: _in_turn(self._deliver(work, received), received),
            lambda work: work,
            queue=queue,
            dead_letters=dead_letters,
            log=log,
        )

    def __call__(self, event: Mapping[str, Any], _context: object = None) -> dict[str, Any]:
        """The queue hands over one message at a time, so that a failing reply holds back only its own conversation."""
        return self._attempts(event)

    def _deliver(self, work: Mapping[str, Any], received: Received) -> Attempt:
        if PROBE in work:
            return self._probes.run(work["account_id"], work[PROBE], received)
        if work.get(ACKNOWLEDGE):
            return self._acknowledgements.send(work["message_id"])
        return self._attempt(work, how_queued(work, is_repeated=received.count > 1, handle=received.handle))

    def _attempt(self, work: Mapping[str, Any], how: Queued) -> Attempt:
        replay = work.get(REPLAY, False)
        if "message_id" in work:
            if replay:
                return self._delivery.replay(work["message_id"])
            return self._delivery.deliver(work["message_id"], how)
        event = self._events.find(work)
        if event is None:
            return Attempt(json.dumps(work), NOT_THERE, Next.DONE)
        return self._event_delivery.replay(event) if replay else self._event_delivery.deliver(event, how)


def _in_turn(attempt: Attempt, received: Received) -> Attempt:
    """Who waits often for a turn asks less often."""
    if attempt.outcome != WAITING:
        return attempt
    return replace(attempt, wait_seconds=max(attempt.wait_seconds, turn_seconds(received.count)))
