"""The HTTP server: limits for requests, security headers for responses."""

import sys
import traceback
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from examples.paper_plane import pictures
from examples.paper_plane.exchange import Request, Response
from examples.paper_plane.web import Web

MAX_BODY_BYTES = 1024 * 1024
TIMEOUT_SECONDS = 15


class Server(ThreadingHTTPServer):
    daemon_threads = True
    web: Web
    headers: dict[str, str]

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), Handler)


def security_headers(desk_origins: tuple[str, ...]) -> dict[str, str]:
    """Pages run only our own script, cannot be framed, and submit forms only to us, with redirects to the desk."""
    rules = {
        "default-src": "'none'",
        "connect-src": "'self'",
        "img-src": "'self' https: " + " ".join(desk_origins),
        "script-src": "'self'",
        "style-src": "'self'",
        "form-action": "'self' " + " ".join(desk_origins),
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        "content-security-policy": "; ".join(f"{name} {value}" for name, value in rules.items()),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
    }


class Handler(BaseHTTPRequestHandler):
    server: Server
    timeout = TIMEOUT_SECONDS

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        length = self.headers.get("content-length", "")
        if not length.isdecimal():
            self._send(Response(HTTPStatus.LENGTH_REQUIRED))
        elif int(length[:12]) > self._limit():
            self._send(Response(HTTPStatus.REQUEST_ENTITY_TOO_LARGE))
        else:
            self._serve(self.rfile.read(int(length)))

    def _limit(self) -> int:
        return pictures.MAX_BYTES if self.path.partition("?")[0].endswith("/pictures") else MAX_BODY_BYTES

    def _serve(self, body: bytes) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            response = self.server.web.respond(Request(self.command, self.path, headers, body))
        except Exception:  # noqa: BLE001 - a bug is a 500, and the desk retries
            traceback.print_exc(file=sys.stderr)
            response = Response(HTTPStatus.INTERNAL_SERVER_ERROR)
        self._send(response)

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        for name, value in (self.server.headers | dict(response.headers)).items():
            self.send_header(name, value)
        self.send_header("content-type", response.content_type)
        self.send_header("content-length", str(len(response.body)))
        self.end_headers()
        self.wfile.write(response.body)

    def log_message(self, *_: object) -> None:
        """Not one line per request: errors are printed where they occur."""
