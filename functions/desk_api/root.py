"""The function's composition root."""

import time
from collections.abc import Callable

from desk_api.app import DeskApi
from desk_api.connecting import build_connecting, build_subscriptions
from desk_api.contacts import build_contacts, build_privacy
from desk_api.desk import Desk
from desk_api.feed import build_feed
from desk_api.gate import Gate
from desk_api.inserts import build_inserts
from desk_api.logos import PublishedLogos
from desk_api.pages import PublishedPages
from desk_api.replying import build_drafts, build_replying
from desk_api.routing import build_routing
from desk_api.settings import Settings
from desk_api.shared import Shared
from desk_api.staff import build_staff
from desk_api.waiting import build_waiting
from desk_api.webhooks import build_webhooks
from desk_api.work import build_notes, build_plans, build_work
from helpdesk.accounts.changing import AccountChanger
from helpdesk.accounts.listing import AccountList
from helpdesk.accounts.managing import AccountManagement
from helpdesk.accounts.rotation import SecretRotator
from helpdesk.accounts.routing_check import RoutingCheck
from helpdesk.accounts.secrets import Sealer
from helpdesk.audit.recording import AuditRecorder
from helpdesk.audit.repository import AuditRepository
from helpdesk.audit.service import AuditTrail
from helpdesk.channels.logos import Logos
from helpdesk.connecting.service import Connector
from helpdesk.conversations.timeline import Timeline
from helpdesk.conversations.unhandled import UnhandledRepository, UnhandledUpdates
from helpdesk.delivery.deliveries import Deliveries
from helpdesk.delivery.log import DeliveryLog
from helpdesk.delivery.redrives import Redrives
from helpdesk.files.repository import FileRepository
from helpdesk.inboxes.repository import InboxRepository
from helpdesk.inboxes.service import Inboxes
from helpdesk.jobs.repository import JobRepository
from helpdesk.jobs.service import Jobs
from helpdesk.live.live_tickets import LiveTickets
from helpdesk.people.repository import UserRepository
from helpdesk.people.seats import Seats
from helpdesk.people.service import UserService
from helpdesk.people.tokens import TokenHash
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
from helpdesk.platform.queues import OpenQueue, Queue, SqsQueue
from helpdesk.platform.schedules import Schedules
from helpdesk.platform.secrets import KmsSecretBox, SecretBox
from helpdesk.profiles.ticket_page import TicketPages
from helpdesk.staff.user_pool import UserPool
from helpdesk.tickets.bulk import BulkChanges
from helpdesk.tickets.channels import TicketChannels
from helpdesk.tickets.history import TicketHistory
from helpdesk.tickets.receivers import Receivers
from helpdesk.tickets.work import TicketWork
from helpdesk.views.service import Views

CALL_SECONDS = 7.0
"""To connect an account takes up to three calls of its service; all of them must fit into the function's time."""


