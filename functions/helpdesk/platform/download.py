"""Downloads from URLs that others chose, in chunks, with limits for size and time. Each redirect is checked like the
first URL, and no private headers are sent."""

import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache
from urllib.parse import urljoin

import urllib3
from urllib3.exceptions import HTTPError

from helpdesk.platform.decompression import Corrupt, decompressed
from helpdesk.platform.frozen import frozen
from helpdesk.platform.limited_connections import StartTimer, TimeLimit, connections, start_timer
from helpdesk.platform.outbound_address import AddressGuard, AddressRefused, NotReached, Target

CONNECT_SECONDS = 3.0
READ_SECONDS = 10.0
MAX_REDIRECTS = 5
_CHUNK_BYTES = 64 * 1024
_GZIP_FILES = {"application/gzip", "application/x-gzip", "application/x-gunzip", "application/x-tgz"}
_REDIRECTS = {301, 302, 303, 307, 308}
_HEADERS = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "Kanaal/1"}


class TooMuch(Exception):
    """More bytes than the limit."""


class CutOff(Exception):
    """The download stopped early: the other side closed it, or its time limit was reached."""


@frozen
class Download:
    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    chunks: Iterator[bytes]
    """Decompressed. Raises TooMuch, CutOff, UnknownEncoding. Read it while the download is open."""


class GuardedDownloader:
    def __init__(
        self,
        guard: AddressGuard,
        *,
        max_bytes: int,
        seconds: float,
        monotonic: Callable[[], float] = time.monotonic,
        start_timer: StartTimer = start_timer,
    ) -> None:
        """`seconds`: for the whole download, including redirects."""
        self._guard = guard
        self._max_bytes = max_bytes
        self._seconds = seconds
        self._monotonic = monotonic
        self._start_timer = start_timer
        self._tls = cache(ssl.create_default_context)

    @contextmanager
    def open(self, url: str, max_bytes: int | None = None) -> Iterator[Download]:
        """The response after at most five redirects, with at most `max_bytes` if that is less. Raises
        AddressRefused, NotReached, CutOff, TooMuch."""
        deadline = self._monotonic() + self._seconds
        allowed = self._max_bytes if max_bytes is None else min(max_bytes, self._max_bytes)
        for _ in range(MAX_REDIRECTS + 1):
            with self._response(self._guard.target(url), deadline) as (response, limit):
                location = response.headers.get("location")
                if response.status not in _REDIRECTS or not location:
                    headers = {name.lower(): value for name, value in response.headers.items()}
                    yield Download(response.status, headers, _content(response, limit, allowed))
                    return
                url = _next(url, location)
        raise AddressRefused(f"The URL redirects more than {MAX_REDIRECTS} times.")

    @contextmanager
    def _response(self, target: Target, deadline: float) -> Iterator[tuple[urllib3.BaseHTTPResponse, TimeLimit]]:
        left = deadline - self._monotonic()
        if left <= 0:
            raise CutOff("no time is left")
        limit = TimeLimit(left, self._start_timer)
        pool = connections(target, limit, self._tls)
        try:
            with closing(self._get(pool, target, limit)) as response:
                yield response, limit
        finally:
            limit.cancel()
            pool.close()

    @staticmethod
    def _get(pool: urllib3.HTTPConnectionPool, target: Target, limit: TimeLimit) -> urllib3.BaseHTTPResponse:
        try:
            return pool.request(
                "GET",
                target.path,
                headers={**_HEADERS, "Host": target.host},
                redirect=False,
                retries=False,
                preload_content=False,
                timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
            )
        except HTTPError as error:
            if limit.started:
                raise CutOff(f"no response: {type(error).__name__}") from error
            raise NotReached(f"no connection: {type(error).__name__}") from error


def _content(response: urllib3.BaseHTTPResponse, limit: TimeLimit, max_bytes: int) -> Iterator[bytes]:
    """Decompressed here and not by urllib3, which bounds what it decompresses only since version 2.6."""
    announced = response.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:19]) > max_bytes:
        raise TooMuch
    arrived = _limited(response.stream(_CHUNK_BYTES, decode_content=False), max_bytes)
    try:
        yield from _limited(decompressed(arrived, _encoding(response.headers)), max_bytes)
    except (HTTPError, Corrupt) as error:
        raise CutOff(f"cut off: {type(error).__name__}") from error
    if limit.over:
        raise CutOff("its time limit was reached")


def _limited(chunks: Iterable[bytes], max_bytes: int) -> Iterator[bytes]:
    taken = 0
    for chunk in chunks:
        taken += len(chunk)
        if taken > max_bytes:
            raise TooMuch
        yield chunk


def _encoding(headers: Mapping[str, str]) -> str:
    """As browsers do: a gzip file that is said to be encoded with gzip is packed once, not twice."""
    is_archive = headers.get("content-type", "").partition(";")[0].strip().lower() in _GZIP_FILES
    return "" if is_archive else headers.get("content-encoding", "")


def _next(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise AddressRefused("The URL redirects to a malformed URL.") from error
