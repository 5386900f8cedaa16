"""The function's composition root."""

import secrets

from channel_api.app import ChannelApi
from channel_api.caller import UseCases
from channel_api.settings import Settings
from helpdesk.accounts.changing import AccountChanger
from helpdesk.accounts.channel_accounts import ChannelAccounts
from helpdesk.accounts.ids import AccountIds
from helpdesk.accounts.making import AccountMaker
from helpdesk.accounts.repository import AccountRepository
from helpdesk.audit.recording import AuditRecorder
from helpdesk.channels.repository import ChannelRepository
from helpdesk.channels.service import Channels
from helpdesk.connecting.credentials import CredentialReader
from helpdesk.connecting.finishing import FlowFinisher
from helpdesk.connecting.repository import FlowRepository
from helpdesk.contacts.repository import ContactRepository
from helpdesk.contacts.service import ContactService
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.delivery.deliveries import Deliveries
from helpdesk.delivery.log import DeliveryLog
from helpdesk.delivery.reports import StatusReports
from helpdesk.files.service import FileUseCases
from helpdesk.inboxes.repository import InboxRepository
from helpdesk.inboxes.service import Inboxes
from helpdesk.intake.acceptance import Acceptance
from helpdesk.intake.changes import PublishedChanges
from helpdesk.intake.customers import Customers
from helpdesk.intake.publishing import Publisher
from helpdesk.intake.reading import ChannelMessages
from helpdesk.people.repository import UserRepository
from helpdesk.platform import aws
from helpdesk.platform.clock import Clock, utc_now
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.desk_key import DeskKey
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.ids import new_number, new_ulid
from helpdesk.platform.log import new_logger
from helpdesk.platform.objects import Objects
from helpdesk.platform.queues import Queue, SqsQueue
from helpdesk.platform.secrets import KmsSecretBox, SecretBox


def build(
    settings: Settings,
    *,
    database: Database,
    box: SecretBox,
    objects: Objects,
    outbound: Queue,
    now: Clock = utc_now,
) -> ChannelApi:
    conversations_table = database.table(settings.conversations_table)
    contacts_table = database.table(settings.contacts_table)
    directory_table = database.table(settings.directory_table)
    files_table = database.table(settings.files_table)
    key = DeskKey(settings.desk_key)
    cursors = Cursors(key)
    conversations = ConversationRepository(conversations_table)
    channels = ChannelRepository(directory_table)
    inboxes = Inboxes(InboxRepository(directory_table), now, new_number, cursors)
    repository = AccountRepository(directory_table)
    maker = AccountMaker.on(directory_table, box, now, AccountIds(key))
    changing = AccountChanger(repository, AuditRecorder.on(directory_table, now), now)
    accounts = ChannelAccounts(repository, inboxes, maker, changing)
    finishing = FlowFinisher(FlowRepository(directory_table), maker, changing, now)
    contacts = ContactService(ContactRepository(contacts_table))
    acceptance = Acceptance.on(conversations_table, contacts_table, directory_table, now)
    agents = UserRepository(directory_table)
    files = FileUseCases.on(files_table, directory_table, objects, now, scanning=settings.malware_scan)
    use_cases = UseCases(
        channels=Channels(channels, settings.addresses, now, new_channel_id),
        accounts=accounts,
        publishing=Publisher(
            accounts, conversations, agents, Customers(accounts, contacts), acceptance, files.files, new_ulid
        ),
        messages=ChannelMessages(accounts, conversations),
        changes=PublishedChanges(acceptance, new_ulid),
        reports=StatusReports(conversations_table, now),
        deliveries=Deliveries(DeliveryLog(conversations_table), outbound, cursors),
        files=files,
        finishing=finishing,
        credentials=CredentialReader(box, now),
        cursors=cursors,
    )
    return ChannelApi(use_cases, settings.api_url, new_logger())


def build_for_lambda(settings: Settings) -> ChannelApi:
    return build(
        settings,
        database=Database(aws.dynamodb()),
        box=KmsSecretBox(lambda: aws.client("kms"), settings.secrets_key_id),
        objects=Objects(lambda: aws.client("s3"), settings.files_bucket),
        outbound=SqsQueue(lambda: aws.client("sqs"), settings.outbound_queue_url),
    )


def new_channel_id() -> str:
    """A random positive 32-bit number: the contract has such numbers in its paths."""
    return str(1 + secrets.randbelow(2**31 - 1))
