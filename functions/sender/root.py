"""The function's composition root."""

import random

from helpdesk.accounts.outgoing import OutgoingRule
from helpdesk.accounts.repository import AccountRepository
from helpdesk.accounts.secrets import AccountSecrets
from helpdesk.accounts.service import AccountService
from helpdesk.audit.repository import AuditRepository
from helpdesk.channels.repository import ChannelRepository
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.delivery.acknowledging import Acknowledgements
from helpdesk.delivery.admission import Admission
from helpdesk.delivery.attempts import Attempts
from helpdesk.delivery.circuits import Circuits
from helpdesk.delivery.event_delivery import EventDelivery
from helpdesk.delivery.log import DeliveryLog
from helpdesk.delivery.outages import Outages
from helpdesk.delivery.pacing import Turns
from helpdesk.delivery.parked import ParkedRepository
from helpdesk.delivery.preparation import Preparation
from helpdesk.delivery.probes import Probes, Try
from helpdesk.delivery.repository import DeliveryRepository
from helpdesk.delivery.service import MessageDelivery
from helpdesk.delivery.webhook_events import WebhookEvents
from helpdesk.files.repository import FileRepository, FileSettingsRepository
from helpdesk.files.service import MessageFiles
from helpdesk.files.serving import FileServer
from helpdesk.platform import aws
from helpdesk.platform.clock import Clock, utc_now
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.log import new_logger
from helpdesk.platform.objects import Objects
from helpdesk.platform.outbound_address import ports_of
from helpdesk.platform.outbound_http import GuardedPoster, HttpPoster
from helpdesk.platform.queues import Queue, SqsQueue, WorkQueue
from helpdesk.platform.retrying import RetryPolicy
from helpdesk.platform.secrets import KmsSecretBox, SecretBox
from helpdesk.providers.outbound import outbound
from helpdesk.providers.signed_post import SignedPost
from sender.app import Sender
from sender.settings import Settings


def build(
    settings: Settings,
    *,
    database: Database,
    box: SecretBox,
    http: HttpPoster,
    objects: Objects,
    queue: WorkQueue,
    dead_letters: Queue,
    now: Clock = utc_now,
) -> Sender:
    conversations_table = database.table(settings.conversations_table)
    directory_table = database.table(settings.directory_table)
    files_table = database.table(settings.files_table)
    secrets = AccountSecrets.on(directory_table, box)
    channels = ChannelRepository(directory_table)
    accounts = AccountRepository(directory_table)
    files = FileRepository(files_table)
    file_settings = FileSettingsRepository(directory_table)
    serving = FileServer(files, file_settings, objects, now, scanning=settings.malware_scan)
    conversations = ConversationRepository(conversations_table)
    log = DeliveryLog(conversations_table)
    retrying = RetryPolicy(settings.retry_base_seconds, random.random)
    parked = ParkedRepository(conversations_table)
    circuits = Circuits(accounts, parked, now, new_ulid)
    attempts = Attempts(retrying, log, circuits, now, new_ulid)
    deliveries = DeliveryRepository(conversations_table)
    outages = Outages(accounts, parked, circuits, queue, now, new_ulid)
    turns = Turns(conversations_table, accounts, now)
    gateways = outbound(http, now)
    acknowledgements = Acknowledgements(conversations, AccountService(accounts), gateways, secrets)
    delivery = MessageDelivery(
        conversations,
        deliveries,
        gateways,
        Preparation(
            secrets, OutgoingRule(channels), conversations, MessageFiles(files, serving), settings.portal_id, now
        ),
        turns,
        attempts,
        Admission(AccountService(accounts), conversations, deliveries, outages, gateways),
        now=now,
        new_id=new_ulid,
    )
    audit = AuditRepository(directory_table)
    events = WebhookEvents(audit, conversations, accounts, channels, settings.portal_id)
    event_delivery = EventDelivery(secrets, SignedPost(http, now), attempts, outages, turns, now)

    def probes(attempt: Try) -> Probes:
        return Probes(accounts, parked, circuits, retrying, queue, attempt, now)

    return Sender(delivery, acknowledgements, events, event_delivery, probes, queue, dead_letters, new_logger())


def build_for_lambda(settings: Settings, now: Clock = utc_now) -> Sender:
    sqs = aws.client("sqs")
    return build(
        settings,
        database=Database(aws.dynamodb()),
        box=KmsSecretBox(lambda: aws.client("kms"), settings.secrets_key_id),
        http=GuardedPoster(allow_loopback=settings.allow_loopback, ports=ports_of(settings.delivery_ports)),
        objects=Objects(lambda: aws.client("s3"), settings.files_bucket),
        queue=SqsQueue(lambda: sqs, settings.outbound_queue_url),
        dead_letters=SqsQueue(lambda: sqs, settings.outbound_dead_letter_queue_url),
        now=now,
    )
