"""HTTP connections that end when their time is over, whatever the other side does.

A read timeout bounds each wait alone: a server that sends a byte now and then could hold a connection for ever.
"""

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import SplitResult

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection


class TimeLimit:
    """From the connection on; the socket is shut down when it is over, which ends whatever waits on it."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._timer: threading.Timer | None = None

    def start(self, connection: socket.socket) -> None:
        self._timer = threading.Timer(self._seconds, self._cut, (connection,))
        self._timer.daemon = True
        self._timer.start()

    @property
    def started(self) -> bool:
        """Whether there was a connection, with TLS where asked for: from then on something may have been sent."""
        return self._timer is not None

    def cancel(self) -> None:
        if self._timer:
            self._timer.cancel()

    @staticmethod
    def _cut(connection: socket.socket) -> None:
        with suppress(OSError):  # closed meanwhile
            socket.socket.shutdown(connection, socket.SHUT_RDWR)


class _Http(HTTPConnection):
    limit: TimeLimit

    def connect(self) -> None:
        super().connect()
        self.limit.start(self.sock)


class _Https(HTTPSConnection):
    limit: TimeLimit

    def connect(self) -> None:
        super().connect()
        self.limit.start(self.sock)


def connections(
    parts: SplitResult, address: str, port: int, limit: TimeLimit, context: Callable[[], ssl.SSLContext]
) -> urllib3.HTTPConnectionPool:
    """To that address alone; TLS still proves the name of the URL."""
    if parts.scheme == "http":
        pool = urllib3.HTTPConnectionPool(address, port)
        pool.ConnectionCls = type("Limited", (_Http,), {"limit": limit})
        return pool
    pool = urllib3.HTTPSConnectionPool(
        address,
        port,
        server_hostname=parts.hostname,
        assert_hostname=parts.hostname,
        cert_reqs="CERT_REQUIRED",
        ssl_context=context(),
    )
    pool.ConnectionCls = type("Limited", (_Https,), {"limit": limit})
    return pool
