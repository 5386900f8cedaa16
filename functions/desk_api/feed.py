"""The change feed, for those who follow it."""

from collections.abc import Callable
from functools import partial

from desk_api.settings import Settings
from desk_api.shared import Shared
from helpdesk.feed.repository import FeedRepository
from helpdesk.feed.service import ChangeFeed, FeedCursors
from helpdesk.feed.visibility import Visibility
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.dynamodb import Database


def build_feed(
    settings: Settings, shared: Shared, database: Database, cursors: Cursors, sleep: Callable[[float], None]
) -> ChangeFeed:
    return ChangeFeed(
        FeedRepository(database.table(settings.feed_table)),
        Visibility(partial(shared.tickets.many, consistent=True)),
        FeedCursors.of(cursors),
        shared.now,
        sleep,
    )
