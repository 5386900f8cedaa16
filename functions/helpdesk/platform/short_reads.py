"""Reads of DynamoDB that leave most of botocore out.

botocore prepares, signs and looks through each request as if it were of any service: half of the CPU of a small
read. A read is always the same: a POST of JSON to one address. So it is signed and sent here, once, by botocore's own
connections. If that fails in any way, botocore reads again from the beginning, and reads everything for a second: it
knows what is wrong, what may be repeated, and how fast. So a read may be sent once more than botocore would send it.
Nothing else is sent here. What botocore does beside that is left out: the header of a trace, and what others have
registered for its events, but for `before-send`. docs/decisions/0068.
"""

import hashlib
import hmac
import json
import math
import time
from collections.abc import Callable, Mapping
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from zlib import crc32

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.credentials import ReadOnlyCredentials

_READS = {"GetItem", "BatchGetItem", "Query"}
_ALGORITHM = "AWS4-HMAC-SHA256"
_TYPE = "application/x-amz-json-1.0"
_PAUSE_SECONDS = 1
"""After a failure: whoever is throttled, or down, is not asked twice as often."""
_Answer = tuple[AWSResponse, dict[str, Any]]


def install(client: Any, now: Callable[[], float] = time.monotonic) -> None:
    """Nothing is installed for a client whose connections are kept elsewhere: Lambda's runtime brings a botocore of its
    own, and may bring a newer one at any time."""
    http = getattr(getattr(client, "_endpoint", None), "http_session", None)  # no second pool of connections
    if http is not None:
        client.meta.events.register("before-call.dynamodb", _Reads(client, http, now).answer)


class _Reads:
    def __init__(self, client: Any, http: Any, now: Callable[[], float]) -> None:
        self._http = http
        self._events = client.meta.events
        self._region: str = client.meta.region_name
        self._now = now
        self._paused_until = -math.inf

    def answer(self, model: Any, params: Mapping[str, Any], request_signer: Any, **_: Any) -> _Answer | None:
        """None leaves the call to botocore."""
        if model.name not in _READS or self._now() < self._paused_until:
            return None
        try:
            response = self._sent(model.name, self._request(params, request_signer))
            found = _verified(response)
        except Exception:  # noqa: BLE001 - also for what a newer botocore no longer has
            self._paused_until = self._now() + _PAUSE_SECONDS
            return None
        return response, {**found, "ResponseMetadata": {"HTTPStatusCode": response.status_code, "RetryAttempts": 0}}

    def _request(self, params: Mapping[str, Any], request_signer: Any) -> AWSPreparedRequest:
        credentials = request_signer.get_auth_instance("dynamodb", self._region).credentials
        target, body, url = params["headers"]["X-Amz-Target"], params["body"], params["url"]
        headers: Any = signed(url, target, body, self._region, credentials, time.time())
        headers["user-agent"] = params["headers"]["User-Agent"]
        return AWSPreparedRequest("POST", url, headers, body, stream_output=False)

    def _sent(self, operation: str, request: AWSPreparedRequest) -> AWSResponse:
        """Whoever answers in the place of DynamoDB is asked first, as by botocore."""
        _, answer = self._events.emit_until_response(f"before-send.dynamodb.{operation}", request=request)
        found: AWSResponse = answer or self._http.send(request)
        return found


def _verified(response: AWSResponse) -> dict[str, Any]:
    """Raises ValueError unless it is all that DynamoDB has made a checksum of."""
    if response.status_code != HTTPStatus.OK or response.headers.get("x-amz-crc32") != str(crc32(response.content)):
        raise ValueError("DynamoDB refused the read, or its answer is incomplete")
    found: dict[str, Any] = json.loads(response.content)
    return found


def signed(
    url: str, target: str, body: bytes, region: str, credentials: ReadOnlyCredentials, now: float
) -> dict[str, str]:
    """The headers of such a request: Signature Version 4."""
    at = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now))
    session = {"x-amz-security-token": credentials.token} if credentials.token else {}
    host = url.partition("://")[2].partition("/")[0]
    headers = {"content-type": _TYPE, "host": host, "x-amz-date": at, **session, "x-amz-target": target}
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    request = f"POST\n/\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    scope = f"{at[:8]}/{region}/dynamodb/aws4_request"
    text = f"{_ALGORITHM}\n{at}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.digest(_key(credentials.secret_key, scope), text.encode(), "sha256").hex()
    by = f"{_ALGORITHM} Credential={credentials.access_key}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {**headers, "authorization": by}


@lru_cache(4)
def _key(secret: str, scope: str) -> bytes:
    """The same for a day."""
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