def build(  # noqa: PLR0913 - what is outside of the process
    settings: Settings,
    *,
    database: Database,
    box: SecretBox,
    http: HttpPoster,
    objects: Objects,
    outbound: OpenQueue,
    webhooks: Queue,
    schedules: Schedules,
    user_pool: UserPool,
    hashing: TokenHash,
    now: Clock = utc_now,
    sleep: Callable[[float], None] = time.sleep,
) -> DeskApi:
    key = DeskKey(settings.desk_key)
    cursors = Cursors(key)
    shared = Shared.on(database, settings, objects, now)
    directory, accounts = shared.directory, shared.account_repository
    changing = AccountChanger(accounts, AuditRecorder.on(directory, now), now)
    inboxes = Inboxes(InboxRepository(directory), now, new_number, cursors)
    agents = UserService(UserRepository(directory))
    subscriptions, health = build_subscriptions(settings, shared, changing, box=box, http=http)
    logos = Logos(shared.channels, shared.files.logos, key)
    routing = RoutingCheck.on(directory, Seats(agents))
    snippets, library, inserter = build_inserts(shared)
    work = TicketWork(shared.deciding, Receivers.on(directory, shared.conversations_table))
    jobs = JobRepository(directory)
    pipelines, properties, desk_settings = build_work(shared, jobs)
    privacy, export_links = build_privacy(shared, jobs, objects)
    profiles, contact_list, tickets_of_contacts, contact_properties, merges = build_contacts(shared, agents, cursors)
    replies, changes, starting, composer, typing = build_replying(shared, box=box, http=http)
    cancellations, retries, circuits = build_waiting(shared, schedules, http, outbound)
    notes, drafts = build_notes(shared, agents), build_drafts(shared, replies)
    connecting = Connector(
        *build_connecting(settings, shared, subscriptions, box=box, http=http, key=key, logos=logos),
        inboxes,
        routing,
        shared.rules.check_opening,
    )
    subscribed, webhook_deliveries = build_webhooks(settings, shared, database, cursors, box, webhooks)
    desk = Desk(
        tickets=shared.deciding,
        work=work,
        history=TicketHistory(shared.tickets, cursors, shared.contacts.group_of),
        timeline=Timeline(shared.conversations, shared.files.of_messages, cursors),
        unhandled=UnhandledUpdates(UnhandledRepository(database.table(settings.conversations_table), now), cursors),
        replies=replies,
        changes=changes,
        change_feed=build_feed(settings, shared, database, cursors, sleep),
        webhooks=subscribed,
        webhook_deliveries=webhook_deliveries,
        cancellations=cancellations,
        retries=retries,
        starting=starting,
        typing=typing,
        composer=composer,
        contacts=shared.contacts,
        agents=agents,
        plans=build_plans(shared, cursors),
        accounts=shared.accounts,
        account_list=AccountList(accounts, cursors),
        inboxes=inboxes,
        connecting=connecting,
        management=AccountManagement(
            shared.accounts,
            changing,
            accounts,
            subscriptions,
            inboxes.check,
            routing.check,
            shared.rules,
            settings.addresses,
            now,
        ),
        rotation=SecretRotator(Sealer(box, now, new_ulid), subscriptions, now),
        subscriptions=subscriptions,
        health=health,
        audit=AuditTrail(AuditRepository(directory), cursors),
        deliveries=Deliveries(DeliveryLog(database.table(settings.conversations_table)), outbound, cursors),
        redrives=Redrives(
            shared.accounts,
            accounts,
            shared.conversations,
            circuits,
            AuditRecorder.on(directory, now),
            retries,
        ),
        webhook_url=settings.webhook_url,
        sends_mail=settings.sends_mail,
        files=shared.files,
        logos=logos,
        now=now,
        pipelines=pipelines,
        properties=properties,
        contact_properties=contact_properties,
        profiles=profiles,
        contact_list=contact_list,
        merges=merges,
        privacy=privacy,
        export_links=export_links,
        ticket_pages=TicketPages(
            shared.tickets, shared.contacts, shared.files.of_messages, database.table(settings.files_table)
        ),
        tickets_of_contacts=tickets_of_contacts,
        snippets=snippets,
        library=library,
        inserter=inserter,
        notes=notes,
        drafts=drafts,
        settings=desk_settings,
        ticket_channels=TicketChannels(accounts, shared.channels, logos),
        bulk=BulkChanges(work, jobs, now, new_ulid),
        jobs=Jobs(jobs, cursors),
        routing=build_routing(shared, cursors, inboxes, connecting.catalogue),
        gate=Gate(
            shared.tickets,
            shared.conversations,
            FileRepository(database.table(settings.files_table)),
            notes.get,
            lambda file_id: any(each.file_id == file_id for each in library.all()),
            drafts.all,
        ),
        live_tickets=LiveTickets(database.table(settings.live_table), now),
        live_url=settings.live_url,
        views=Views.on(directory, now),
        staff=build_staff(shared, user_pool, hashing, inboxes, pipelines, connecting.catalogue),
    )
    return DeskApi(desk, PublishedPages(settings.api_url), PublishedLogos(logos), new_logger())


def build_for_lambda(settings: Settings) -> DeskApi:
    return build(
        settings,
        database=Database(aws.dynamodb()),
        box=KmsSecretBox(lambda: aws.client("kms"), settings.secrets_key_id),
        http=GuardedPoster(
            allow_loopback=settings.allow_loopback,
            ports=ports_of(settings.delivery_ports),
            total_seconds=CALL_SECONDS,
        ),
        objects=Objects(lambda: aws.client("s3"), settings.files_bucket),
        outbound=SqsQueue(lambda: aws.client("sqs"), settings.outbound_queue_url),
        webhooks=SqsQueue(lambda: aws.client("sqs"), settings.webhooks_queue_url),
        schedules=Schedules(lambda: aws.client("scheduler"), settings.schedule_group),
        user_pool=UserPool(lambda: aws.client("cognito-idp"), settings.user_pool_id),
        hashing=TokenHash(aws.Lazy(lambda: aws.client("kms")), settings.token_hash_key_id),
    )
