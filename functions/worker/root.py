"""The function's composition root: how the jobs of each kind are done."""

from helpdesk.accounts.changing import AccountChanger
from helpdesk.accounts.repository import AccountRepository
from helpdesk.audit.recording import AuditRecorder
from helpdesk.jobs.models import JobKind
from helpdesk.jobs.repository import JobRepository
from helpdesk.jobs.runner import JobRunner, JobWork
from helpdesk.people.repository import UserRepository
from helpdesk.people.service import UserService
from helpdesk.pipelines.repository import PipelineRepository
from helpdesk.platform import aws
from helpdesk.platform.clock import Clock, utc_now
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.log import new_logger
from helpdesk.platform.queues import Queue, SqsQueue, WorkQueue
from helpdesk.tickets.account_places import AccountPlaces
from helpdesk.tickets.bulk import BulkChange
from helpdesk.tickets.leaving import Leaving
from helpdesk.tickets.listing import TicketReader
from helpdesk.tickets.repository import TicketRepository
from helpdesk.tickets.rules import Rules
from helpdesk.tickets.service import TicketService
from helpdesk.tickets.walk import TicketWalk
from helpdesk.tickets.work import TicketWork
from worker.app import Worker
from worker.settings import Settings


def build(
    settings: Settings, *, database: Database, queue: WorkQueue, dead_letters: Queue, now: Clock = utc_now
) -> Worker:
    conversations = database.table(settings.conversations_table)
    directory = database.table(settings.directory_table)
    jobs, log = JobRepository(directory), new_logger()
    tickets = TicketService.with_rules(conversations, directory, now)
    accounts = AccountRepository(directory)
    walk = TicketWalk(TicketReader(TicketRepository(conversations), accounts, now), accounts)
    places = AccountPlaces(AccountChanger(accounts, AuditRecorder.on(directory, now), now))
    works: dict[JobKind, JobWork] = {
        JobKind.TICKET_CHANGES: BulkChange(TicketWork(tickets, UserService(UserRepository(directory))), jobs, now, log),
        JobKind.TICKET_MOVES: Leaving(
            tickets, walk, places, PipelineRepository(directory), Rules.on(directory), jobs, now
        ),
    }
    return Worker(JobRunner(jobs, works, queue, now), queue, dead_letters, log)


def build_for_lambda(settings: Settings) -> Worker:
    sqs = aws.client("sqs")
    return build(
        settings,
        database=Database(aws.dynamodb()),
        queue=SqsQueue(lambda: sqs, settings.jobs_queue_url),
        dead_letters=SqsQueue(lambda: sqs, settings.jobs_dead_letter_queue_url),
    )
