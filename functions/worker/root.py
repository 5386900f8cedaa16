"""The function's composition root: how the jobs of each kind are done."""

from helpdesk.accounts.changing import AccountChanger
from helpdesk.accounts.repository import AccountRepository
from helpdesk.audit.recording import AuditRecorder
from helpdesk.contacts.repository import ContactRepository
from helpdesk.contacts.service import ContactService
from helpdesk.files.repository import FileRepository
from helpdesk.inserts.repository import InsertRepository
from helpdesk.jobs.models import JobKind
from helpdesk.jobs.repository import JobRepository
from helpdesk.jobs.runner import JobRunner, JobWork
from helpdesk.pipelines.repository import PipelineRepository
from helpdesk.platform import aws
from helpdesk.platform.clock import Clock, utc_now
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.log import new_logger
from helpdesk.platform.objects import Objects
from helpdesk.platform.queues import Queue, SqsQueue, WorkQueue
from helpdesk.privacy.erasing import Erasure
from helpdesk.privacy.exporting import Export
from helpdesk.privacy.files import PersonalFiles
from helpdesk.privacy.footprint import Footprint
from helpdesk.tickets.account_places import AccountPlaces
from helpdesk.tickets.bulk import BulkChange
from helpdesk.tickets.leaving import Leaving
from helpdesk.tickets.receivers import Receivers
from helpdesk.tickets.repository import TicketRepository
from helpdesk.tickets.rules import Rules
from helpdesk.tickets.service import TicketService
from helpdesk.tickets.walk import TicketWalk
from helpdesk.tickets.work import TicketWork
from worker.app import Worker
from worker.settings import Settings


def build(
    settings: Settings,
    *,
    database: Database,
    objects: Objects,
    queue: WorkQueue,
    dead_letters: Queue,
    now: Clock = utc_now,
) -> Worker:
    conversations = database.table(settings.conversations_table)
    directory = database.table(settings.directory_table)
    jobs, log = JobRepository(directory), new_logger()
    tickets = TicketService.with_rules(conversations, directory, now)
    accounts = AccountRepository(directory)
    walk = TicketWalk(TicketRepository(conversations), accounts)
    places = AccountPlaces(AccountChanger(accounts, AuditRecorder.on(directory, now), now))
    work = TicketWork(tickets, Receivers.on(directory, conversations))
    works: dict[JobKind, JobWork] = {
        JobKind.TICKET_CHANGES: BulkChange(work, jobs, now, log),
        JobKind.TICKET_MOVES: Leaving(
            tickets, walk, places, PipelineRepository(directory), Rules.on(directory), jobs, now
        ),
    }
    works |= _of_one_person(settings, database, objects, accounts, jobs, now)
    return Worker(JobRunner(jobs, works, queue, now), queue, dead_letters, log)


def _of_one_person(
    settings: Settings,
    database: Database,
    objects: Objects,
    accounts: AccountRepository,
    jobs: JobRepository,
    now: Clock,
) -> dict[JobKind, JobWork]:
    conversations, contacts = database.table(settings.conversations_table), database.table(settings.contacts_table)
    repository = ContactRepository(contacts)
    service, footprint = ContactService(repository), Footprint(conversations, repository)
    library = InsertRepository.of_library(database.table(settings.directory_table))
    files = PersonalFiles(FileRepository(database.table(settings.files_table)), objects, library)
    return {
        JobKind.CONTACT_EXPORT: Export(footprint, service, files, jobs, now),
        JobKind.CONTACT_ERASURE: Erasure(
            footprint, service, accounts, files, TicketRepository(conversations), (conversations, contacts), jobs, now
        ),
    }


def build_for_lambda(settings: Settings, now: Clock = utc_now) -> Worker:
    sqs = aws.client("sqs")
    return build(
        settings,
        database=Database(aws.dynamodb()),
        objects=Objects(lambda: aws.client("s3"), settings.files_bucket),
        queue=SqsQueue(lambda: sqs, settings.jobs_queue_url),
        dead_letters=SqsQueue(lambda: sqs, settings.jobs_dead_letter_queue_url),
        now=now,
    )
