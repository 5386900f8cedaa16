"""The function's composition root."""

from pathlib import Path

from helpdesk.feed.repository import FeedRepository
from helpdesk.index.port import Index
from helpdesk.indexing.building import Builder
from helpdesk.indexing.indexer import Indexer
from helpdesk.indexing.manifest import BUILDING, CURRENT
from helpdesk.indexing.opensearch_engine import OpenSearchEngine
from helpdesk.indexing.reading import Reader
from helpdesk.indexing.replica import Replica
from helpdesk.indexing.snapshots import Snapshots
from helpdesk.indexing.sweeping import Sweeper
from helpdesk.indexing.tantivy_engine import Tantivy
from helpdesk.platform import aws
from helpdesk.platform.clock import Clock, utc_now
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.kept_objects import KeptObjects
from helpdesk.platform.log import new_logger
from helpdesk.platform.own_folder import own_folder
from helpdesk.platform.parallel import in_threads
from helpdesk.platform.queues import Queue, SqsQueue, WorkQueue
from indexer.app import IndexerFunction
from indexer.settings import Settings

_PATIENCE_SECONDS = 60.0
"""OpenSearch needs up to half a minute to wake."""


def build(
    settings: Settings,
    *,
    database: Database,
    objects: KeptObjects,
    queue: WorkQueue,
    dead_letters: Queue,
    folder: Path,
    served: OpenSearchEngine | None = None,
    now: Clock = utc_now,
) -> IndexerFunction:
    """`folder`: of this process alone. `served`: the engine, where it is not the embedded one."""
    conversations, contacts = database.table(settings.conversations_table), database.table(settings.contacts_table)
    reader = Reader(conversations, contacts, database.table(settings.directory_table), in_threads)
    feed, engine = FeedRepository(database.table(settings.feed_table)), served or Tantivy()

    def follow(index: Index) -> Replica:
        return Replica(index, feed, reader)

    def snapshots(key: str) -> Snapshots:
        own = folder / key.rpartition("/")[2]
        return Snapshots(objects, engine, own, now=now, new_id=new_ulid, key=key)

    current = snapshots(CURRENT)
    return IndexerFunction(
        Indexer(current, follow),
        Builder(snapshots(BUILDING), current, conversations, reader, feed, follow, now),
        Sweeper(objects, engine.name, now, served),
        queue,
        dead_letters,
        new_logger(),
    )


def build_for_lambda(settings: Settings, folder: Path | None = None) -> IndexerFunction:
    """`folder`: where the index is, of this process alone; without one, it makes one."""
    sqs = aws.client("sqs")
    served = None
    if settings.search_engine == "opensearch":
        served = OpenSearchEngine.on_aws(settings.opensearch_endpoint, patience_seconds=_PATIENCE_SECONDS)
    return build(
        settings,
        database=Database(aws.dynamodb()),
        objects=KeptObjects(lambda: aws.client("s3"), settings.files_bucket),
        queue=SqsQueue(lambda: sqs, settings.index_queue_url),
        dead_letters=SqsQueue(lambda: sqs, settings.index_dead_letter_queue_url),
        folder=folder or own_folder("index"),
        served=served,
    )
