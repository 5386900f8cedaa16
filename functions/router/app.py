"""Routes new tickets, one queue message per ticket, and has plans of availability read when their time has come."""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger

from helpdesk.conversations.references import ConversationReference
from helpdesk.people.availability_following import WORK as AVAILABILITY
from helpdesk.people.presence import Presence
from helpdesk.platform.errors import NotFound
from helpdesk.platform.queue_work import NoWork, read_work
from helpdesk.platform.queues import Queue, batch_failures, set_aside
from helpdesk.routing.service import RoutingService


class Router:
    def __init__(self, routing: RoutingService, presence: Presence, dead_letters: Queue, log: Logger) -> None:
        self._routing = routing
        self._presence = presence
        self._dead_letters = dead_letters
        self._log = log

    def __call__(self, event: Mapping[str, Any], _context: object = None) -> dict[str, Any]:
        """Each message is independent: those that fail are received again, and go to the dead-letter queue after five
        receives. One that is no work goes there at once."""
        failed = []
        for record in event["Records"]:
            try:
                self._route_or_set_aside(record)
            except Exception:  # noqa: BLE001 - whatever fails, the other messages of the batch must be processed
                self._log.exception("routing failed", queue_message_id=record["messageId"])
                failed.append(record["messageId"])
        return batch_failures(failed)

    def _route_or_set_aside(self, record: Mapping[str, Any]) -> None:
        try:
            self._route(record)
        except NoWork as error:
            set_aside(record, error, self._dead_letters, self._log)

    def _route(self, record: Mapping[str, Any]) -> None:
        work = read_work(record["body"])
        if isinstance(user_id := work.get(AVAILABILITY), str):
            holds = self._presence.refresh(user_id).effective
            self._log.info("availability", user_id=user_id, state=holds.state, reason=holds.reason)
            return
        reference = _ticket_of(work)
        ticket = self._routing.route(reference)
        decision = ticket.routing.decision if ticket.routing else None
        self._log.info("routed", ticket_id=reference.ticket_id, decision=decision)


def _ticket_of(work: Mapping[str, Any]) -> ConversationReference:
    """Raises NoWork."""
    ticket_id = work.get("ticket_id")
    if not isinstance(ticket_id, str):
        raise NoWork("it names no ticket")
    try:
        return ConversationReference.from_ticket_id(ticket_id)
    except NotFound as error:
        raise NoWork("its id is not one of ours") from error
