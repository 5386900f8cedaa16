"""The function's composition root."""

import random

from aws_lambda_powertools import Logger

from helpdesk.accounts.outgoing import OutgoingRule
from helpdesk.accounts.repository import AccountRepository
from helpdesk.accounts.service import AccountSecrets, AccountService
from helpdesk.audit.repository import AuditRepository
from helpdesk.channels.apps import AppRepository, AppSecrets
from helpdesk.channels.repository import ChannelRepository
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.delivery.channel import Preparation
from helpdesk.delivery.log import DeliveryLog
from helpdesk.delivery.notices import Notices
from helpdesk.delivery.repository import DeliveryRepository
from helpdesk.delivery.service import DeliveryService
from helpdesk.delivery.telling import NoticeDelivery
from helpdesk.delivery.tries import Tries
from helpdesk.files.repository import FileRepository, FileSettingsRepository
from helpdesk.files.service import MessageFiles
from helpdesk.files.serving import Serving
from helpdesk.messaging.kinds import ChannelKind
from helpdesk.platform import aws
from helpdesk.platform.clock import Clock, utc_now
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.objects import Objects
from helpdesk.platform.outbound_http import GuardedPoster, HttpPoster
from helpdesk.platform.queues import Queue, SqsQueue
from helpdesk.platform.retrying import Retrying
from helpdesk.platform.secrets import KmsSecretBox, SecretBox
from helpdesk.providers.signed_post import SignedPost
from helpdesk.providers.telegram.outbound import TelegramChannel
from helpdesk.providers.webhook.outbound import CustomChannel
from sender.app import Sender, Visibility
from sender.settings import Settings


def build(
    settings: Settings,
    *,
    database: Database,
    box: SecretBox,
    http: HttpPoster,
    objects: Objects,
    queue: Visibility,
    dead_letters: Queue,
    now: Clock = utc_now,
) -> Sender:
    secrets = AccountSecrets(box, AppSecrets(AppRepository(database, settings.directory_table), box))
    channels = ChannelRepository(database, settings.directory_table)
    accounts = AccountRepository(database, settings.directory_table)
    files = FileRepository(database, settings.files_table)
    file_settings = FileSettingsRepository(database, settings.directory_table)
    serving = Serving(files, file_settings, objects, now, scanning=settings.malware_scan)
    conversations = ConversationRepository(database, settings.conversations_table)
    log = DeliveryLog(database, settings.conversations_table)
    tries = Tries(Retrying(settings.retry_base_seconds, random.random), log, now, new_ulid)
    delivery = DeliveryService(
        conversations,
        DeliveryRepository(database, settings.conversations_table),
        AccountService(accounts),
        {
            ChannelKind.CUSTOM: CustomChannel(http, settings.portal_id, now),
            ChannelKind.TELEGRAM: TelegramChannel(http),
        },
        Preparation(secrets, OutgoingRule(channels), MessageFiles(files, serving), now),
        tries,
        now=now,
        new_id=new_ulid,
    )
    audit = AuditRepository(database, settings.directory_table)
    notices = Notices(audit, conversations, accounts, channels, settings.portal_id)
    telling = NoticeDelivery(secrets, SignedPost(http, now), tries, now)
    return Sender(delivery, notices, telling, queue, dead_letters, Logger())


def build_for_lambda(settings: Settings) -> Sender:
    sqs = aws.client("sqs")
    return build(
        settings,
        database=Database(aws.dynamodb()),
        box=KmsSecretBox(lambda: aws.client("kms"), settings.secrets_key_id),
        http=GuardedPoster(allow_loopback=settings.allow_loopback),
        objects=Objects(lambda: aws.client("s3"), settings.files_bucket),
        queue=SqsQueue(lambda: sqs, settings.outbound_queue_url),
        dead_letters=SqsQueue(lambda: sqs, settings.outbound_dead_letter_queue_url),
    )
