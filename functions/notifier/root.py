"""The function's composition root."""

import random
from functools import partial

from helpdesk.audit.recording import AuditRecorder
from helpdesk.delivery.log import DeliveryLog
from helpdesk.feed.repository import FeedRepository
from helpdesk.feed.service import FeedCursors
from helpdesk.feed.visibility import Visibility
from helpdesk.inboxes.limits import InboxLimitRepository
from helpdesk.people.callers import Callers
from helpdesk.people.repository import UserRepository
from helpdesk.people.role_repository import RoleRepository
from helpdesk.platform import aws
from helpdesk.platform.clock import Clock, utc_now
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.desk_key import DeskKey
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.log import new_logger
from helpdesk.platform.outbound_address import ports_of
from helpdesk.platform.outbound_http import GuardedPoster, HttpPoster
from helpdesk.platform.queues import Queue, SqsQueue, WorkQueue
from helpdesk.platform.retrying import RetryPolicy
from helpdesk.platform.secrets import KmsSecretBox, SecretBox
from helpdesk.providers.signed_post import SignedPost
from helpdesk.subscriptions.attempts import WebhookAttempts
from helpdesk.subscriptions.once import Once
from helpdesk.subscriptions.owners import Owners
from helpdesk.subscriptions.repository import SubscriptionRepository
from helpdesk.subscriptions.telling import Telling
from helpdesk.subscriptions.waking import Waker
from helpdesk.tickets.repository import TicketRepository
from notifier.app import Notifier
from notifier.settings import Settings


def build(
    settings: Settings,
    *,
    database: Database,
    box: SecretBox,
    http: HttpPoster,
    queue: WorkQueue,
    dead_letters: Queue,
    now: Clock = utc_now,
) -> Notifier:
    conversations = database.table(settings.conversations_table)
    directory = database.table(settings.directory_table)
    limits = InboxLimitRepository(directory)
    callers = Callers(UserRepository(directory), RoleRepository(directory), limits.closed_to)
    owners = Owners(callers, Visibility(partial(TicketRepository(conversations).many, consistent=True)))
    repository, feed = SubscriptionRepository(directory), FeedRepository(database.table(settings.feed_table))
    cursors = FeedCursors.of(Cursors(DeskKey(settings.desk_key)))
    attempts = WebhookAttempts(box, SignedPost(http, now), DeliveryLog(conversations), cursors, now, new_ulid)
    retrying = RetryPolicy(settings.retry_base_seconds, random.random)
    audit = AuditRecorder.on(directory, now)
    telling = Telling(repository, feed, owners, attempts, retrying, audit, queue, now, new_ulid)
    once = Once(feed, owners, attempts)
    return Notifier(repository, Waker(repository, queue, now), telling, once, queue, dead_letters, new_logger())


def build_for_lambda(settings: Settings, now: Clock = utc_now) -> Notifier:
    sqs = aws.client("sqs")
    return build(
        settings,
        database=Database(aws.dynamodb()),
        box=KmsSecretBox(lambda: aws.client("kms"), settings.secrets_key_id),
        http=GuardedPoster(allow_loopback=settings.allow_loopback, ports=ports_of(settings.delivery_ports)),
        queue=SqsQueue(lambda: sqs, settings.webhooks_queue_url),
        dead_letters=SqsQueue(lambda: sqs, settings.webhooks_dead_letter_queue_url),
        now=now,
    )
