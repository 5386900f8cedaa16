"""Who is at a ticket: told to the others who watch it, people only. And whoever is gone leaves nothing behind."""

from collections.abc import Iterable, Sequence

from helpdesk.conversations.references import ConversationReference
from helpdesk.live.attendance import Attendances
from helpdesk.live.clients import Clients
from helpdesk.live.frames import written
from helpdesk.live.models import Topic, TopicKind, Watcher, present
from helpdesk.live.repository import ConnectionRepository
from helpdesk.live.sending import Sending
from helpdesk.people.access import Access
from helpdesk.platform.clock import Clock
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.repository import TicketRepository


class LivePresence:
    def __init__(
        self,
        connections: ConnectionRepository,
        attendances: Attendances,
        clients: Clients,
        tickets: TicketRepository,
        sending: Sending,
        now: Clock,
    ) -> None:
        self._connections = connections
        self._attendances = attendances
        self._clients = clients
        self._tickets = tickets
        self._sending = sending
        self._now = now

    def at(self, topic: Topic, user_id: str) -> Sequence[dict[str, str]]:
        """The others who are there."""
        return self._others(self._connections.watchers(topic), user_id)

    def tell(self, topic: Topic, ticket: Ticket, by: str) -> None:
        """The others, because of somebody whose presence has changed."""
        self.leave(self._tell(topic, ticket, by))

    def left(self, topic: Topic) -> None:
        """Somebody does not watch it any more."""
        self.leave(self._tell_of_leaving(topic))

    def leave(self, connection_ids: Iterable[str]) -> None:
        """These connections are gone. Some of those who are told may be gone as well: each is removed once."""
        gone = set(connection_ids)
        left: set[str] = set()
        while gone - left:
            topics = {
                topic
                for connection_id in sorted(gone - left)
                for topic in self._remove(connection_id)
                if topic.kind is TopicKind.TICKET
            }
            left |= gone
            for topic in sorted(topics, key=str):
                gone |= set(self._tell_of_leaving(topic))

    def _remove(self, connection_id: str) -> Sequence[Topic]:
        """The connection goes last: if somebody dies before, it is found again."""
        known = self._connections.get(connection_id)
        if known is None:
            return ()
        self._attendances.leave(known.client, connection_id)
        return self._connections.remove(known)

    def _tell_of_leaving(self, topic: Topic) -> list[str]:
        ticket = self._tickets.get(ConversationReference.from_ticket_id(topic.id))
        return self._tell(topic, ticket, None) if ticket else []

    def _tell(self, topic: Topic, ticket: Ticket, by: str | None) -> list[str]:
        """Returns the connections that are not there any more."""
        watchers = self._connections.watchers(topic)
        others = [each for each in watchers if each.client.token_id is None and each.client.user_id != by]
        principals = self._clients.principals(each.client for each in others)
        frames = {
            each.connection_id: [
                written("presence", topic=str(topic), present=self._others(watchers, each.client.user_id))
            ]
            for each in others
            if each.client in principals and Access.of(principals[each.client]).allows(ticket)
        }
        return self._sending.send(frames)

    def _others(self, watchers: Iterable[Watcher], user_id: str) -> Sequence[dict[str, str]]:
        return present((each for each in watchers if each.client.user_id != user_id), self._now())
