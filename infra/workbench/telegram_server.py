"""A Bot API as an HTTP server on loopback."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from infra.workbench.telegram import BotApi, NoAnswer


@contextmanager
def serving(api: BotApi) -> Iterator[str]:
    """The URL of the API."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            try:
                answer = api.request(self.path, self.headers["content-type"], body)
            except NoAnswer:
                self.close_connection = True
                return
            self._respond(answer.status, "application/json", json.dumps(answer.body).encode())

        def do_GET(self) -> None:
            content = api.download(self.path)
            self._respond(404 if content is None else 200, "application/octet-stream", content or b"")

        def _respond(self, status: int, content_type: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-type", content_type)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
