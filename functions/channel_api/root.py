"""The function's composition root."""

import secrets

from aws_lambda_powertools import Logger

from channel_api.app import ChannelApi
from channel_api.caller import UseCases
from channel_api.settings import Settings
from helpdesk.accounts.changing import AccountChanging
from helpdesk.accounts.making import AccountMaking
from helpdesk.accounts.of_channel import ChannelAccounts
from helpdesk.accounts.repository import AccountRepository
from helpdesk.accounts.service import new_account_id
from helpdesk.audit.recording import AuditRecording
from helpdesk.audit.repository import AuditRepository
from helpdesk.channels.repository import ChannelRepository
from helpdesk.channels.service import Channels
from helpdesk.connecting.finishing import Finishing
from helpdesk.connecting.repository import FlowRepository
from helpdesk.connecting.revealing import Revealing
from helpdesk.contacts.repository import ContactRepository
from helpdesk.contacts.service import ContactService
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.delivery.deliveries import Deliveries
from helpdesk.delivery.log import DeliveryLog
from helpdesk.delivery.repository import DeliveryRepository, StatusReports
from helpdesk.files.repository import FileRepository, FileSettingsRepository
from helpdesk.files.service import Files, MessageFiles
from helpdesk.files.serving import Serving
from helpdesk.files.uploads import Uploads
from helpdesk.inboxes.repository import InboxRepository
from helpdesk.inboxes.service import Inboxes
from helpdesk.intake.acceptance import Acceptance
from helpdesk.intake.changes import PublishedChanges
from helpdesk.intake.customers import Customers
from helpdesk.intake.publishing import Publishing
from helpdesk.intake.reading import ChannelMessages
from helpdesk.people.repository import AgentRepository
from helpdesk.platform import aws
from helpdesk.platform.clock import Clock, utc_now
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.objects import Objects
from helpdesk.platform.queues import Queue, SqsQueue
from helpdesk.platform.secrets import KmsSecretBox, SecretBox
from helpdesk.tickets.repository import TicketRepository
from helpdesk.tickets.service import TicketOpening


def build(
    settings: Settings,
    *,
    database: Database,
    box: SecretBox,
    objects: Objects,
    outbound: Queue,
    now: Clock = utc_now,
) -> ChannelApi:
    conversations = ConversationRepository(database, settings.conversations_table)
    channels = ChannelRepository(database, settings.directory_table)
    inboxes = Inboxes(InboxRepository(database, settings.directory_table), now, new_account_id)
    audit = AuditRecording(AuditRepository(database, settings.directory_table), now, new_ulid)
    repository = AccountRepository(database, settings.directory_table)
    accounts = ChannelAccounts(repository, channels, inboxes, audit, now)
    finishing = Finishing(
        FlowRepository(database, settings.directory_table),
        AccountMaking(repository, channels, audit, now),
        AccountChanging(repository, audit),
        now,
    )
    contacts = ContactService(ContactRepository(database, settings.contacts_table))
    acceptance = Acceptance(
        conversations,
        contacts,
        TicketOpening(TicketRepository(database, settings.conversations_table)),
        now,
    )
    agents = AgentRepository(database, settings.directory_table)
    stored = FileRepository(database, settings.files_table)
    file_settings = FileSettingsRepository(database, settings.directory_table)
    serving = Serving(stored, file_settings, objects, now, scanning=settings.malware_scan)
    uploads = Uploads(stored, objects, now, new_ulid, scanning=settings.malware_scan)
    files = Files(stored, uploads, serving)
    use_cases = UseCases(
        channels=Channels(channels, now, new_channel_id),
        accounts=accounts,
        publishing=Publishing(
            accounts, conversations, agents, Customers(accounts, contacts), acceptance, files, new_ulid
        ),
        messages=ChannelMessages(accounts, conversations),
        changes=PublishedChanges(acceptance, new_ulid),
        reports=StatusReports(DeliveryRepository(database, settings.conversations_table), now),
        deliveries=Deliveries(DeliveryLog(database, settings.conversations_table), outbound),
        files=files,
        uploads=uploads,
        message_files=MessageFiles(stored, serving),
        finishing=finishing,
        revealing=Revealing(box, now),
    )
    return ChannelApi(use_cases, Logger())


def build_for_lambda(settings: Settings) -> ChannelApi:
    return build(
        settings,
        database=Database(aws.dynamodb()),
        box=KmsSecretBox(lambda: aws.client("kms"), settings.secrets_key_id),
        objects=Objects(lambda: aws.client("s3"), settings.files_bucket),
        outbound=SqsQueue(lambda: aws.client("sqs"), settings.outbound_queue_url),
    )


def new_channel_id() -> str:
    """A positive 32-bit number without meaning: the contract has it as one in its paths."""
    return str(1 + secrets.randbelow(2**31 - 1))
