"""Who is called by the desk: a messaging service, an app's server, a file's server, and Telegram."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from helpdesk.platform.download import CutOff, Download
from helpdesk.platform.outbound_http import Body, HttpResponse, NoResponse, NotReached
from tests.simulation.world import World
from tests.support.fakes import read_body

FILE_URL = "https://files.example/report.txt"
HOOK, APP_HOOK = "https://chat.example/hook", "https://acme.example/hook"
_TELEGRAM = "https://api.telegram.org/"
_BUSY, _NO_RESPONSE, _NOT_REACHED, _TOO_MANY = "503", "no response", "not reached", "429"
_TROUBLES = (_BUSY, _NO_RESPONSE, _NOT_REACHED)
_PAUSES = (1, 5, 30)
"""Which Telegram asks for, in seconds."""


@dataclass(frozen=True)
class Posted:
    """A request, also one that did not arrive."""

    url: str
    id: str
    body: dict[str, Any]
    accepted: bool
    process: str
    began: datetime
    """When the function was invoked."""
    at: datetime
    turn: str | None = None
    """The second and the chat for which the desk counted it."""
    number: int | None = None
    """Telegram's, of the message."""
    pause: int = 0
    """The seconds that the receiver asks for."""

    @property
    def method(self) -> str | None:
        """Telegram's."""
        return self.url.rpartition("/")[2] if self.url.startswith(_TELEGRAM) else None

    @property
    def shows_a_message(self) -> bool:
        return self.method == "sendMessage"


@dataclass(frozen=True)
class Fetched:
    """A download, also one that failed."""

    url: str
    began: datetime


class Telegram:
    def __init__(self) -> None:
        self.supergroups: dict[int, int] = {}
        """Of the groups that became one."""
        self.numbers: list[tuple[int, int]] = []
        """Chat and number of each message that was sent."""
        self.sent: Callable[[], None] = lambda: None

    def newest_in(self, chat: int) -> int:
        return next((number for where, number in reversed(self.numbers) if where == chat), 1)

    def next_number(self) -> int:
        """Different from those of customers' messages."""
        return 1001 + len(self.numbers)

    def response(self, method: str, body: Mapping[str, Any]) -> HttpResponse:
        """Of a call that it takes."""
        if method == "getFile":
            return _answered({"file_id": body["file_id"], "file_path": f"files/{body['file_id']}"})
        if method != "sendMessage":
            return _answered(True)
        number = self.next_number()
        self.numbers.append((body["chat_id"], number))
        return _answered({"message_id": number})


class Receivers:
    def __init__(self, world: World) -> None:
        self.posted: list[Posted] = []
        self.fetched: list[Fetched] = []
        self.telegram = Telegram()
        self.received: Callable[[Posted], None] = lambda _: None
        """What the app does with each webhook that it gets for the first time."""
        self._world = world
        self.trouble = 0.0
        """The share of requests that fail."""
        self.is_down = False
        """Nothing arrives at all."""

    def post(self, url: str, headers: Mapping[str, str], body: Body) -> HttpResponse:
        process, parsed = self._world.running, json.loads(read_body(body))

        def perform() -> HttpResponse:
            trouble = self._trouble(*_TROUBLES, *([_TOO_MANY] if url.startswith(_TELEGRAM) else []))
            supergroup = self.telegram.supergroups.get(parsed.get("chat_id"))
            posted = Posted(
                url,
                headers.get("webhook-id", ""),
                parsed,
                accepted=trouble in {None, _NO_RESPONSE} and supergroup is None,
                process=process.name,
                began=process.began,
                at=self._world.clock.at,
                turn=process.turn,
                number=self.telegram.next_number(),
                pause=self._world.random.choice(_PAUSES) if trouble == _TOO_MANY else 0,
            )
            return self._answer(posted, trouble, supergroup)

        response: HttpResponse = self._world.call("http", "POST", {"url": url}, perform)
        return response

    def _answer(self, posted: Posted, trouble: str | None, supergroup: int | None) -> HttpResponse:
        if posted.url == APP_HOOK and posted.accepted and all(posted.id != other.id for other in self.accepted):
            self.received(posted)
        self.posted.append(posted)
        response = HttpResponse(200, {}, b"{}")
        if posted.method and posted.accepted:
            response = self.telegram.response(posted.method, posted.body)
        if posted.shows_a_message and posted.accepted:
            self.telegram.sent()
        if trouble == _NOT_REACHED:
            raise NotReached("simulated")
        if trouble == _NO_RESPONSE:
            raise NoResponse("simulated")
        if trouble == _TOO_MANY:
            return _refused(429, "Too Many Requests", retry_after=posted.pause)
        if trouble == _BUSY:
            return HttpResponse(503, {}, b"")
        if supergroup:
            text = "Bad Request: group chat was upgraded to a supergroup chat"
            return _refused(400, text, migrate_to_chat_id=supergroup)
        return response

    def _trouble(self, *kinds: str) -> str | None:
        kind = self._world.random.choice(kinds)
        if self.is_down:
            return kind if kind in {_BUSY, _NOT_REACHED} else _NOT_REACHED
        return kind if self._world.random.random() < self.trouble else None

    @property
    def accepted(self) -> list[Posted]:
        return [posted for posted in self.posted if posted.accepted]

    @contextmanager
    def open(self, url: str, _max_bytes: int | None = None) -> Iterator[Download]:
        """A file's server, as the fetcher's downloader shows it."""
        began = self._world.running.began

        def perform() -> Download:
            trouble = self._trouble(_BUSY, "cut off", _NOT_REACHED)
            self.fetched.append(Fetched(url, began))
            if trouble == _NOT_REACHED:
                raise NotReached("simulated")
            if trouble == _BUSY:
                return Download(503, {}, iter([]))
            return Download(200, {"content-type": "text/plain"}, _cut_off() if trouble else iter([b"a file"]))

        yield self._world.call("http", "GET", {"url": url}, perform)


def _answered(result: Any) -> HttpResponse:
    return HttpResponse(200, {}, json.dumps({"ok": True, "result": result}).encode())


def _refused(status: int, text: str, **parameters: int) -> HttpResponse:
    answer = {"ok": False, "error_code": status, "description": text, "parameters": parameters}
    return HttpResponse(status, {}, json.dumps(answer).encode())


def _cut_off() -> Iterator[bytes]:
    yield b"a "
    raise CutOff("simulated")
