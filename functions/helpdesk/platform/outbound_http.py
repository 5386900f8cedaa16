"""Posting to addresses that others chose, without redirects. Which may be called: outbound_address.py."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import urllib3
from urllib3.exceptions import HTTPError

from helpdesk.platform.limited_connections import TimeLimit, connections
from helpdesk.platform.outbound_address import AddressGuard, AddressRefused, NotReached, Resolve, resolve

__all__ = ["AddressRefused", "Answer", "GuardedPoster", "HttpPoster", "NoAnswer", "NotReached"]

CONNECT_SECONDS = 3.0
READ_SECONDS = 10.0
TOTAL_SECONDS = 15.0
MAX_ANSWER_BYTES = 64 * 1024


class NoAnswer(Exception):
    """The request may have arrived; what became of it is not known."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    """At most 64 KB of it."""


class HttpPoster(Protocol):
    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer: ...


class GuardedPoster:
    def __init__(self, *, allow_loopback: bool, resolve: Resolve = resolve) -> None:
        """`allow_loopback` is for a desk that runs on one machine: it also opens plain HTTP, to loopback alone."""
        self._guard = AddressGuard(allow_loopback=allow_loopback, resolve=resolve)
        # Reading all certificates of the system is most of what a call costs: once, and only when TLS is used.
        self._tls = cache(ssl.create_default_context)

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Raises AddressRefused, NotReached, NoAnswer."""
        target = self._guard.target(url)
        limit = TimeLimit(TOTAL_SECONDS)
        pool = connections(target, limit, self._tls)
        try:
            answer = pool.request(
                "POST",
                target.path,
                body=body,
                headers={**headers, "Host": target.host},
                redirect=False,
                retries=False,
                preload_content=False,
                timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
            )
            return Answer(answer.status, {k.lower(): v for k, v in answer.headers.items()}, _read(answer))
        except HTTPError as error:
            # An error of TLS may come before the request and after it: the connection knows which.
            if limit.started:
                raise NoAnswer(f"no answer: {type(error).__name__}") from error
            raise NotReached(f"no connection: {type(error).__name__}") from error
        finally:
            limit.cancel()
            pool.close()


def _read(answer: urllib3.BaseHTTPResponse) -> bytes:
    """What came in time; the status is known already, and a slow body must not hold the sender."""
    body = b""
    try:
        for chunk in answer.stream(8192):
            body += chunk
            if len(body) >= MAX_ANSWER_BYTES:
                break
    except HTTPError:
        return body
    return body[:MAX_ANSWER_BYTES]
