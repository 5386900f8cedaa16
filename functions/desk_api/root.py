"""The function's composition root."""

from aws_lambda_powertools import Logger

from desk_api.app import DeskApi
from desk_api.desk import Desk
from desk_api.settings import Settings
from helpdesk.agents.repository import AgentRepository
from helpdesk.agents.service import AgentService
from helpdesk.channels.repository import AccountRepository
from helpdesk.channels.service import AccountService
from helpdesk.contacts.repository import ContactRepository
from helpdesk.contacts.service import ContactService
from helpdesk.conversations.replies import Replies
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.conversations.timeline import Timeline
from helpdesk.files.repository import FileRepository, FileSettingsRepository
from helpdesk.files.service import FileRules, Files, MessageFiles
from helpdesk.files.serving import Serving
from helpdesk.files.uploads import Uploads
from helpdesk.platform import aws
from helpdesk.platform.clock import Clock, utc_now
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.objects import Objects
from helpdesk.registry.repository import ChannelRepository
from helpdesk.registry.service import OutgoingRule
from helpdesk.tickets.listing import TicketListing
from helpdesk.tickets.repository import TicketRepository
from helpdesk.tickets.service import TicketService


def build(settings: Settings, *, database: Database, objects: Objects, now: Clock = utc_now) -> DeskApi:
    conversations = ConversationRepository(database, settings.conversations_table)
    tickets = TicketRepository(database, settings.conversations_table)
    channels = ChannelRepository(database, settings.directory_table)
    accounts = AccountService(AccountRepository(database, settings.directory_table))
    stored = FileRepository(database, settings.files_table)
    file_settings = FileSettingsRepository(database, settings.directory_table)
    serving = Serving(stored, file_settings, objects, now, scanning=settings.malware_scan)
    uploads = Uploads(stored, objects, now, new_ulid, scanning=settings.malware_scan)
    desk = Desk(
        tickets=TicketService(tickets, conversations, now, new_ulid),
        listing=TicketListing(tickets, accounts.all),
        timeline=Timeline(conversations, MessageFiles(stored, serving)),
        replies=Replies(conversations, accounts, OutgoingRule(channels), now, new_ulid),
        contacts=ContactService(ContactRepository(database, settings.contacts_table)),
        agents=AgentService(AgentRepository(database, settings.directory_table)),
        accounts=accounts,
        allow_loopback=settings.allow_loopback,
        files=Files(stored, uploads, serving),
        uploads=uploads,
        serving=serving,
        file_rules=FileRules(file_settings),
    )
    return DeskApi(desk, Logger())


def build_for_lambda(settings: Settings) -> DeskApi:
    objects = Objects(lambda: aws.client("s3"), settings.files_bucket)
    return build(settings, database=Database(aws.dynamodb()), objects=objects)
