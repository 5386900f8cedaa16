"""The function's composition root."""

from aws_lambda_powertools import Logger

from helpdesk.conversations.repository import ConversationRepository
from helpdesk.platform import aws
from helpdesk.platform.clock import Clock, utc_now
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.ids import new_ulid
from helpdesk.routing.service import RoutingService
from helpdesk.tickets.repository import TicketRepository
from helpdesk.tickets.service import TicketService
from router.app import Router
from router.settings import Settings


def build(settings: Settings, *, database: Database, now: Clock = utc_now) -> Router:
    conversations_table = database.table(settings.conversations_table)
    conversations = ConversationRepository(conversations_table)
    tickets = TicketService(TicketRepository(conversations_table), conversations, now, new_ulid)
    return Router(RoutingService(tickets), Logger())


def build_for_lambda(settings: Settings) -> Router:
    return build(settings, database=Database(aws.dynamodb()))
