"""The function's composition root."""

from helpdesk.accounts.ids import AccountIds
from helpdesk.accounts.repository import AccountRepository
from helpdesk.accounts.secrets import AccountSecrets
from helpdesk.channels.repository import ChannelRepository
from helpdesk.conversations.unhandled import UnhandledRepository
from helpdesk.intake.batches import Batches
from helpdesk.intake.verification import WebhookVerifier
from helpdesk.platform import aws
from helpdesk.platform.clock import Clock, utc_now
from helpdesk.platform.counting import counter
from helpdesk.platform.desk_key import DeskKey
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.log import new_logger
from helpdesk.platform.secrets import KmsSecretBox, SecretBox
from webhook.app import Webhook
from webhook.settings import Settings


def build(settings: Settings, *, database: Database, box: SecretBox, now: Clock = utc_now) -> Webhook:
    conversations_table = database.table(settings.conversations_table)
    contacts_table = database.table(settings.contacts_table)
    directory_table = database.table(settings.directory_table)
    accounts = AccountRepository(directory_table)
    secrets = AccountSecrets.on(directory_table, box)
    channels = ChannelRepository(directory_table)
    ids = AccountIds(DeskKey(settings.desk_key))
    batches = Batches.on(conversations_table, contacts_table, directory_table, now)
    verifier, count_unhandled = WebhookVerifier(secrets, now), counter("UnhandledUpdates")
    return Webhook(
        ids.may_exist,
        accounts,
        verifier,
        channels,
        batches,
        UnhandledRepository(conversations_table, now),
        new_logger(),
        count_unhandled,
    )


def build_for_lambda(settings: Settings) -> Webhook:
    return build(
        settings,
        database=Database(aws.dynamodb()),
        box=KmsSecretBox(lambda: aws.client("kms"), settings.secrets_key_id),
    )
