"""A real HTTP server on a free loopback port, for the duration of a `with` block."""

import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


@dataclass
class Received:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Respond = Callable[[BaseHTTPRequestHandler], None]


def responding(status: int = 200, body: bytes = b"", **headers: str) -> Respond:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return respond


def in_turn(*responses: Respond) -> Respond:
    """One response for each request."""
    left = list(responses)

    def respond(handler: BaseHTTPRequestHandler) -> None:
        left.pop(0)(handler)

    return respond


class Server:
    def __init__(self, respond: Respond | None = None, tls: ssl.SSLContext | None = None) -> None:
        self.received: list[Received] = []
        self.closing = threading.Event()
        """Set at the end: a handler that keeps its connection open waits for it."""
        self._respond = respond or responding()
        self._http = _Quiet(("127.0.0.1", 0), self._handler())
        if tls:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
        self.port: int = self._http.server_address[1]
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            closing = server.closing

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                server.received.append(Received(self.command, self.path, headers, body))
                server._respond(self)

            do_GET = do_POST  # noqa: N815 - http.server names it

            def log_message(self, *_args: object) -> None:
                """Nothing."""

        return Handler

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, *_args: object) -> None:
        """Ignored: in some tests the client closes the connection."""
