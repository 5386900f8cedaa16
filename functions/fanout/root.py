"""The function's composition root: the table of followers."""

from fanout.app import Fanout
from fanout.settings import Settings
from helpdesk.accounts.repository import AccountRepository
from helpdesk.audit import repository as audit
from helpdesk.channels import items as channels
from helpdesk.channels.following import LogoFollower
from helpdesk.channels.repository import ChannelRepository
from helpdesk.conversations import items as conversations
from helpdesk.conversations.items import JOINED, MESSAGE
from helpdesk.delivery import parked
from helpdesk.delivery.following import DeliveryFollower
from helpdesk.files.following import FileFollower
from helpdesk.jobs import repository as job_items
from helpdesk.jobs.following import JobFollower
from helpdesk.people import availability_repository as availability
from helpdesk.people.availability_following import AvailabilityFollower
from helpdesk.platform import aws
from helpdesk.platform.clock import Clock, utc_now
from helpdesk.platform.counting import counter
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.log import new_logger
from helpdesk.platform.queues import Queue, SqsQueue
from helpdesk.platform.schedules import Destination, Schedules
from helpdesk.routing.following import AnswerFollower, MailFollower, RoutingFollower
from helpdesk.tickets import repository as tickets
from helpdesk.tickets.cancelled import CancelledReplies
from helpdesk.tickets.following import CancellationFollower, InboxFollower, SummaryFollower
from helpdesk.tickets.moving import TicketMover
from helpdesk.tickets.repository import TicketRepository
from helpdesk.tickets.service import TicketService
from helpdesk.tickets.waiting import WaitingRepository

READERS = {
    **conversations.READERS,
    **tickets.READERS,
    **audit.READERS,
    **channels.READERS,
    **job_items.READERS,
    **parked.READERS,
    **availability.READERS,
}


def build(
    settings: Settings,
    *,
    database: Database,
    routing: Queue,
    outbound: Queue,
    files: Queue,
    schedules: Schedules,
    jobs: Queue,
    mails: Queue,
    now: Clock = utc_now,
) -> Fanout:
    conversations_table = database.table(settings.conversations_table)
    directory_table = database.table(settings.directory_table)
    service = TicketService.with_rules(conversations_table, directory_table, now)
    accounts = AccountRepository(directory_table)
    to_router = schedules.towards(settings.routing_queue_arn)
    followers = (
        RoutingFollower(routing, WaitingRepository(conversations_table)),
        DeliveryFollower(outbound, schedules, accounts, ChannelRepository(directory_table), now),
        FileFollower(files, messages=MESSAGE, joined=JOINED),
        LogoFollower(files),
        JobFollower(jobs),
        AvailabilityFollower(to_router, now),
        AnswerFollower(to_router),
        MailFollower(mails),
        SummaryFollower(service, accounts),
        CancellationFollower(CancelledReplies(conversations_table, service, now)),
        InboxFollower(accounts, TicketMover(TicketRepository(conversations_table), service)),
    )
    return Fanout(READERS, followers, new_logger(), counter("UnknownItems"))


def build_for_lambda(settings: Settings) -> Fanout:
    sqs = aws.client("sqs")
    return build(
        settings,
        database=Database(aws.dynamodb()),
        routing=SqsQueue(lambda: sqs, settings.routing_queue_url),
        outbound=SqsQueue(lambda: sqs, settings.outbound_queue_url),
        files=SqsQueue(lambda: sqs, settings.files_queue_url),
        schedules=Schedules(
            lambda: aws.client("scheduler"),
            settings.schedule_group,
            Destination(
                settings.outbound_queue_arn, settings.scheduled_dead_letter_queue_arn, settings.schedule_role_arn
            ),
        ),
        jobs=SqsQueue(lambda: sqs, settings.jobs_queue_url),
        mails=SqsQueue(lambda: sqs, settings.mails_queue_url),
    )
