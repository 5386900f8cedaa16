"""The live connection of the recorded desk: a test says what is told."""

import json
from typing import Any

from playwright.sync_api import WebSocketRoute

from tests.browser.desk import RecordedDesk
from tests.browser.samples import moment
from tests.support.browser import next_frame

Json = dict[str, Any]


class Live:
    """Make it before the page is opened. `heard` has all that the page sent."""

    def __init__(self, desk: RecordedDesk) -> None:
        self.desk = desk
        self.heard: list[Json] = []
        self.refusals: dict[str, str] = {}
        self.present: dict[str, list[Json]] = {}
        self.sockets: list[WebSocketRoute] = []
        self._told = 0
        desk.page.route_web_socket("wss://live.example/**", self._connected)

    def tell(self, frame: Json) -> None:
        self.sockets[-1].send(json.dumps(frame))

    def happens(self, kind: str, ticket: Json, *topics: str, **more: Any) -> None:
        self.tell({"type": "events", "events": [{**self.change(kind, ticket), "topics": list(topics), **more}]})

    def ends(self, topic: str, code: str) -> None:
        """Nothing further is told of it: it is gone, or is not for this person any more."""
        self.refusals[topic] = code
        self.tell({"type": "unsubscribed", "topic": topic, "code": code})

    def change(self, kind: str, ticket: Json) -> Json:
        self._told += 1
        return {
            "type": kind,
            "cursor": f"cursor{self._told}",
            "at": moment(),
            "actor": {"kind": "contact", "id": "contact"},
            "conversation_id": ticket["conversation_id"],
            "sequence": ticket["last_sequence"],
            "data": {"ticket_id": ticket["id"]},
        }

    def topics(self) -> set[str]:
        found: set[str] = set()
        for message in self.heard:
            if message["action"] == "subscribe":
                found.add(message["topic"])
            elif message["action"] == "unsubscribe":
                found.discard(message["topic"])
        return found

    def until_watched(self, topic: str) -> None:
        """The page says so within moments, which are frames and seconds of its clock."""
        for _ in range(600):
            if topic in self.topics():
                return
            self.desk.page.clock.fast_forward(100)
            next_frame(self.desk.page)
        raise AssertionError(f"{topic} is not watched")

    def _connected(self, socket: WebSocketRoute) -> None:
        self.sockets.append(socket)
        socket.on_message(lambda text: self._answer(socket, json.loads(str(text))))

    def _answer(self, socket: WebSocketRoute, message: Json) -> None:
        self.heard.append(message)
        topic = str(message.get("topic"))
        if message["action"] == "ping":
            socket.send(json.dumps({"type": "pong"}))
        elif message["action"] == "subscribe" and topic in self.refusals:
            refusal = {"type": "error", "code": self.refusals[topic], "message": "No.", "topic": topic}
            socket.send(json.dumps(refusal))
        elif message["action"] == "subscribe":
            there = {"present": self.present.get(topic, [])} if topic.startswith("ticket:") else {}
            socket.send(json.dumps({"type": "subscribed", "topic": topic, "cursor": "start", **there}))
