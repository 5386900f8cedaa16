"""Fakes for the dependencies of a use case."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from helpdesk.channels.apps import AppSecrets
from helpdesk.files.models import LinkedFile
from helpdesk.files.parts import Json
from helpdesk.files.service import MessageFiles
from helpdesk.platform.outbound_http import Body, HttpResponse
from helpdesk.platform.queues import QueueMessage
from helpdesk.platform.sockets import Outcome


@dataclass
class FakeApps(AppSecrets):
    """Secrets of apps by id."""

    secrets: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def live(self, app_id: str, now: str) -> tuple[str, ...]:
        assert now
        return self.secrets.get(app_id, ())


@dataclass
class FakeClock:
    now: datetime = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    each_call_takes: timedelta = timedelta(milliseconds=1)

    def __call__(self) -> datetime:
        self.now += self.each_call_takes
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class FakeSockets:
    """The connections of a gateway: those that are not open any more, it says so of."""

    open: set[str] = field(default_factory=set)
    failing: set[str] = field(default_factory=set)
    """Those that do not take anything."""
    frames: dict[str, list[Any]] = field(default_factory=dict)
    closed: list[str] = field(default_factory=list)
    """By us."""

    def send(self, connection_id: str, text: str) -> Outcome:
        if connection_id not in self.open:
            return Outcome.GONE
        if connection_id in self.failing:
            return Outcome.FAILED
        self.frames.setdefault(connection_id, []).append(json.loads(text))
        return Outcome.SENT

    def close(self, connection_id: str) -> None:
        self.open.discard(connection_id)
        self.closed.append(connection_id)


@dataclass
class FakeQueue:
    messages: list[QueueMessage] = field(default_factory=list)
    shown_again: list[int] = field(default_factory=list)
    shown_now: list[str] = field(default_factory=list)
    """Receipt handles."""

    def send(self, messages: Sequence[QueueMessage]) -> None:
        self.messages += messages

    def show_again_after(self, receipt_handle: str, seconds: int) -> None:
        assert receipt_handle
        self.shown_again.append(seconds)

    def show_now(self, receipt_handle: str) -> None:
        assert receipt_handle
        self.shown_now.append(receipt_handle)


@dataclass
class FakeSchedules:
    """A client of the scheduler."""

    waiting: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """The requests that created them, by name."""

    def create_schedule(self, **request: Any) -> None:
        if request["Name"] in self.waiting:
            raise ClientError({"Error": {"Code": "ConflictException", "Message": "It exists."}}, "CreateSchedule")
        self.waiting[request["Name"]] = request

    def delete_schedule(self, **request: Any) -> None:
        if self.waiting.pop(request["Name"], None) is None:
            raise ClientError(
                {"Error": {"Code": "ResourceNotFoundException", "Message": "It does not exist."}}, "DeleteSchedule"
            )

    def due(self, now: datetime, queue: str = "outbound") -> list[QueueMessage]:
        """What the schedules put into the queue, by then. They delete themselves."""
        at = now.replace(tzinfo=None).isoformat()
        there = {name: each for name, each in self.waiting.items() if each["Target"]["Arn"] == queue}
        due = {name: each for name, each in there.items() if each["ScheduleExpression"][3:-1] <= at}
        self.waiting = {name: each for name, each in self.waiting.items() if name not in due}
        targets = [each["Target"] for each in due.values()]
        return [QueueMessage(each["Input"], each.get("SqsParameters", {}).get("MessageGroupId")) for each in targets]


@dataclass
class FakeSes:
    """A client of SES, version 2."""

    sent: list[Mapping[str, Any]] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    """Of the next calls."""

    def send_email(self, **request: Any) -> dict[str, str]:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(request)
        return {"MessageId": str(len(self.sent))}


@dataclass
class FakeHttp:
    """Responds with 200 by default. An exception in `responses` is raised. `server` responds instead, if there is
    one."""

    responses: list[HttpResponse | Exception] = field(default_factory=list)
    posted: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)
    """Without what `server` got."""
    server: Callable[[str, Mapping[str, str], Body], HttpResponse] | None = None

    def post(self, url: str, headers: Mapping[str, str], body: Body) -> HttpResponse:
        if self.server:
            return self.server(url, headers, body)
        self.posted.append((url, headers, read_body(body)))
        response = (
            self.responses.pop(0)
            if self.responses
            else HttpResponse(200, {}, b'{"ok": true, "result": {"message_id": 77}}')
        )
        if isinstance(response, Exception):
            raise response
        return response


def read_body(body: Body) -> bytes:
    """Raises what reading it raises."""
    if isinstance(body, bytes):
        return body
    read = b"".join(body.read())
    assert len(read) == body.size
    return read


class FakeFiles(MessageFiles):
    """For messages without files."""

    def __init__(self) -> None:
        """Needs nothing."""

    def sent(self, message_id: str, parts: Sequence[Json]) -> dict[str, LinkedFile]:
        assert message_id
        assert not parts
        return {}
