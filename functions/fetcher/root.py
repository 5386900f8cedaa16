"""The function's composition root."""

import random

from fetcher.app import Fetcher
from fetcher.settings import Settings
from helpdesk.accounts.provided_files import ProvidedFiles
from helpdesk.accounts.repository import AccountRepository
from helpdesk.accounts.secrets import AccountSecrets
from helpdesk.files.fetching import FileFetcher
from helpdesk.files.models import MAX_FILE_BYTES
from helpdesk.files.repository import FileRepository
from helpdesk.platform import aws
from helpdesk.platform.clock import Clock, utc_now
from helpdesk.platform.download import GuardedDownloader
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.limited_connections import StartTimer, start_timer
from helpdesk.platform.log import new_logger
from helpdesk.platform.objects import Objects
from helpdesk.platform.outbound_address import AddressGuard, Resolve, ports_of, resolve
from helpdesk.platform.outbound_http import GuardedPoster, HttpPoster
from helpdesk.platform.queue_attempts import Visibility
from helpdesk.platform.queues import Queue, SqsQueue
from helpdesk.platform.retrying import RetryPolicy
from helpdesk.platform.secrets import KmsSecretBox, SecretBox
from helpdesk.providers.files import sources

DOWNLOAD_SECONDS = 90.0


def build(
    settings: Settings,
    *,
    database: Database,
    box: SecretBox,
    http: HttpPoster,
    downloader: GuardedDownloader,
    objects: Objects,
    queue: Visibility,
    dead_letters: Queue,
    now: Clock = utc_now,
) -> Fetcher:
    directory = database.table(settings.directory_table)
    fetching = FileFetcher(
        FileRepository(database.table(settings.files_table)),
        objects,
        downloader,
        ProvidedFiles(AccountRepository(directory), AccountSecrets.on(directory, box), sources(http)),
        now,
        RetryPolicy(settings.retry_base_seconds, random.random),
        scanning=settings.malware_scan,
    )
    return Fetcher(fetching, queue, dead_letters, new_logger())


def new_downloader(
    settings: Settings,
    *,
    max_bytes: int = MAX_FILE_BYTES,
    start_timer: StartTimer = start_timer,
    resolve: Resolve = resolve,
) -> GuardedDownloader:
    ports = ports_of(settings.delivery_ports)
    guard = AddressGuard(allow_loopback=settings.allow_loopback, ports=ports, resolve=resolve)
    return GuardedDownloader(guard, max_bytes=max_bytes, seconds=DOWNLOAD_SECONDS, start_timer=start_timer)


def build_for_lambda(settings: Settings) -> Fetcher:
    sqs = aws.client("sqs")
    return build(
        settings,
        database=Database(aws.dynamodb()),
        box=KmsSecretBox(lambda: aws.client("kms"), settings.secrets_key_id),
        http=GuardedPoster(allow_loopback=settings.allow_loopback, ports=ports_of(settings.delivery_ports)),
        downloader=new_downloader(settings),
        objects=Objects(lambda: aws.client("s3"), settings.files_bucket),
        queue=SqsQueue(lambda: sqs, settings.files_queue_url),
        dead_letters=SqsQueue(lambda: sqs, settings.files_dead_letter_queue_url),
    )
