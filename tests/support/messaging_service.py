"""A messaging service: a real HTTP server on loopback that receives replies, or fails on request."""

import json
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from infra.workbench.telegram import BotApi

_TELEGRAM = "/telegram"


@dataclass(frozen=True)
class Received:
    path: str
    headers: Mapping[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.raw)


class MessagingService:
    """`/custom` receives the desk's own format, `/telegram/bot<token>/…` is the Bot API, for any token."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.bot = BotApi("")
        self.failures: dict[str, deque[int]] = {}
        """By the text of a reply: the response statuses of its first attempts."""
        self.is_down = False
        """Every reply in the desk's own format is answered with 503, and is not noted."""
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["content-length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                status, body = service.take(Received(self.path, headers, raw))
                self._respond(status, json.dumps(body).encode())

            def do_GET(self) -> None:
                file = service.bot.download(self.path.removeprefix(_TELEGRAM))
                self._respond(404 if file is None else 200, file or b"")

            def _respond(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Not one line per request: pytest shows what failed."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def take(self, received: Received) -> tuple[int, dict[str, Any]]:
        if received.path.startswith(_TELEGRAM):
            path = received.path.removeprefix(_TELEGRAM)
            self.bot.token = path.removeprefix("/bot").partition("/")[0]
            answer = self.bot.request(path, received.headers["content-type"], received.raw)
            return answer.status, answer.body
        if self.is_down:
            return 503, {}
        self.received.append(received)
        failures = self.failures.get(self.text(received))
        if failures:
            return failures.popleft(), {"ok": False}
        return 200, {}

    def with_text(self, text: str) -> list[Received]:
        return [request for request in self.received if self.text(request) == text]

    @staticmethod
    def text(received: Received) -> str:
        return str(received.body.get("message", {}).get("text"))

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
