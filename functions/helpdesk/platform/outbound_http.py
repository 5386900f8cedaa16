"""Calling addresses that others chose: HTTPS only, no redirects, and never into a private network.

The address that was checked is the address connected to: the name is resolved once, each answer is checked, and the
connection goes to that number while TLS still proves the name.
"""

import ipaddress
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from helpdesk.platform.limited_connections import TimeLimit, connections

CONNECT_SECONDS = 3.0
READ_SECONDS = 10.0
TOTAL_SECONDS = 15.0
MAX_ANSWER_BYTES = 64 * 1024

Resolve = Callable[[str, int], list[str]]


class AddressRefused(Exception):
    """The address may not be called; trying again would not help. The message is fit for an agent."""


class NotReached(Exception):
    """Nothing was sent."""


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


def resolve(host: str, port: int) -> list[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class GuardedPoster:
    def __init__(
        self, *, allow_loopback: bool, resolve: Resolve = resolve, total_seconds: float = TOTAL_SECONDS
    ) -> None:
        """`allow_loopback` is for a desk that runs on one machine: it also opens plain HTTP, to loopback alone."""
        self._total_seconds = total_seconds
        self._allow_loopback = allow_loopback
        self._resolve = resolve
        # Reading all certificates of the system is most of what a call costs: once, and only when TLS is used.
        self._tls = cache(ssl.create_default_context)

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Raises AddressRefused, NotReached, NoAnswer."""
        parts, port = self._split(url)
        address = self._address(str(parts.hostname), port, plain=parts.scheme == "http")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        limit = TimeLimit(self._total_seconds)
        pool = connections(parts, address, port, limit, self._tls)
        try:
            answer = pool.request(
                "POST",
                path,
                body=body,
                headers={**headers, "Host": parts.netloc.rpartition("@")[2]},
                redirect=False,
                retries=False,
                preload_content=False,
                timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=min(READ_SECONDS, self._total_seconds)),
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

    def _split(self, url: str) -> tuple[SplitResult, int]:
        try:
            parts = urlsplit(url)
            port = parts.port or (80 if parts.scheme == "http" else 443)
        except ValueError as error:
            raise AddressRefused("The address is malformed.") from error
        if not parts.hostname or parts.scheme not in {"https", "http"}:
            raise AddressRefused("The address must begin with https://.")
        if parts.scheme == "http" and not self._allow_loopback:
            raise AddressRefused("The address must begin with https://.")
        if not parts.netloc.isascii():
            raise AddressRefused("The host must be written in ASCII: xn--…")
        if parts.username is not None:
            raise AddressRefused("The address may not hold a user name or a password.")
        return parts, port

    def _address(self, host: str, port: int, *, plain: bool) -> str:
        try:
            found = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise NotReached("the host's name could not be resolved") from error
        if not found:
            raise NotReached("the host's name has no address")
        for address in found:
            if not self._may_call(address, plain=plain):
                raise AddressRefused("The address lies in a private or reserved network.")
        return found[0]

    def _may_call(self, address: str, *, plain: bool) -> bool:
        ip = ipaddress.ip_address(address.partition("%")[0])
        embedded = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
        ip = embedded or ip
        if ip.is_loopback:
            return self._allow_loopback
        # Python calls reserved IPv6 global: NAT64 and IPv4-compatible addresses, behind which private ones may lie.
        reserved = ip.is_multicast or ip.is_reserved or getattr(ip, "is_site_local", False)
        return ip.is_global and not reserved and not plain


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
