"""The function `find` with an index in memory, in place of one that is loaded from S3."""

from collections.abc import Callable

import find.root
from desk_api.serving import Server
from find.settings import Settings
from helpdesk.feed.repository import FeedRepository
from helpdesk.index.embedded import Embedded
from helpdesk.index.port import Index
from helpdesk.indexing.reading import Reader
from helpdesk.indexing.replica import Replica
from helpdesk.platform import aws
from helpdesk.platform.clock import Clock, utc_now
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.objects import Objects


def following(database: Database, settings: Settings) -> Callable[[], Index]:
    """An index in memory, that knows from the feed what is in the tables."""
    reader = Reader(
        database.table(settings.conversations_table),
        database.table(settings.contacts_table),
        database.table(settings.directory_table),
    )
    replica = Replica(Embedded.create(), FeedRepository(database.table(settings.feed_table)), reader)

    def fresh() -> Index:
        replica.catch_up()
        return replica.index

    return fresh


def build_find(settings: Settings, now: Clock = utc_now) -> Server:
    """As for Lambda."""
    database = Database(aws.dynamodb())
    objects = Objects(lambda: aws.client("s3"), settings.files_bucket)
    return find.root.build(settings, database=database, objects=objects, index=following(database, settings), now=now)
