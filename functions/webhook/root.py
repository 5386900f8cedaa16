"""The function's composition root."""

from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from helpdesk.accounts.repository import AccountRepository
from helpdesk.accounts.secrets import AccountSecrets
from helpdesk.channels.apps import AppRepository, AppSecrets
from helpdesk.channels.repository import ChannelRepository
from helpdesk.contacts.repository import ContactRepository
from helpdesk.contacts.service import ContactService
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.intake.acceptance import Acceptance
from helpdesk.intake.verification import WebhookVerifier
from helpdesk.platform import aws
from helpdesk.platform.clock import Clock, utc_now
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.secrets import KmsSecretBox, SecretBox
from helpdesk.tickets.repository import TicketRepository
from helpdesk.tickets.service import TicketOpener
from webhook.app import Webhook
from webhook.settings import Settings


def build(settings: Settings, *, database: Database, box: SecretBox, now: Clock = utc_now) -> Webhook:
    conversations_table = database.table(settings.conversations_table)
    contacts_table = database.table(settings.contacts_table)
    directory_table = database.table(settings.directory_table)
    accounts = AccountRepository(directory_table)
    acceptance = Acceptance(
        ConversationRepository(conversations_table),
        ContactService(ContactRepository(contacts_table)),
        TicketOpener(TicketRepository(conversations_table)),
        now,
    )
    secrets = AccountSecrets(box, AppSecrets(AppRepository(directory_table), box))
    channels = ChannelRepository(directory_table)
    return Webhook(accounts, WebhookVerifier(secrets, now), channels, acceptance, Logger(), _count_unhandled)


def build_for_lambda(settings: Settings) -> Webhook:
    return build(
        settings,
        database=Database(aws.dynamodb()),
        box=KmsSecretBox(lambda: aws.client("kms"), settings.secrets_key_id),
    )


def _count_unhandled(count: int) -> None:
    """Created only when there is something to count: one log line, no call."""
    metrics: Any = Metrics(namespace=aws.METRICS_NAMESPACE)
    metrics.add_metric(name="UnhandledUpdates", unit=MetricUnit.Count, value=count)
    metrics.flush_metrics()
