"""Routes tickets, and has plans of availability read when their time has come, or somebody has connected or gone: one
queue message each."""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger

from helpdesk.live.absence import Absences
from helpdesk.people.availability import Effective
from helpdesk.people.presence import Presence
from helpdesk.platform.queue_work import NoWork
from helpdesk.platform.queues import Queue, batch_failures, set_aside
from helpdesk.routing.decisions import Taken
from helpdesk.routing.service import RoutingService
from helpdesk.routing.work import Left, Offer, ReadConnection, ReadPlan, RouteTicket, work_of


class Router:
    def __init__(
        self, routing: RoutingService, presence: Presence, absences: Absences, dead_letters: Queue, log: Logger
    ) -> None:
        self._routing = routing
        self._presence = presence
        self._absences = absences
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
        match work_of(record["body"]):
            case RouteTicket(trigger=trigger) as work:
                taken = Taken(work.taken_from, work.since) if work.taken_from else None
                ticket = self._routing.route(work.reference, trigger, taken=taken)
                decision = ticket.routing.code if ticket.routing else None
                self._log.info("routed", ticket_id=work.ticket_id, trigger=trigger, decision=decision)
            case Offer() as offer:
                self._routing.offer(offer)
                self._log.info(
                    "offered",
                    user_id=offer.user_id,
                    account_id=offer.account_id,
                    inbox_id=offer.inbox_id,
                    contact_id=offer.contact_id,
                )
            case Left() as left:
                self._routing.take_back(left)
                self._log.info("left", user_id=left.user_id)
            case ReadPlan(user_id=user_id):
                self._say(user_id, self._presence.refresh(user_id).effective)
            case ReadConnection(user_id=user_id):
                self._say(user_id, self._absences.read(user_id))

    def _say(self, user_id: str, holds: Effective) -> None:
        self._log.info("availability", user_id=user_id, state=holds.state, reason=holds.reason)
