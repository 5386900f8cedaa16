"""The built page at an address of its own, with the headers that it has when it is deployed."""

import http.server
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from infra.constructs.content_security import Sources
from infra.local.tools import ROOT

DIST = ROOT / "workspace" / "dist"
FILES_ORIGIN = "https://files.example.com"
SIGN_IN_ORIGIN = "https://sign-in.example.com"
CSP = Sources(files=FILES_ORIGIN, sign_in=SIGN_IN_ORIGIN, user_pool=SIGN_IN_ORIGIN, live="wss://live.example").policy


class _Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        # A deep link is an address of the page, as the function in front of the bucket has it.
        if "." not in self.path.rpartition("/")[2].partition("?")[0]:
            self.path = "/index.html"
        super().do_GET()

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", CSP)
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Tests show what fails, not each file."""


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A page that is closed does not wait for its answer."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serving() -> Iterator[str]:
    if not (Path(DIST) / "index.html").exists():
        raise FileNotFoundError(f"{DIST} has no page: run `make workspace`")
    server = _Server(("127.0.0.1", 0), partial(_Handler, directory=str(DIST)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
