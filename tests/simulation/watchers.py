"""Whoever watches tickets and a view over the live connection, loses it without a word, and goes on in the feed."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from helpdesk.feed.models import BEGIN, Place
from helpdesk.feed.repository import FeedRepository
from helpdesk.feed.service import ChangeFeed, FeedCursors, Wanted
from helpdesk.feed.visibility import Visibility
from helpdesk.live.clients import Clients
from helpdesk.live.live_tickets import LiveTickets
from helpdesk.live.models import Client
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.desk_key import DeskKey
from helpdesk.platform.dynamodb import Database
from helpdesk.tickets.repository import TicketRepository
from infra.workbench.environment import DESK_KEY
from infra.workbench.tables import CONVERSATIONS, DIRECTORY, FEED, LIVE
from tests.simulation.faults import Death
from tests.simulation.sockets import Gateway
from tests.simulation.told import Told

Invoke = Callable[[str, dict[str, Any], Callable[[Any], None]], None]
_CURSORS = FeedCursors.of(Cursors(DeskKey(DESK_KEY)))
_AGAIN = {"unavailable", "busy"}
_MOST_TOPICS = 3


@dataclass
class Watcher:
    told: Told
    gateway: Gateway
    invoke: Invoke
    _at: Place = BEGIN
    _connection: str = ""
    _number: int = 0
    _asked: set[str] = field(default_factory=set)
    _waiting: list[dict[str, Any]] | None = None
    """Events that come before the feed is read."""

    def __post_init__(self) -> None:
        self.replay = self.told.replay
        self.world = self.replay.world
        engine: Any = self.replay.engine
        database = Database(engine)
        directory, feed = database.table(DIRECTORY), FeedRepository(database.table(FEED))
        self._tickets = TicketRepository(database.table(CONVERSATIONS))
        self._clients = Clients(directory, self.world.clock)
        self._admissions = LiveTickets(database.table(LIVE), self.world.clock, random=lambda: "x" * 43)
        visibility = Visibility(lambda each: self._tickets.many(each, consistent=True))
        self._feed = ChangeFeed(feed, visibility, _CURSORS, self.world.clock, lambda _: None)

    def begin(self) -> None:
        random, lasts = Random(f"{self.told.user_id} watches {self.world.seed}"), self.replay.lasts
        self._ends = self.world.clock.at.timestamp() + lasts
        self.world.later(random.random() * lasts / 4, self._connect)
        for _ in range(random.randint(0, 3)):
            self.world.later(random.random() * lasts, self._drop)

    # The line.

    def _connect(self) -> None:
        if not self.told.topics:
            if not self.told.seen() and self.world.clock.at.timestamp() < self._ends:
                self.world.later(self.replay.lasts / 8, self._connect)
                return
            self.told.topics = [*self._chosen(), f"view:{self.told.view}"]
        self._number += 1
        self._connection, self._waiting = f"{self.told.user_id}-{self._number}", []
        connection_id = self._connection
        text, _ = self._admissions.issue(Client(self.told.user_id))

        def done(result: Any) -> None:
            if connection_id != self._connection:
                return
            if _failed(result) or result["statusCode"] != 200:
                self.world.later(3, self._connect)
                return
            self.gateway.known[connection_id] = self
            self._asked = {topic for topic in self.told.topics if topic not in self.told.until}
            for topic in sorted(self._asked):
                self._subscribe(connection_id, topic)

        self._happens(connection_id, "CONNECT", done, headers={"Sec-WebSocket-Protocol": f"kanaal.live, {text}"})

    def _chosen(self) -> Iterator[str]:
        known = sorted(ticket.id for ticket in self.told.seen())
        yield from (f"ticket:{each}" for each in self.world.random.sample(known, min(len(known), _MOST_TOPICS)))

    def _subscribe(self, connection_id: str, topic: str) -> None:
        def done(_result: Any) -> None:
            if connection_id == self._connection and topic in self._asked:
                self.world.later(2, lambda: self._subscribe(connection_id, topic))

        if connection_id in self.gateway.known and connection_id == self._connection and topic in self._asked:
            body = json.dumps({"action": "subscribe", "topic": topic})
            self._happens(connection_id, "MESSAGE", done, body=body)

    def _drop(self) -> None:
        """The line is dead. The gateway finds out later, and may tell the desk, once."""
        connection_id = self._connection
        if connection_id not in self.gateway.known:
            return
        random = self.world.random
        self.gateway.dead.add(connection_id)
        self.world.later(random.choice([0, 5, 60]), lambda: self._end(connection_id, tells=random.random() < 0.5))
        self.is_closed(connection_id)

    def _end(self, connection_id: str, *, tells: bool) -> None:
        if self.gateway.known.pop(connection_id, None) and tells:
            self._happens(connection_id, "DISCONNECT", lambda _: None)

    def is_closed(self, connection_id: str) -> None:
        if connection_id == self._connection:
            self._connection = ""
            self.world.later(self.world.random.choice([0, 1, 30]), self._connect)

    def _happens(self, connection_id: str, kind: str, done: Callable[[Any], None], **more: Any) -> None:
        context = {"connectionId": connection_id, "eventType": kind}
        self.invoke("live", {"requestContext": context, **more}, done)

    # What it is told.

    def hears(self, connection_id: str, frame: dict[str, Any]) -> None:
        if connection_id != self._connection:
            return
        match frame:
            case {"type": "subscribed"}:
                place = _CURSORS.read(frame["cursor"])
                self._at = self._at if self.told.began else place
                self.told.began = self.told.began or place
                self._answered(connection_id, frame["topic"])
            case {"type": "error", "code": code, "topic": topic} if code not in _AGAIN:
                self.told.until[topic] = Place(len(self.replay.entries))
                self._answered(connection_id, topic)
            case {"type": "events"}:
                self.told.is_sent(frame["events"])
                if self._waiting is not None:
                    self._waiting += frame["events"]
                else:
                    self._take(frame["events"])
            case {"type": "unsubscribed"}:
                self.told.until.setdefault(frame["topic"], self._at)
            case {"type": "changed"}:
                self.told.reads_view()

    def _answered(self, connection_id: str, topic: str) -> None:
        if topic in self._asked:
            self._asked.discard(topic)
            if not self._asked:
                self.world.later(self.world.random.choice([0, 1, 5]), lambda: self._read(connection_id))

    def _read(self, connection_id: str) -> None:
        """What it has missed, and its view."""
        if connection_id != self._connection or self._waiting is None:
            return
        principal = self._clients.principal(Client(self.told.user_id))
        assert principal
        more = self.told.began is not None
        while more:
            page = self._feed.page(principal, _CURSORS.write(self._at), Wanted(), limit=100, wait=0)
            for cursor, change in page.changes:
                self.told.has(_CURSORS.read(cursor), change.conversation.ticket_id if change.conversation else "")
            self._at, more = _CURSORS.read(page.next_cursor), page.more
        self.told.reads_view()
        waiting, self._waiting = self._waiting, None
        self._take(waiting)

    def _take(self, events: list[dict[str, Any]]) -> None:
        for event in events:
            place = _CURSORS.read(event["cursor"])
            if place > self._at:
                self.told.has(place, event["data"]["ticket_id"])
                self._at = place

    # What must be so.

    def violations(self) -> Iterator[str]:
        yield from self.told.violations()
        if self.told.began is None:
            return
        if self._waiting is None:
            yield from self.told.violations_of_the_view()
        if self._waiting is not None or self._connection not in self.gateway.known:
            yield f"{self.told.user_id} is not connected again"


def _failed(result: Any) -> bool:
    return result is Death or isinstance(result, Exception)
