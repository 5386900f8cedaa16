"""The function's composition root."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from helpdesk.conversations.references import ConversationReference
from helpdesk.feed.service import FeedCursors
from helpdesk.index.models import Document
from helpdesk.indexing.reading import Reader, Wanted
from helpdesk.live.asked import WatchedViews
from helpdesk.live.attendance import Attendances
from helpdesk.live.attendance_repository import AttendanceRepository
from helpdesk.live.clients import Clients
from helpdesk.live.presence import LivePresence
from helpdesk.live.pushing import Pusher
from helpdesk.live.repository import ConnectionRepository
from helpdesk.live.sending import Sending
from helpdesk.platform import aws
from helpdesk.platform.clock import Clock, utc_now
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.desk_key import DeskKey
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.log import new_logger
from helpdesk.platform.queues import Queue, SqsQueue
from helpdesk.platform.sockets import ApiGatewaySockets, Sockets
from helpdesk.tickets.repository import TicketRepository
from helpdesk.views.service import Views
from pusher.app import PusherApp
from pusher.settings import Settings


def build(
    settings: Settings, *, database: Database, sockets: Sockets, routing: Queue, now: Clock = utc_now
) -> PusherApp:
    conversations = database.table(settings.conversations_table)
    live = database.table(settings.live_table)
    grace = timedelta(seconds=settings.away_after_seconds)
    connections, attendances = ConnectionRepository(live), Attendances(AttendanceRepository(live), routing, grace, now)
    directory, contacts = database.table(settings.directory_table), database.table(settings.contacts_table)
    clients, sending = Clients(directory, now), Sending(sockets)
    presence = LivePresence(connections, attendances, clients, TicketRepository(conversations), sending, now)
    cursors = FeedCursors.of(Cursors(DeskKey(settings.desk_key)))

    def documents(tickets: Collection[ConversationReference]) -> Mapping[str, Document]:
        # A new reader each time: it remembers people, and here nobody says when they change.
        read = Reader(conversations, contacts, directory).read(Wanted(tickets=set(tickets)), 0)
        return {document.id: document for document in read.documents}

    views = WatchedViews(Views.on(directory, now))
    pusher = Pusher(connections, clients, conversations, cursors, presence, sending, views, documents)
    return PusherApp(pusher, new_logger())


def build_for_lambda(settings: Settings) -> PusherApp:
    sockets = ApiGatewaySockets(aws.client("apigatewaymanagementapi", settings.sockets_url))
    # Created on first use: most of what is pushed arrives.
    routing = SqsQueue(lambda: aws.client("sqs"), settings.routing_queue_url)
    return build(settings, database=Database(aws.dynamodb()), sockets=sockets, routing=routing)
