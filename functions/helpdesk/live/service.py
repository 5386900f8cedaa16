"""What the routes of the WebSocket API do."""

from collections.abc import Sequence

from helpdesk.conversations.references import ConversationReference
from helpdesk.feed.models import BEGIN, Place
from helpdesk.feed.repository import FeedRepository
from helpdesk.feed.service import FeedCursors
from helpdesk.live import frames
from helpdesk.live.asked import Asked
from helpdesk.live.attendance import Attendances
from helpdesk.live.clients import Clients
from helpdesk.live.live_tickets import LiveTickets
from helpdesk.live.models import KEPT, MOST_CONNECTIONS, Client, Connection, Presence, Topic, TopicKind
from helpdesk.live.presence import LivePresence
from helpdesk.live.repository import ConnectionRepository, NotConnected, TooManyMessages, TooManyTopics
from helpdesk.live.sending import Sending
from helpdesk.people.access import Access
from helpdesk.people.principals import UNKNOWN_CALLER, Principal, Scope
from helpdesk.platform.clock import Clock
from helpdesk.platform.errors import Conflict, Forbidden, HelpdeskError, InvalidRequest, NotAuthenticated, NotFound
from helpdesk.platform.frozen import frozen
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.repository import TicketRepository

PROTOCOL = "kanaal.live"
MOST_MESSAGES = 120
"""Of a connection, in a minute."""


@frozen
class Parts:
    """What is told to whom is read from these."""

    connections: ConnectionRepository
    attendances: Attendances
    live_tickets: LiveTickets
    clients: Clients
    feed: FeedRepository
    cursors: FeedCursors
    tickets: TicketRepository
    asked: Asked


class LiveService:
    def __init__(self, parts: Parts, presence: LivePresence, sending: Sending, now: Clock) -> None:
        self._parts = parts
        self._connections = parts.connections
        self._presence = presence
        self._sending = sending
        self._now = now

    def connect(self, connection_id: str, protocols: Sequence[str]) -> Client | None:
        """`protocols`: what the client offers, our own and its ticket. None for whoever has no ticket that is good."""
        given = [each for each in protocols if each != PROTOCOL]
        if PROTOCOL not in protocols or len(given) != 1:
            return None
        client = self._parts.live_tickets.redeem(given[0], connection_id)
        if client is not None:
            expires_at = int((self._now() + KEPT).timestamp())
            self._connections.open(Connection(connection_id, client, expires_at))
            for oldest in self._parts.attendances.join(client, connection_id):
                message = f"You have more than {MOST_CONNECTIONS} connections: this one is the oldest."
                self._end(oldest, Conflict(message, code="too_many_connections"))
        return client

    def disconnect(self, connection_id: str) -> None:
        self._presence.leave([connection_id])

    def receive(self, connection_id: str, text: str) -> str:
        """What came of it, for the log: `ok`, or why it was refused."""
        try:
            connection = self._connections.count_message(
                connection_id, int(self._now().timestamp()) // 60, at_most=MOST_MESSAGES
            )
            answer, outcome = self._answer(connection, frames.read(text)), "ok"
        except NotConnected:
            self._sending.close(connection_id)
            return "not_connected"
        except TooManyMessages:
            error = Conflict(f"Send at most {MOST_MESSAGES} messages a minute.", code="too_many_messages")
            return self._end(connection_id, error)
        except NotAuthenticated as error:
            return self._end(connection_id, error)
        except HelpdeskError as error:
            answer, outcome = frames.refusal(error, frames.named(text)), error.code
        if answer:
            self._presence.leave(self._sending.send({connection_id: [answer]}))
        return outcome

    def _end(self, connection_id: str, error: HelpdeskError) -> str:
        self._sending.send({connection_id: [frames.refusal(error)]})
        self._sending.close(connection_id)
        self._presence.leave([connection_id])
        return error.code

    def _answer(self, connection: Connection, request: frames.Request) -> str | None:
        match request:
            case frames.Ping():
                return frames.written("pong")
            case frames.Subscribe(topic=name, time_zone=time_zone):
                return self._subscribe(connection, Topic.read(name, connection.client.user_id), time_zone)
            case frames.Unsubscribe(topic=name):
                topic = Topic.read(name, connection.client.user_id)
                self._connections.stop_watching(connection.id, topic)
                if topic.kind is TopicKind.TICKET:
                    self._presence.left(topic)
                return frames.written("unsubscribed", topic=str(topic))
            case frames.BePresent(topic=name, state=state):
                topic = Topic.read(name, connection.client.user_id)
                self._be_present(connection, topic, Presence.begun(state, self._now()) if state else None)
                return None

    def _subscribe(self, connection: Connection, topic: Topic, time_zone: str | None) -> str:
        """The cursor is read after it is stored what is watched: whatever follows the cursor is pushed, and whatever
        is before it is in the feed."""
        client, there = connection.client, None
        principal = self._principal(client)
        if time_zone is not None and topic.kind is not TopicKind.VIEW:
            raise InvalidRequest.at("time_zone", "Only a view is looked at in a time zone: leave it out.")
        if topic.kind is TopicKind.TICKET:
            self._ticket(principal, topic)
        elif topic.kind is TopicKind.VIEW:
            self._parts.asked(topic.id, principal, time_zone)
        elif client.token_id:
            raise _people_only()
        try:
            self._connections.watch(connection.id, topic, time_zone)
        except TooManyTopics as error:
            message = "Unsubscribe from something first: this connection watches as much as one can."
            raise Conflict(message, code="too_many_subscriptions") from error
        if topic.kind is TopicKind.TICKET and client.token_id is None:
            there = self._presence.at(topic, client.user_id)
        newest = self._parts.feed.newest()
        cursor = self._parts.cursors.write(Place(newest.number) if newest else BEGIN)
        return frames.written("subscribed", topic=str(topic), cursor=cursor, present=there)

    def _be_present(self, connection: Connection, topic: Topic, presence: Presence | None) -> None:
        if topic.kind is not TopicKind.TICKET:
            raise NotFound("Somebody is present at a ticket: use `ticket:{id}`.", code="unknown_topic")
        if connection.client.token_id:
            raise _people_only()
        ticket = self._ticket(self._principal(connection.client), topic)
        try:
            self._connections.set_presence(connection.id, topic, presence)
        except NotConnected as error:
            raise Conflict("Subscribe to the ticket first.", code="not_subscribed") from error
        self._presence.tell(topic, ticket, connection.client.user_id)

    def _principal(self, client: Client) -> Principal:
        """Raises NotAuthenticated for somebody who has left, or whose token is not valid any more."""
        principal = self._parts.clients.principal(client)
        if principal is None:
            raise NotAuthenticated(UNKNOWN_CALLER)
        return principal

    def _ticket(self, principal: Principal, topic: Topic) -> Ticket:
        """Raises NotFound also for one that they may not see."""
        principal.require(Scope.TICKETS_READ)
        ticket = self._parts.tickets.get(ConversationReference.from_ticket_id(topic.id))
        if ticket is None or not Access.of(principal).allows(ticket):
            raise NotFound(f"There is no ticket {topic.id!r}.", code="ticket_not_found")
        return ticket


def _people_only() -> Forbidden:
    return Forbidden("Only people have notifications and are present, not programs.", code="people_only")
