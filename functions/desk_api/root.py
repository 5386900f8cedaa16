"""The function's composition root."""

from desk_api.app import DeskApi
from desk_api.connecting import build_connecting
from desk_api.desk import Desk
from desk_api.pages import PublishedPages
from desk_api.settings import Settings
from helpdesk.accounts.changing import AccountChanger
from helpdesk.accounts.listing import AccountList
from helpdesk.accounts.managing import AccountManagement
from helpdesk.accounts.outgoing import OutgoingRule
from helpdesk.accounts.repository import AccountRepository
from helpdesk.accounts.rotation import SecretRotator
from helpdesk.accounts.routing_check import RoutingCheck
from helpdesk.accounts.secrets import Sealer
from helpdesk.accounts.service import AccountService
from helpdesk.audit.recording import AuditRecorder
from helpdesk.audit.repository import AuditRepository
from helpdesk.audit.service import AuditTrail
from helpdesk.channels.repository import ChannelRepository
from helpdesk.connecting.service import Connector
from helpdesk.contacts.repository import ContactRepository
from helpdesk.contacts.service import ContactService
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.conversations.timeline import Timeline
from helpdesk.conversations.unhandled import UnhandledRepository, UnhandledUpdates
from helpdesk.files.service import FileUseCases
from helpdesk.inboxes.repository import InboxRepository
from helpdesk.inboxes.service import Inboxes
from helpdesk.people.repository import AgentRepository
from helpdesk.people.seats import Seats
from helpdesk.people.service import AgentService
from helpdesk.platform import aws
from helpdesk.platform.clock import Clock, utc_now
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.desk_key import DeskKey
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.ids import new_number, new_ulid
from helpdesk.platform.log import new_logger
from helpdesk.platform.objects import Objects
from helpdesk.platform.outbound_address import ports_of
from helpdesk.platform.outbound_http import GuardedPoster, HttpPoster
from helpdesk.platform.secrets import KmsSecretBox, SecretBox
from helpdesk.replies.changes import Changes
from helpdesk.replies.composer import Composer
from helpdesk.replies.outgoing import ContentRules
from helpdesk.replies.parties import Parties
from helpdesk.replies.replies import Replies
from helpdesk.replies.starting import ConversationStarter
from helpdesk.replies.switching import ChannelSwitcher
from helpdesk.tickets.assigning import TicketAssigner
from helpdesk.tickets.listing import TicketList, TicketReader
from helpdesk.tickets.repository import TicketRepository
from helpdesk.tickets.service import TicketOpener, TicketService


def build(
    settings: Settings,
    *,
    database: Database,
    box: SecretBox,
    http: HttpPoster,
    objects: Objects,
    now: Clock = utc_now,
) -> DeskApi:
    conversations_table = database.table(settings.conversations_table)
    contacts_table = database.table(settings.contacts_table)
    directory_table = database.table(settings.directory_table)
    files_table = database.table(settings.files_table)
    cursors = Cursors(DeskKey(settings.desk_key))
    conversations = ConversationRepository(conversations_table)
    tickets = TicketRepository(conversations_table)
    channels = ChannelRepository(directory_table)
    account_repository = AccountRepository(directory_table)
    accounts = AccountService(account_repository)
    changing = AccountChanger(account_repository, AuditRecorder.on(directory_table, now))
    inboxes = Inboxes(InboxRepository(directory_table), now, new_number, cursors)
    contacts = ContactService(ContactRepository(contacts_table))
    outgoing = OutgoingRule(channels)
    files = FileUseCases.on(files_table, directory_table, objects, now, scanning=settings.malware_scan)
    content_rules = ContentRules(accounts, outgoing, files.files)
    agents = AgentService(AgentRepository(directory_table))
    routing = RoutingCheck(agents, Seats(agents))
    deciding = TicketService.on(conversations_table, now)
    connecting = build_connecting(
        settings,
        directory_table=directory_table,
        accounts=accounts,
        channels=channels,
        changing=changing,
        box=box,
        http=http,
        now=now,
        cursors=cursors,
    )
    desk = Desk(
        tickets=deciding,
        assigner=TicketAssigner(deciding, agents),
        listing=TicketList(TicketReader(tickets, account_repository, now), cursors),
        timeline=Timeline(conversations, files.of_messages, cursors),
        unhandled=UnhandledUpdates(UnhandledRepository(conversations_table, now), cursors),
        replies=Replies(conversations, content_rules, now, new_ulid),
        changes=Changes(conversations, content_rules, now, new_ulid),
        starting=ConversationStarter(
            conversations, TicketOpener(tickets), deciding, Parties(accounts, contacts), content_rules, now, new_ulid
        ),
        composer=Composer(conversations, accounts, outgoing, ChannelSwitcher(outgoing, contacts)),
        contacts=contacts,
        agents=agents,
        accounts=accounts,
        account_list=AccountList(account_repository, cursors),
        inboxes=inboxes,
        connecting=Connector(*connecting, inboxes, routing),
        management=AccountManagement(
            accounts, changing, account_repository, inboxes.check, routing.check, settings.addresses, now
        ),
        rotation=SecretRotator(changing, Sealer(box, now, new_ulid), now),
        audit=AuditTrail(AuditRepository(directory_table), cursors),
        webhook_url=settings.webhook_url,
        files=files,
    )
    return DeskApi(desk, PublishedPages(settings.api_url), new_logger())


def build_for_lambda(settings: Settings) -> DeskApi:
    return build(
        settings,
        database=Database(aws.dynamodb()),
        box=KmsSecretBox(lambda: aws.client("kms"), settings.secrets_key_id),
        http=GuardedPoster(allow_loopback=settings.allow_loopback, ports=ports_of(settings.delivery_ports)),
        objects=Objects(lambda: aws.client("s3"), settings.files_bucket),
    )
