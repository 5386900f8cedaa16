"""A few people, tickets and connections on tables in memory: what a test of the live connection in any order needs."""

import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

import live.root
import pusher.root
from helpdesk.conversations.items import ticket_key
from helpdesk.conversations.references import ConversationReference
from helpdesk.feed.models import Change, ChangeType, Entry, Place, pack
from helpdesk.feed.service import FeedCursors
from helpdesk.live.live_tickets import LiveTickets
from helpdesk.live.models import Client
from helpdesk.people.models import BuiltIn, User
from helpdesk.platform.attributes import to_attributes
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.desk_key import DeskKey
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.records import dump
from helpdesk.platform.schedules import Destination, Schedules
from helpdesk.tickets.repository import TICKET
from infra.workbench.environment import DESK_KEY
from infra.workbench.people import change, employ
from infra.workbench.tables import CONTACTS, CONVERSATIONS, DIRECTORY, FEED, LIVE
from live.settings import Settings as LiveSettings
from pusher.settings import Settings as PusherSettings
from tests.support.examples import ticket
from tests.support.fakes import FakeClock, FakeQueue, FakeSchedules, FakeSockets
from tests.support.interruptions import Died, Interruptible, Interruption, Interruptions
from tests.support.memory import Memory

URL = "https://live.example/live"
THREADS = [each * 26 for each in "abc"]


class LiveWorld:
    def __init__(self) -> None:
        self.memory, self.interruptions, self.sockets, self.clock = (
            Memory(),
            Interruptions(),
            FakeSockets(),
            FakeClock(),
        )
        self.calm = Database(self.memory, sleep=lambda _: None)  # type: ignore[arg-type]
        wild = Database(Interruptible(self.memory, self.interruptions), sleep=lambda _: None)  # type: ignore[arg-type]
        self.routing = FakeQueue()
        told: Any = {"sockets": self.sockets, "routing": self.routing, "now": self.clock}
        scheduling = ("group", "role", "routing", "dead")
        settings = LiveSettings(CONVERSATIONS, DIRECTORY, FEED, LIVE, URL, "routing", 180, *scheduling, DESK_KEY)
        schedules = Schedules(FakeSchedules, "group", Destination("routing", "dead", "role"))
        self.live = live.root.build(settings, database=wild, schedules=schedules, **told)
        pushing = PusherSettings(CONVERSATIONS, CONTACTS, DIRECTORY, LIVE, URL, "routing", 180, DESK_KEY)
        self.pusher = pusher.root.build(pushing, database=wild, **told)
        self.tickets = LiveTickets(self.calm.table(LIVE), self.clock)
        self.cursors = FeedCursors.of(Cursors(DeskKey(DESK_KEY)))
        for number in range(3):
            user = User(
                f"u{number}", f"u{number}@desk.example", f"U{number}", BuiltIn.AGENT, "2026-11-22T09:00:00.000000Z"
            )
            employ(self.calm.table(DIRECTORY), user)
        for thread in THREADS:
            found = ticket(reference=ConversationReference(thread))
            table = self.calm.table(CONVERSATIONS)
            table.write(table.putting(ticket_key(found.reference), dump(found, "reference") | {"kind": TICKET}))
        self._numbers = 0

    def topic(self, number: int) -> str:
        return f"ticket:{ConversationReference(THREADS[number]).ticket_id}"

    def connect(self, connection_id: str, person: int) -> None:
        text, _ = self.tickets.issue(Client(f"u{person}"))
        self.sockets.open.add(connection_id)
        answer = self.happens(connection_id, "CONNECT", headers={"Sec-WebSocket-Protocol": f"kanaal.live, {text}"})
        assert answer["statusCode"] == 200

    def happens(self, connection_id: str, event_type: str, **more: Any) -> Any:
        return self.live({"requestContext": {"connectionId": connection_id, "eventType": event_type}, **more})

    def says(self, connection_id: str, **message: Any) -> None:
        self.happens(connection_id, "MESSAGE", body=json.dumps(message))

    def interrupted(self, plan: tuple[int, Interruption] | None, what: Any) -> None:
        """The function may die, or AWS may fail, after so many of its calls."""
        if plan:
            self.interruptions.plan(*plan)
        with suppress(Died, Exception):
            what()
        self.interruptions.calls_left = -1

    def change(self, number: int) -> tuple[str, dict[str, Any]]:
        """The cursor of a change of the ticket, and its entry as the stream gives it."""
        self._numbers += 1
        at = "2026-11-22T09:00:00.000000Z"
        happened = Change(ChangeType.MESSAGE_RECEIVED, at, "contact:con_1", ConversationReference(THREADS[number]), 1)
        item = {"pk": "feed", "sk": f"{self._numbers:012d}", "changes": pack([happened]), "size": 1, "at": 0}
        record = {"eventName": "INSERT", "dynamodb": {"NewImage": to_attributes(item | {"count": self._numbers})}}
        [(place, _)] = Entry(self._numbers, 0.0, (happened,), self._numbers).placed()
        assert place == Place(self._numbers)
        return self.cursors.write(place), record

    def push(self, record: dict[str, Any]) -> None:
        self.pusher({"Records": [record]})

    def leaves(self, person: int, *, is_active: bool) -> None:
        change(
            self.calm.table(DIRECTORY),
            f"u{person}",
            lambda user: replace(user, deactivated_at=None if is_active else user.created_at),
        )

    def told(self, cursor: str) -> dict[str, int]:
        """How often each connection was told of it."""
        events = {
            name: [event for frame in frames for event in frame.get("events", ()) if event["cursor"] == cursor]
            for name, frames in self.sockets.frames.items()
        }
        return {name: len(found) for name, found in events.items() if found}

    def watching(self) -> set[tuple[str, str]]:
        """Topic and connection, as they are stored."""
        items = self.memory.scan(TableName=LIVE)["Items"]
        keys = {(item["pk"]["S"], item["sk"]["S"]) for item in items}
        return {key for key in keys if key[0].startswith(("ticket:", "views", "notifications:"))}
