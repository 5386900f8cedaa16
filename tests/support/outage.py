"""An account's receiver that fails, and a queue that keeps what it is told to keep, while time passes."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from helpdesk.platform.outbound_http import Body, HttpResponse, NotReached
from helpdesk.platform.queues import QueueMessage
from tests.support.agent import entries, reply
from tests.support.desk import DeskInProcess, queue_event
from tests.support.fakes import read_body

_DEDUPLICATED_FOR = timedelta(minutes=5)


@dataclass
class _Waiting:
    queued: QueueMessage
    visible_at: datetime
    received: int = 0


@dataclass
class Outage:
    desk: DeskInProcess
    answer: Callable[[dict[str, Any]], HttpResponse | Exception] = lambda _: NotReached("down")
    """Of the receiver, for each event."""
    arrived: list[dict[str, Any]] = field(default_factory=list)
    tried: int = 0
    tries: Counter[str] = field(default_factory=Counter)
    """By text."""
    given: Counter[str] = field(default_factory=Counter)
    """How often the sender was given a reply, by its id."""
    at: list[datetime] = field(default_factory=list)
    """When each event arrived."""
    follows: bool = True
    """False while nothing is written that something follows from: reading the streams takes most of the time."""

    def __post_init__(self) -> None:
        self.desk.http.server = self._receive
        self._queue: list[_Waiting] = []
        self._seen: dict[tuple[str | None, str | None], datetime] = {}

    def is_over(self) -> None:
        self.answer = lambda _: HttpResponse(200, {}, b"{}")

    def _receive(self, _url: str, _headers: Any, body: Body) -> HttpResponse:
        event = json.loads(read_body(body))
        self.tried += 1
        self.tries[_text(event)] += 1
        answer = self.answer(event)
        if isinstance(answer, Exception):
            raise answer
        if answer.status < 300:
            self.arrived.append(event)
            self.at.append(self.desk.clock.now)
        return answer

    def reply(self, conversation_id: str, text: str = "Hi") -> Any:
        return reply(self.desk, conversation_id, text)[1]

    def conversations(self, count: int) -> list[str]:
        return [self.desk.accept(thread=f"t{number}").conversation_id for number in range(count)]

    def open(self) -> list[str]:
        """Replies of three conversations fail, so that the account's circuit opens."""
        found = self.conversations(3)
        for number, conversation in enumerate(found):
            self.reply(conversation, f"r{number}")
        self.run(seconds=10)
        assert self.account["delivery"]["state"] == "failing"
        return found

    @property
    def account(self) -> Any:
        return self.desk.call("GET", f"/v1/channel-accounts/{self.desk.custom.id}")[1]

    @property
    def texts(self) -> list[str]:
        """Of what arrived, each once."""
        return list(dict.fromkeys(_text(event) for event in self.arrived))

    def shown(self, conversation_id: str) -> list[Any]:
        return [entry for entry in entries(self.desk, conversation_id) if entry.get("direction") == "out"]

    def run(self, **time: float) -> None:
        """Everything that happens within that time."""
        end = self.desk.clock.now + timedelta(**time)
        while True:
            self._follow()
            due = self._due(end)
            if due is None:
                break
            self.desk.clock.now = max(self.desk.clock.now, due.visible_at)
            self._hand_over(due)
        self.desk.clock.now = max(self.desk.clock.now, end)

    def delays(self, queued: QueueMessage, **by: float) -> None:
        """The queue hands it over later, as after a failure of the sender itself."""
        self._queue.append(_Waiting(queued, self.desk.clock.now + timedelta(**by)))

    def _follow(self) -> None:
        for stream in () if not self.follows else (self.desk.backend.directory_stream, self.desk.backend.stream):
            while records := stream.batch()["Records"]:
                self.desk.fanout({"Records": records})
        self.desk.routing_queue.messages.clear()
        for queued in self.desk.outbound_queue.messages:
            key, now = (queued.group, queued.deduplication), self.desk.clock.now
            if key in self._seen and now - self._seen[key] < _DEDUPLICATED_FOR:
                continue
            self._seen[key] = now
            self._queue.append(_Waiting(queued, now))
        self.desk.outbound_queue.messages.clear()
        for waiting in self._queue:
            if f"q{id(waiting)}-{waiting.received}" in self.desk.outbound_queue.shown_now:
                waiting.visible_at = min(waiting.visible_at, self.desk.clock.now)
        self.desk.outbound_queue.shown_now.clear()

    def _due(self, end: datetime) -> _Waiting | None:
        heads: dict[str | None, _Waiting] = {}
        for waiting in self._queue:
            heads.setdefault(waiting.queued.group, waiting)
        due = min(heads.values(), key=lambda each: each.visible_at, default=None)
        return due if due and due.visible_at <= end else None

    def _hand_over(self, waiting: _Waiting) -> None:
        waiting.received += 1
        body, name = waiting.queued.body, f"q{id(waiting)}"
        self.given[str(json.loads(body).get("message_id"))] += 1
        response = self.desk.sender(queue_event(body, message_id=name, received=waiting.received))
        if response["batchItemFailures"]:
            seconds = self.desk.outbound_queue.shown_again[-1]
            waiting.visible_at = self.desk.clock.now + timedelta(seconds=seconds)
        else:
            self._queue.remove(waiting)


def _text(event: dict[str, Any]) -> str:
    return str(event.get("message", {}).get("text") or event.get("type"))
