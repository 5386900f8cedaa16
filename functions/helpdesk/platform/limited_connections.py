"""HTTP connections with a total time limit, whatever the other side does.

A read timeout only limits each wait: a server that sends a byte now and then could hold a connection forever.
"""

import logging
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from helpdesk.platform.outbound_address import Target

# Its warnings name the URL, which may contain a token.
logging.getLogger("urllib3").setLevel(logging.ERROR)


class Timer(Protocol):
    def cancel(self) -> None: ...


StartTimer = Callable[[float, Callable[[], None]], Timer]
"""Calls the function after these seconds, unless it is cancelled before."""


def start_timer(seconds: float, then: Callable[[], None]) -> Timer:
    timer = threading.Timer(seconds, then)
    timer.daemon = True
    timer.start()
    return timer


class TimeLimit:
    """The limit starts with the connection; then the socket is shut down, which ends whatever waits on it."""

    def __init__(self, seconds: float, start_timer: StartTimer) -> None:
        self._seconds = seconds
        self._start_timer = start_timer
        self._timer: Timer | None = None
        self.over = False
        """Whether the connection was cut: what was read until then may look like its end."""

    def start(self, connection: socket.socket) -> None:
        self._timer = self._start_timer(self._seconds, lambda: self._cut(connection))

    @property
    def started(self) -> bool:
        """Whether there was a connection, including TLS if requested: from then on, data may have been sent."""
        return self._timer is not None

    def cancel(self) -> None:
        if self._timer:
            self._timer.cancel()

    def _cut(self, connection: socket.socket) -> None:
        self.over = True
        with suppress(OSError):  # closed in the meantime
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


def connections(target: Target, limit: TimeLimit, context: Callable[[], ssl.SSLContext]) -> urllib3.HTTPConnectionPool:
    """Connects to that address only; TLS still verifies the host name of the URL."""
    if target.parts.scheme == "http":
        pool = urllib3.HTTPConnectionPool(target.address, target.port)
        pool.ConnectionCls = type("Limited", (_Http,), {"limit": limit})
        return pool
    pool = urllib3.HTTPSConnectionPool(
        target.address,
        target.port,
        server_hostname=target.parts.hostname,
        assert_hostname=target.parts.hostname,
        cert_reqs="CERT_REQUIRED",
        ssl_context=context(),
    )
    pool.ConnectionCls = type("Limited", (_Https,), {"limit": limit})
    return pool
