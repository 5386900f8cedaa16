"""The function's composition root."""

from helpdesk.people.presence import Presence
from helpdesk.platform import aws
from helpdesk.platform.clock import Clock, utc_now
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.log import new_logger
from helpdesk.platform.queues import Queue, SqsQueue
from helpdesk.routing.service import RoutingService
from helpdesk.tickets.decisions import TicketDecisions
from router.app import Router
from router.settings import Settings


def build(settings: Settings, *, database: Database, dead_letters: Queue, now: Clock = utc_now) -> Router:
    conversations = database.table(settings.conversations_table)
    presence = Presence.on(database.table(settings.directory_table), conversations, now)
    return Router(RoutingService(TicketDecisions.on(conversations, now)), presence, dead_letters, new_logger())


def build_for_lambda(settings: Settings) -> Router:
    # Created on first use: no ticket's routing needs it.
    dead_letters = SqsQueue(lambda: aws.client("sqs"), settings.routing_dead_letter_queue_url)
    return build(settings, database=Database(aws.dynamodb()), dead_letters=dead_letters)
