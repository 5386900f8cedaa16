"""Reads of DynamoDB that leave most of botocore out.

botocore prepares, signs and looks through each request as if it were of any service: two thirds of the CPU of a small
read. A read is always the same: a POST of JSON to one address. So it is signed and sent here, once, by botocore's own
connections. Whatever is not a whole answer is no answer: botocore asks again from the beginning, as if nothing had been
sent. It says what is wrong, and repeats what may be repeated. A read may be sent twice; nothing else is sent here.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from zlib import crc32

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.credentials import ReadOnlyCredentials

_READS = {"GetItem", "BatchGetItem", "Query"}
_ALGORITHM = "AWS4-HMAC-SHA256"
_TYPE = "application/x-amz-json-1.0"


def install(client: Any) -> None:
    """Nothing is installed for a client whose connections are kept elsewhere: Lambda's runtime brings a botocore of its
    own, and may bring a newer one at any time."""
    http = getattr(getattr(client, "_endpoint", None), "http_session", None)  # no second pool of connections
    if http is not None:
        client.meta.events.register("before-call.dynamodb", _Reads(client, http).answer)


class _Reads:
    def __init__(self, client: Any, http: Any) -> None:
        self._http = http
        self._events = client.meta.events
        self._region: str = client.meta.region_name

    def answer(
        self, model: Any, params: Mapping[str, Any], request_signer: Any, **_: Any
    ) -> tuple[AWSResponse, dict[str, Any]] | None:
        """None: botocore shall ask."""
        if model.name not in _READS:
            return None
        try:
            credentials = request_signer.get_auth_instance("dynamodb", self._region).credentials
            if credentials is None:
                return None
            response = self._sent(model.name, self._request(params, credentials))
            found = _whole(response)
        except Exception:  # noqa: BLE001 - also what another botocore has not: it reads everything itself then
            return None
        if found is None:
            return None
        return response, {**found, "ResponseMetadata": {"HTTPStatusCode": response.status_code, "RetryAttempts": 0}}

    def _request(self, params: Mapping[str, Any], credentials: ReadOnlyCredentials) -> AWSPreparedRequest:
        target, body, url = params["headers"]["X-Amz-Target"], params["body"], params["url"]
        headers: Any = signed(url, target, body, self._region, credentials, time.time())
        headers["user-agent"] = params["headers"]["User-Agent"]
        return AWSPreparedRequest("POST", url, headers, body, stream_output=False)

    def _sent(self, operation: str, request: AWSPreparedRequest) -> AWSResponse:
        """Whoever answers in the place of DynamoDB is asked first, as by botocore."""
        answers = self._events.emit(f"before-send.dynamodb.{operation}", request=request)
        found: AWSResponse = next((answer for _, answer in answers if answer is not None), None) or self._http.send(
            request
        )
        return found


def _whole(response: AWSResponse) -> dict[str, Any] | None:
    """What was sent, if it is what DynamoDB has made a checksum of."""
    if response.status_code != HTTPStatus.OK or response.headers.get("x-amz-crc32") != str(crc32(response.content)):
        return None
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
