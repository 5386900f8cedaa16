"""The function's composition root."""

from feed.app import Announce, Feed
from feed.settings import Settings
from helpdesk.feed.repository import FeedWriter
from helpdesk.platform import aws
from helpdesk.platform.clock import Clock, utc_now
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.log import new_logger


def build(settings: Settings, *, database: Database, announce: Announce | None = None, now: Clock = utc_now) -> Feed:
    return Feed(FeedWriter(database.table(settings.feed_table), now), new_logger(), announce)


def build_for_lambda(settings: Settings) -> Feed:
    return build(settings, database=Database(aws.dynamodb()))
