"""The part of the composition root that decides about messages which were not sent."""

from desk_api.shared import Shared
from helpdesk.delivery.aftermath import Aftermath
from helpdesk.delivery.cancellations import Cancellations
from helpdesk.delivery.circuits import Circuits
from helpdesk.delivery.decisions import DeliveryDecisions
from helpdesk.delivery.parked import ParkedRepository
from helpdesk.delivery.retries import Retries
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.outbound_http import HttpPoster
from helpdesk.platform.queues import OpenQueue
from helpdesk.platform.schedules import Schedules
from helpdesk.providers.outbound import outbound
from helpdesk.tickets.cancelled import CancelledReplies


def build_waiting(
    shared: Shared, schedules: Schedules, http: HttpPoster, queue: OpenQueue
) -> tuple[Cancellations, Retries, Circuits]:
    table, conversations, accounts, now = shared.conversations_table, shared.conversations, shared.accounts, shared.now
    decisions, services, parked = DeliveryDecisions(table, new_ulid), outbound(http, now), ParkedRepository(table)
    circuits = Circuits(shared.account_repository, parked, now, new_ulid)
    replies = CancelledReplies(table, shared.deciding, now)
    aftermath = Aftermath(conversations, shared.account_repository, parked, circuits, replies, schedules, queue)
    return (
        Cancellations(conversations, decisions, accounts, services, aftermath, now),
        Retries(conversations, decisions, accounts, services, circuits, queue, now),
        circuits,
    )
