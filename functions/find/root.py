"""The function's composition root: only what its routes use, because a cold start waits for all of it."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from desk_api.finding import FindDesk
from desk_api.routes import account_details, finding
from desk_api.serving import Server
from find.settings import Settings
from helpdesk.accounts.repository import AccountRepository
from helpdesk.accounts.service import AccountService
from helpdesk.channels.logos import Logos
from helpdesk.channels.repository import ChannelRepository
from helpdesk.delivery.log import DeliveryLog
from helpdesk.feed.repository import FeedRepository
from helpdesk.files.service import FileUseCases
from helpdesk.index.port import Index
from helpdesk.indexing.fresh import FollowedElsewhere, FreshIndex
from helpdesk.indexing.manifest import SCHEMA
from helpdesk.indexing.opensearch_engine import OpenSearchEngine
from helpdesk.indexing.reading import Reader
from helpdesk.indexing.replica import Replica
from helpdesk.indexing.snapshots import Engine, Snapshots
from helpdesk.indexing.tantivy_engine import Tantivy
from helpdesk.indexing.work import of_doubt
from helpdesk.people.repository import UserRepository
from helpdesk.people.service import UserService
from helpdesk.people.team_repository import TeamRepository
from helpdesk.platform import aws
from helpdesk.platform.clock import Clock, utc_now
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.desk_key import DeskKey
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.kept_objects import KeptObjects
from helpdesk.platform.log import new_logger
from helpdesk.platform.objects import Objects
from helpdesk.platform.own_folder import own_folder
from helpdesk.platform.parallel import in_threads
from helpdesk.platform.queues import SqsQueue
from helpdesk.search.account_activity import AccountActivity
from helpdesk.search.finder import Finder
from helpdesk.search.hits import HitReader
from helpdesk.search.pages import TicketFinder
from helpdesk.search.ticket_list import TicketLists
from helpdesk.search.words import Search
from helpdesk.tickets.channels import TicketChannels
from helpdesk.tickets.repository import TicketRepository
from helpdesk.views.service import Views

_PATIENCE_SECONDS = 12.0
"""For OpenSearch: the gateway waits half a minute for all calls of a request."""


def build(
    settings: Settings,
    *,
    database: Database,
    objects: Objects,
    index: Callable[[], Index],
    engine: str = f"embedded {SCHEMA}",
    now: Clock = utc_now,
) -> Server:
    """`index`: with all that the feed says. `engine`: cursors are of one."""
    conversations, contacts, directory = (
        database.table(name)
        for name in (settings.conversations_table, settings.contacts_table, settings.directory_table)
    )
    cursors = Cursors(DeskKey(settings.desk_key))
    views = Views.on(directory, now)
    accounts, channels = AccountRepository(directory), ChannelRepository(directory)
    files = FileUseCases.on(
        database.table(settings.files_table), directory, objects, now, scanning=settings.malware_scan
    )
    logos = Logos(channels, files.logos, DeskKey(settings.desk_key))
    tickets = TicketRepository(conversations)
    finder = Finder(
        views,
        TicketFinder(index, tickets, cursors, engine),
        TicketLists(index, tickets, cursors, engine, now),
        Search(index, HitReader(conversations, contacts, in_threads), partial(_own_words, views), cursors, engine),
    )
    desk = FindDesk(
        finder=finder,
        ticket_channels=TicketChannels(accounts, channels, logos),
        check_owner=UserService(UserRepository(directory)).check_owner,
        check_account=lambda account_id: _check_account(accounts, account_id),
        check_team=lambda team_id: TeamRepository(directory).check_one(team_id, "team_id", deleted=True),
        accounts=AccountService(accounts),
        logos=logos,
        last_activity=AccountActivity(index, tickets).last,
        newest_delivery=DeliveryLog(conversations).newest_of_account,
    )
    return Server("find", [account_details, finding], {"find": desk}, new_logger())


def _check_account(accounts: AccountRepository, account_id: str) -> None:
    if accounts.get(account_id) is None:
        message = f"There is no channel account {account_id!r}. GET /v1/channel-accounts lists them."
        raise InvalidRequest.at("account_id", message, code="unknown_account")


def _own_words(views: Views) -> Sequence[str]:
    """Fields of words that only tickets of this desk have."""
    return sorted({of.words for name, of in views.known().items() if of.words and "properties." in name})


def build_for_lambda(settings: Settings, folder: Path | None = None) -> Server:
    """`folder`: where the index is loaded to, of this process alone; without one, it makes one."""
    folder = folder or own_folder("index")
    database = Database(aws.dynamodb())
    objects = Objects(lambda: aws.client("s3"), settings.files_bucket)
    if settings.search_engine == "opensearch":
        server = OpenSearchEngine.on_aws(settings.opensearch_endpoint, patience_seconds=_PATIENCE_SECONDS)
        served = FreshIndex(_snapshots(settings, server, folder), FollowedElsewhere, _calling(settings))
        return build(settings, database=database, objects=objects, index=served, engine=f"opensearch {SCHEMA}")
    conversations, contacts, directory = (
        database.table(name)
        for name in (settings.conversations_table, settings.contacts_table, settings.directory_table)
    )
    feed = FeedRepository(database.table(settings.feed_table))
    reader = Reader(conversations, contacts, directory, in_threads)
    return build(
        settings,
        database=database,
        objects=objects,
        index=FreshIndex(
            _snapshots(settings, Tantivy(), folder), lambda index: Replica(index, feed, reader), _calling(settings)
        ),
    )


def _calling(settings: Settings) -> Callable[[], None]:
    queue = SqsQueue(lambda: aws.client("sqs"), settings.index_queue_url)
    return lambda: queue.send([of_doubt()])


def _snapshots(settings: Settings, engine: Engine, folder: Path) -> Snapshots:
    objects = KeptObjects(lambda: aws.client("s3"), settings.files_bucket)
    return Snapshots(objects, engine, folder, now=utc_now, new_id=new_ulid)
