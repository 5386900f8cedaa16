"""The part of the composition root for webhook subscriptions."""

from functools import partial

from desk_api.settings import Settings
from desk_api.shared import Shared
from helpdesk.audit.recording import AuditRecorder
from helpdesk.delivery.deliveries import Deliveries
from helpdesk.delivery.log import DeliveryLog
from helpdesk.feed.repository import FeedRepository
from helpdesk.feed.visibility import Visibility
from helpdesk.inboxes.limits import InboxLimitRepository
from helpdesk.people.callers import Callers
from helpdesk.people.repository import UserRepository
from helpdesk.people.role_repository import RoleRepository
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.queues import Queue
from helpdesk.platform.secrets import SecretBox
from helpdesk.staff.grants import Grants
from helpdesk.subscriptions.repository import SubscriptionRepository
from helpdesk.subscriptions.service import WebhookSubscriptions


def build_webhooks(
    settings: Settings, shared: Shared, database: Database, cursors: Cursors, box: SecretBox, queue: Queue
) -> tuple[WebhookSubscriptions, Deliveries]:
    directory, limits = shared.directory, InboxLimitRepository(shared.directory)
    callers, grants = (
        Callers(UserRepository(directory), RoleRepository(directory), limits.closed_to),
        Grants(limits.get),
    )
    return WebhookSubscriptions(
        SubscriptionRepository(directory),
        FeedRepository(database.table(settings.feed_table)),
        Visibility(partial(shared.tickets.many, consistent=True)),
        lambda caller, found: grants.check_token(caller, found.scopes, callers.find(found.owner_id)),
        box,
        settings.addresses,
        AuditRecorder.on(directory, shared.now),
        queue,
        shared.now,
    ), Deliveries(DeliveryLog(shared.conversations_table), queue, cursors)
