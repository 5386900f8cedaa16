"""A desk that gives scripted responses, over real HTTP on loopback."""

import json
import threading
from collections import deque
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True)
class ReceivedRequest:
    method: str
    path: str
    authorization: str
    body: Any


class ScriptedDesk:
    def __init__(self) -> None:
        self.requests: list[ReceivedRequest] = []
        self.responses: deque[tuple[int, dict[str, Any] | str, dict[str, str]]] = deque()
        desk = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers.get("content-length") or 0))
                body = json.loads(raw) if raw else None
                desk.requests.append(ReceivedRequest(self.command, self.path, self.headers["authorization"], body))
                status, response, headers = desk.responses.popleft()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write((response if isinstance(response, str) else json.dumps(response)).encode())

            def do_GET(self) -> None:
                self.do_POST()

            def do_PATCH(self) -> None:
                self.do_POST()

            def log_message(self, *_: object) -> None:
                """Not one line per request: pytest shows what failed."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def will_respond(self, status: int, body: dict[str, Any] | str | None = None, **headers: str) -> None:
        self.responses.append(
            (status, {} if body is None else body, {name.replace("_", "-"): value for name, value in headers.items()})
        )

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
