"""Live connections of a desk in one process: what the gateway does with its function."""

import itertools
import json
from typing import Any

from helpdesk.feed.models import Place
from helpdesk.live.repository import ConnectionRepository
from helpdesk.people.principals import Principal
from helpdesk.platform.attributes import to_attributes
from infra.workbench.tables import FEED, LIVE
from tests.support.desk import DeskInProcess
from tests.support.people import invited

_NUMBERS = itertools.count(1)


def topic(desk: DeskInProcess, **more: Any) -> str:
    """Of a new ticket."""
    accepted = desk.accept(**more)
    desk.settle()
    return f"ticket:{accepted.ticket_id}"


def someone(desk: DeskInProcess, name: str, **more: Any) -> Principal:
    """Somebody new at the desk."""
    found = desk.callers.find(invited(desk, name, **more)["id"])
    assert found
    return found.person()


class Live:
    def __init__(self, desk: DeskInProcess) -> None:
        self.desk, self.sockets = desk, desk.sockets
        self.repository = ConnectionRepository(desk.database.table(LIVE))
        self._pushed = Place(0)

    def ticket(self, principal: Principal | None = None) -> str:
        status, body = self.desk.call("POST", "/v1/live-tickets", principal=principal)
        assert (status, body["url"]) == (201, "wss://live.example/live")
        return str(body["ticket"])

    def open(self, protocols: str) -> tuple[str, dict[str, Any]]:
        connection_id = f"c{next(_NUMBERS)}="
        answer = self.happens(connection_id, "CONNECT", headers={"Sec-WebSocket-Protocol": protocols})
        if answer["statusCode"] == 200:
            self.sockets.open.add(connection_id)
        return connection_id, answer

    def connected(self, principal: Principal | None = None) -> "Connected":
        connection_id, answer = self.open(f"kanaal.live, {self.ticket(principal)}")
        assert answer == {"statusCode": 200, "headers": {"Sec-WebSocket-Protocol": "kanaal.live"}}
        return Connected(self, connection_id)

    def happens(self, connection_id: str, event_type: str, **more: Any) -> dict[str, Any]:
        context = {"connectionId": connection_id, "eventType": event_type}
        return self.desk.live({"requestContext": context, **more})

    def entries(self) -> list[dict[str, Any]]:
        """Those of the feed that have not been pushed, as the stream gives them."""
        self.desk.fill_feed()
        values = {":feed": {"S": "feed"}, ":known": {"S": f"{self._pushed.number:012d}"}}
        condition = "pk = :feed AND sk > :known"
        client = self.desk.backend.client
        items = client.query(TableName=FEED, KeyConditionExpression=condition, ExpressionAttributeValues=values)[
            "Items"
        ]
        if items:
            self._pushed = Place(int(items[-1]["sk"]["S"]))
        return [{"eventName": "INSERT", "dynamodb": {"NewImage": _as_event(item)}} for item in items]

    def push(self) -> None:
        if records := self.entries():
            self.desk.pusher({"Records": records})

    def stored(self) -> set[tuple[str, str]]:
        """The keys of all that is stored of each connection."""
        items = self.desk.backend.client.scan(TableName=LIVE)["Items"]
        keys = {(item["pk"]["S"], item["sk"]["S"]) for item in items}
        return {key for key in keys if key[1] != "live_ticket" and not key[0].startswith("connections#")}


class Connected:
    def __init__(self, live: Live, connection_id: str) -> None:
        self._live, self.id = live, connection_id
        self._seen = 0

    def say(self, text: str) -> list[Any]:
        """What it is sent because of it."""
        known = len(self.frames)
        self._live.happens(self.id, "MESSAGE", body=text, isBase64Encoded=False)
        return self.frames[known:]

    def ask(self, action: str, topic: str | None = None, **more: Any) -> Any:
        named = {"topic": topic} if topic else {}
        return next(iter(self.say(json.dumps({"action": action, **named, **more}))), None)

    def watch(self, topic: str) -> Any:
        answer = self.ask("subscribe", topic)
        assert answer["type"] == "subscribed", answer
        return answer

    def leave(self) -> None:
        self._live.sockets.open.discard(self.id)
        self._live.happens(self.id, "DISCONNECT")

    @property
    def frames(self) -> list[Any]:
        return self._live.sockets.frames.get(self.id, [])

    def new_frames(self) -> list[Any]:
        found = self.frames[self._seen :]
        self._seen = len(self.frames)
        return found

    def events(self) -> list[Any]:
        """What is new."""
        return [event for frame in self.new_frames() for event in frame.get("events", ())]


def _as_event(item: dict[str, Any]) -> dict[str, Any]:
    encoded = {name: value for name, value in item.items() if "B" not in value}
    blobs = {name: value["B"] for name, value in item.items() if "B" in value}
    return {**encoded, **to_attributes({name: bytes(blob) for name, blob in blobs.items()})}
