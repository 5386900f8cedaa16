"""The function's composition root."""

from feed.app import Feed
from feed.settings import Settings
from helpdesk.feed.repository import FeedWriter
from helpdesk.indexing.work import of_feed
from helpdesk.platform import aws
from helpdesk.platform.clock import Clock, utc_now
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.log import new_logger
from helpdesk.platform.queues import Queue, SqsQueue


def build(settings: Settings, *, database: Database, index: Queue, now: Clock = utc_now) -> Feed:
    def announce(number: int) -> None:
        index.send([of_feed(number)])

    step = 1 if settings.search_engine == "opensearch" else None
    return Feed(FeedWriter(database.table(settings.feed_table), now), new_logger(), announce, step, now)


def build_for_lambda(settings: Settings) -> Feed:
    queue = SqsQueue(lambda: aws.client("sqs"), settings.index_queue_url)
    return build(settings, database=Database(aws.dynamodb()), index=queue)
