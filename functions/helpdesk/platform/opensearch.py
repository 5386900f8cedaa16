"""One index of an OpenSearch server: Amazon OpenSearch Serverless, or a plain server in tests.

Only calls that may be repeated: a request is sent again where the server is busy or does not answer, and says after a
bounded time that it is not there. OpenSearch Serverless sleeps after ten minutes without requests, and needs 10 to 30
seconds to wake up.
"""

import hashlib
import json
import random
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any

import urllib3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from urllib3.exceptions import HTTPError

from helpdesk.platform import aws
from helpdesk.platform.errors import Unavailable

Sign = Callable[[str, str, bytes, Mapping[str, str]], Mapping[str, str]]
"""The headers with which a request (method, URL, body, headers) is sent."""

_CONNECT_SECONDS = 2.0
_FIRST_WAIT_SECONDS = 0.2
_LONGEST_WAIT_SECONDS = 4.0
_BUSY, _FAILED = 429, 500
_ASLEEP = {502, 503, 504}
_RETRY_AFTER_BUSY, _RETRY_AFTER_ASLEEP = 2, 15
_RETRY_AFTER_BUILT = 30
_NO_INDEX = "index_not_found_exception"
_SHOWN = 300


class OpenSearchRefused(Exception):
    """The server understood the request, and will refuse it the next time too."""

    def __init__(self, status: int, kind: str, reason: str) -> None:
        super().__init__(f"OpenSearch refused the request with {status} {kind}: {reason[:_SHOWN]}")
        self.status = status
        self.kind = kind
        """`resource_already_exists_exception`, …"""


class NoIndex(Unavailable):
    """Nobody has made it yet."""


def signed_for_serverless() -> Sign:
    """With the credentials of this process."""
    session = aws.session()
    credentials, region = session.get_credentials(), session.get_config_variable("region")
    assert credentials, "no credentials: on Lambda, a function has those of its role"

    def sign(method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Mapping[str, str]:
        # The service demands the hash of the body as a header, which botocore adds for S3 only.
        hashed = {"X-Amz-Content-SHA256": hashlib.sha256(body).hexdigest()}
        request = AWSRequest(method, url, data=body, headers={**headers, **hashed})
        # Each time anew: credentials expire, and botocore renews them.
        SigV4Auth(credentials.get_frozen_credentials(), "aoss", region).add_auth(request)
        return dict(request.headers.items())

    return sign


class OpenSearchIndex:
    def __init__(
        self,
        endpoint: str,
        name: str,
        *,
        sign: Sign,
        patience_seconds: float,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`patience_seconds`: how long a call takes at most, with all that is tried again."""
        self._endpoint = endpoint.rstrip("/")
        self._path = f"/{name}"
        self._sign, self._patience = sign, patience_seconds
        self.sleep, self._now = sleep, now
        self._pool = urllib3.PoolManager(retries=False, maxsize=2)

    def create(self, description: Mapping[str, Any]) -> None:
        """Nothing if it exists already."""
        try:
            self._call("PUT", self._path, _json(description))
        except OpenSearchRefused as refused:
            if refused.kind != "resource_already_exists_exception":
                raise

    def delete(self) -> None:
        """Nothing if there is none."""
        with suppress(NoIndex):
            self._call("DELETE", self._path, b"")

    def all_names(self) -> list[str]:
        """Of all indexes of the server."""
        return [each["index"] for each in self._call("GET", "/_cat/indices?format=json&h=index", b"")["listed"]]

    def search(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._call("POST", f"{self._path}/_search", _json(body))

    def count(self, query: Mapping[str, Any]) -> int:
        return int(self._call("POST", f"{self._path}/_count", _json({"query": query}))["count"])

    def bulk(self, lines: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """What became of each operation, in their order."""
        body = b"".join(_json(line) + b"\n" for line in lines)
        items = self._call("POST", f"{self._path}/_bulk", body, kind="application/x-ndjson")["items"]
        return [result for item in items for result in item.values()]

    def _call(self, method: str, path: str, body: bytes, *, kind: str = "application/json") -> dict[str, Any]:
        end = self._now() + self._patience
        wait = _FIRST_WAIT_SECONDS
        while True:
            found = self._attempt(method, self._endpoint + path, body, kind, end - self._now())
            if not isinstance(found, Unavailable):
                return found
            if self._now() + wait >= end:
                raise found
            self.sleep(wait * random.uniform(0.5, 1))  # noqa: S311 - so that not everybody returns at once
            wait = min(_LONGEST_WAIT_SECONDS, wait * 2)

    def _attempt(self, method: str, url: str, body: bytes, kind: str, seconds: float) -> dict[str, Any] | Unavailable:
        """Unavailable is returned where the same request may be answered later."""
        headers = self._sign(method, url, body, {"Content-Type": kind})
        timeout = urllib3.Timeout(connect=_CONNECT_SECONDS, total=max(seconds, _FIRST_WAIT_SECONDS))
        try:
            response = self._pool.request(
                method, url, body=body, headers=headers, timeout=timeout, redirect=False, retries=False
            )
        except HTTPError as error:
            asleep = _asleep()
            asleep.__cause__ = error
            return asleep
        if response.status == _BUSY:
            return Unavailable("The search is busy. Try again.", retry_after_seconds=_RETRY_AFTER_BUSY)
        if response.status == _FAILED:
            return Unavailable("The search failed. Try again.")
        if response.status in _ASLEEP:
            return _asleep()
        answer = _parsed(response.data)
        if not 200 <= response.status < 300:
            raise _refused(response.status, answer)
        return answer


def _asleep() -> Unavailable:
    return Unavailable(
        "The search wakes up, as nobody has used it for a while. Try again in half a minute.",
        retry_after_seconds=_RETRY_AFTER_ASLEEP,
    )


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {"listed": found}


def _refused(status: int, answer: Mapping[str, Any]) -> OpenSearchRefused | NoIndex:
    error = answer.get("error")
    if not isinstance(error, dict):
        return OpenSearchRefused(status, "unknown", str(error or answer.get("message", "")))
    if error.get("type") == _NO_INDEX:
        return NoIndex("The index is being built. Try again.", retry_after_seconds=_RETRY_AFTER_BUILT)
    return OpenSearchRefused(status, str(error.get("type")), str(error.get("reason")))
