"""The function's composition root."""

from aws_lambda_powertools import Logger

from fanout.account_acts import AccountActs
from fanout.app import Fanout
from fanout.settings import Settings
from fanout.thread_events import ThreadEvents
from helpdesk.accounts.repository import AccountRepository
from helpdesk.channels.repository import ChannelRepository
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.platform import aws
from helpdesk.platform.clock import Clock, utc_now
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.queues import Queue, SqsQueue
from helpdesk.tickets.moving import TicketMoving
from helpdesk.tickets.repository import TicketRepository
from helpdesk.tickets.service import TicketService


def build(
    settings: Settings, *, database: Database, routing: Queue, outbound: Queue, files: Queue, now: Clock = utc_now
) -> Fanout:
    conversations = ConversationRepository(database, settings.conversations_table)
    repository = TicketRepository(database, settings.conversations_table)
    tickets = TicketService(repository, conversations, now, new_ulid)
    accounts = AccountRepository(database, settings.directory_table)
    acts = AccountActs(accounts, TicketMoving(repository, tickets), outbound)
    threads = ThreadEvents(accounts, ChannelRepository(database, settings.directory_table))
    return Fanout(tickets, acts, threads, routing, outbound, files, Logger())


def build_for_lambda(settings: Settings) -> Fanout:
    sqs = aws.client("sqs")
    return build(
        settings,
        database=Database(aws.dynamodb()),
        routing=SqsQueue(lambda: sqs, settings.routing_queue_url),
        outbound=SqsQueue(lambda: sqs, settings.outbound_queue_url),
        files=SqsQueue(lambda: sqs, settings.files_queue_url),
    )
