"""The function's composition root."""

from helpdesk.feed.service import FeedCursors
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
from helpdesk.platform.sockets import ApiGatewaySockets, Sockets
from helpdesk.tickets.repository import TicketRepository
from pusher.app import PusherApp
from pusher.settings import Settings


def build(settings: Settings, *, database: Database, sockets: Sockets, now: Clock = utc_now) -> PusherApp:
    conversations = database.table(settings.conversations_table)
    connections = ConnectionRepository(database.table(settings.live_table))
    clients, sending = Clients(database.table(settings.directory_table), now), Sending(sockets)
    presence = LivePresence(connections, clients, TicketRepository(conversations), sending, now)
    cursors = FeedCursors.of(Cursors(DeskKey(settings.desk_key)))
    return PusherApp(Pusher(connections, clients, conversations, cursors, presence, sending), new_logger())


def build_for_lambda(settings: Settings) -> PusherApp:
    sockets = ApiGatewaySockets(aws.client("apigatewaymanagementapi", settings.sockets_url))
    return build(settings, database=Database(aws.dynamodb()), sockets=sockets)
