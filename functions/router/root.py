"""The function's composition root."""

from helpdesk.accounts.repository import AccountRepository
from helpdesk.contacts.repository import ContactRepository
from helpdesk.contacts.service import ContactService
from helpdesk.inboxes.limits import InboxLimitRepository
from helpdesk.live.absence import Absences
from helpdesk.live.attendance_repository import AttendanceRepository
from helpdesk.people.presence import Presence
from helpdesk.platform import aws
from helpdesk.platform.clock import Clock, utc_now
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.log import new_logger
from helpdesk.platform.queues import Queue, SqsQueue
from helpdesk.routing.decisions import RoutingDecisions
from helpdesk.routing.facts import Facts
from helpdesk.routing.service import RoutingService
from helpdesk.settings.repository import SettingsRepository
from helpdesk.tickets.decisions import TicketDecisions
from helpdesk.tickets.repository import TicketRepository
from router.app import Router
from router.settings import Settings


def build(settings: Settings, *, database: Database, queue: Queue, dead_letters: Queue, now: Clock = utc_now) -> Router:
    conversations, directory = database.table(settings.conversations_table), database.table(settings.directory_table)
    contacts = ContactService(ContactRepository(database.table(settings.contacts_table)))
    decisions = RoutingDecisions.on(
        TicketDecisions.on(conversations, now),
        conversations,
        directory,
        AccountRepository(directory),
        Facts(contacts, InboxLimitRepository(directory).teams_of),
    )
    presence = Presence.on(directory, conversations, now)
    routing = RoutingService(decisions, TicketRepository(conversations), SettingsRepository(directory), queue)
    absences = Absences(AttendanceRepository(database.table(settings.live_table)), presence, now)
    return Router(routing, presence, absences, dead_letters, new_logger())


def build_for_lambda(settings: Settings) -> Router:
    # Created on first use: hardly a ticket's routing needs them.
    queue = SqsQueue(lambda: aws.client("sqs"), settings.routing_queue_url)
    dead_letters = SqsQueue(lambda: aws.client("sqs"), settings.routing_dead_letter_queue_url)
    return build(settings, database=Database(aws.dynamodb()), queue=queue, dead_letters=dead_letters)
