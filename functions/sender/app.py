"""Delivery of replies: one queue message, one try."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Protocol

from aws_lambda_powertools import Logger

from helpdesk.delivery.service import DeliveryService, Next
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.queues import batch_failures

_OUR_OWN_TROUBLE_SECONDS = 5


class Visibility(Protocol):
    def show_again_after(self, receipt_handle: str, seconds: int) -> None: ...


class Sender:
    def __init__(self, delivery: DeliveryService, queue: Visibility, log: Logger) -> None:
        self._delivery = delivery
        self._queue = queue
        self._log = log

    def __call__(self, event: Mapping[str, Any], _context: object = None) -> dict[str, Any]:
        """The queue hands over one message at a time, so that a failing reply holds back its own conversation alone."""
        failed = [record["messageId"] for record in event["Records"] if not self._is_done(record)]
        return batch_failures(failed)

    def _is_done(self, record: Mapping[str, Any]) -> bool:
        message_id = json.loads(record["body"])["message_id"]
        try:
            attempt = self._delivery.deliver(message_id)
        except Unavailable as error:
            self._log.warning("delivery postponed", message_id=message_id, reason=error.message)
            self._queue.show_again_after(record["receiptHandle"], _OUR_OWN_TROUBLE_SECONDS)
            return False
        self._log.info("delivery", **asdict(attempt))
        if attempt.next is not Next.DONE:
            self._queue.show_again_after(record["receiptHandle"], attempt.wait_seconds)
        return attempt.next is Next.DONE
