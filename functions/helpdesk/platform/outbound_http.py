"""Posts to URLs that others chose, without redirects. Which URLs are allowed: outbound_address.py."""

import ssl
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from typing import Protocol

import urllib3
from urllib3.exceptions import HTTPError

from helpdesk.platform.frozen import frozen
from helpdesk.platform.limited_connections import StartTimer, TimeLimit, connections, start_timer
from helpdesk.platform.outbound_address import DEFAULT_PORTS, AddressGuard, AddressRefused, NotReached, Resolve, resolve

__all__ = [
    "AddressRefused",
    "Body",
    "GuardedPoster",
    "HttpPoster",
    "HttpResponse",
    "NoResponse",
    "NotReached",
    "StreamedBody",
]

CONNECT_SECONDS = 3.0
READ_SECONDS = 10.0
TOTAL_SECONDS = 15.0
UPLOAD_SECONDS = 25.0
"""For a body that is streamed, the whole time and the longest silence: less than the functions that upload have."""
MAX_RESPONSE_BYTES = 64 * 1024


class NoResponse(Exception):
    """The request may have arrived; the result is not known."""


@frozen
class HttpResponse:
    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    """At most the first 64 KB, unless the poster was told otherwise."""


@frozen
class StreamedBody:
    size: int
    """Bytes: exactly as many as `read` has."""
    read: Callable[[], Iterator[bytes]]


Body = bytes | StreamedBody


class HttpPoster(Protocol):
    def post(self, url: str, headers: Mapping[str, str], body: Body) -> HttpResponse: ...


class _Upload:
    """The bytes of a body as they leave, and whether all have left."""

    def __init__(self, body: StreamedBody) -> None:
        self._left = iter(body.read())
        self.is_complete = False

    def __iter__(self) -> Iterator[bytes]:
        yield from self._left
        self.is_complete = True


class GuardedPoster:
    def __init__(
        self,
        *,
        allow_loopback: bool,
        ports: Collection[int] = DEFAULT_PORTS,
        resolve: Resolve = resolve,
        start_timer: StartTimer = start_timer,
        max_response_bytes: int = MAX_RESPONSE_BYTES,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        """`allow_loopback`: for a local deployment; it also allows plain HTTP, to loopback only. `total_seconds`: of a
        call whose body is not streamed."""
        self._guard = AddressGuard(allow_loopback=allow_loopback, ports=ports, resolve=resolve)
        self._start_timer = start_timer
        self._max_response_bytes = max_response_bytes
        self._total_seconds = total_seconds
        # Reading the system's certificates is most of the cost of a call: once, and only when TLS is used.
        self._tls = cache(ssl.create_default_context)

    def post(self, url: str, headers: Mapping[str, str], body: Body) -> HttpResponse:
        """Raises AddressRefused, NotReached (also if a streamed body was not sent completely), NoResponse; and what
        reading a streamed body raises."""
        if isinstance(body, bytes):
            silence = min(READ_SECONDS, self._total_seconds)
            return self._post(url, headers, body, seconds=self._total_seconds, silence=silence)
        upload = _Upload(body)
        headers = {**headers, "Content-Length": str(body.size)}
        try:
            return self._post(url, headers, upload, seconds=UPLOAD_SECONDS, silence=UPLOAD_SECONDS)
        except NoResponse as error:
            if not upload.is_complete:  # whoever got less than was announced has no request to process
                raise NotReached(str(error)) from error
            raise

    def _post(
        self, url: str, headers: Mapping[str, str], body: bytes | _Upload, *, seconds: float, silence: float
    ) -> HttpResponse:
        target = self._guard.target(url)
        limit = TimeLimit(seconds, self._start_timer)
        pool = connections(target, limit, self._tls)
        try:
            response = pool.request(
                "POST",
                target.path,
                body=body,
                headers={**headers, "Host": target.host},
                redirect=False,
                retries=False,
                preload_content=False,
                timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=silence),
            )
            return HttpResponse(
                response.status, {k.lower(): v for k, v in response.headers.items()}, self._read(response)
            )
        except HTTPError as error:
            # A TLS error may occur before the request or after it: the connection knows which.
            if limit.started:
                raise NoResponse(f"no response: {type(error).__name__}") from error
            raise NotReached(f"no connection: {type(error).__name__}") from error
        finally:
            limit.cancel()
            pool.close()

    def _read(self, response: urllib3.BaseHTTPResponse) -> bytes:
        """What arrived in time; the status is known already, and a slow body must not block the sender."""
        body = b""
        try:
            for chunk in response.stream(8192):
                body += chunk
                if len(body) >= self._max_response_bytes:
                    break
        except HTTPError:
            return body
        return body[: self._max_response_bytes]
