"""The function's composition root."""

from datetime import timedelta

from helpdesk.feed.repository import FeedRepository
from helpdesk.feed.service import FeedCursors
from helpdesk.live.asked import WatchedViews
from helpdesk.live.attendance import Attendances
from helpdesk.live.attendance_repository import AttendanceRepository
from helpdesk.live.clients import Clients
from helpdesk.live.live_tickets import LiveTickets
from helpdesk.live.presence import LivePresence
from helpdesk.live.repository import ConnectionRepository
from helpdesk.live.sending import Sending
from helpdesk.live.service import LiveService, Parts
from helpdesk.platform import aws
from helpdesk.platform.clock import Clock, utc_now
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.desk_key import DeskKey
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.log import new_logger
from helpdesk.platform.queues import Queue, SqsQueue
from helpdesk.platform.schedules import Destination, Schedules
from helpdesk.platform.sockets import ApiGatewaySockets, Sockets
from helpdesk.tickets.repository import TicketRepository
from helpdesk.views.service import Views
from live.app import LiveApi
from live.settings import Settings


def build(
    settings: Settings,
    *,
    database: Database,
    sockets: Sockets,
    routing: Queue,
    schedules: Schedules,
    now: Clock = utc_now,
) -> LiveApi:
    """`schedules`: into the routing queue."""
    table, directory = database.table(settings.live_table), database.table(settings.directory_table)
    tickets = TicketRepository(database.table(settings.conversations_table))
    connections, clients, sending = ConnectionRepository(table), Clients(directory, now), Sending(sockets)
    grace = timedelta(seconds=settings.away_after_seconds)
    attendances = Attendances(AttendanceRepository(table), routing, grace, now, schedules)
    parts = Parts(
        connections,
        attendances,
        LiveTickets(table, now),
        clients,
        FeedRepository(database.table(settings.feed_table)),
        FeedCursors.of(Cursors(DeskKey(settings.desk_key))),
        tickets,
        WatchedViews(Views.on(directory, now)).asked,
    )
    presence = LivePresence(connections, attendances, clients, tickets, sending, now)
    return LiveApi(LiveService(parts, presence, sending, now), new_logger())


def build_for_lambda(settings: Settings) -> LiveApi:
    sockets = ApiGatewaySockets(aws.client("apigatewaymanagementapi", settings.sockets_url))
    destination = Destination(
        settings.routing_queue_arn, settings.scheduled_dead_letter_queue_arn, settings.schedule_role_arn
    )
    return build(
        settings,
        database=Database(aws.dynamodb()),
        sockets=sockets,
        routing=SqsQueue(lambda: aws.client("sqs"), settings.routing_queue_url),
        schedules=Schedules(lambda: aws.client("scheduler"), settings.schedule_group, destination),
    )
