"""Routes new tickets, one queue message per ticket."""

import json
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger

from helpdesk.conversations.references import ConversationReference
from helpdesk.platform.queues import batch_failures
from helpdesk.routing.service import RoutingService


class Router:
    def __init__(self, routing: RoutingService, log: Logger) -> None:
        self._routing = routing
        self._log = log

    def __call__(self, event: Mapping[str, Any], _context: object = None) -> dict[str, Any]:
        """Each message is independent: those that fail are received again, and go to the dead-letter queue after five
        receives."""
        failed = []
        for record in event["Records"]:
            try:
                ticket_id = json.loads(record["body"])["ticket_id"]
                ticket = self._routing.route(ConversationReference.from_ticket_id(ticket_id))
                decision = ticket.routing.decision if ticket.routing else None
                self._log.info("routed", ticket_id=ticket_id, decision=decision)
            except Exception:  # noqa: BLE001 - whatever fails, the other messages of the batch must be processed
                self._log.exception("routing failed", queue_message_id=record["messageId"])
                failed.append(record["messageId"])
        return batch_failures(failed)
