"""The part of the composition root that decides about messages which were not sent."""

from desk_api.shared import Shared
from helpdesk.delivery.cancellations import Cancellations
from helpdesk.delivery.circuits import Circuits
from helpdesk.delivery.decisions import DeliveryDecisions
from helpdesk.delivery.retries import Retries
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.outbound_http import HttpPoster
from helpdesk.platform.queues import OpenQueue
from helpdesk.platform.schedules import Schedules
from helpdesk.providers.outbound import outbound
from helpdesk.tickets.cancelled import CancelledReplies


def build_waiting(
    shared: Shared, schedules: Schedules, http: HttpPoster, circuits: Circuits, queue: OpenQueue
) -> tuple[Cancellations, Retries]:
    conversations, accounts, now = shared.conversations, shared.accounts, shared.now
    cancelled = CancelledReplies(shared.conversations_table, shared.deciding, shared.rules, now, new_ulid)
    decisions, services = DeliveryDecisions(shared.conversations_table), outbound(http, now)
    return (
        Cancellations(conversations, decisions, accounts, services, schedules, cancelled, circuits, now, new_ulid),
        Retries(conversations, decisions, accounts, services, circuits, queue, now, new_ulid),
    )
