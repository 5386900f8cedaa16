"""Keeps the pages of lists below Lambda's limit for a response.

What a page needs is known when it is rendered: a control character of one byte in the table is seven bytes of the
response. So a page that became too large is read again with fewer entries.
"""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

MAX_BYTES = 6_000_000
"""Lambda's limit is 6 MB, and includes what the gateway reads besides the body."""
_CERTAINLY_FITS = MAX_BYTES // 8
_PARAMETER = "limit"

Event = dict[str, Any]
Response = dict[str, Any]


def fitted(answer: Callable[[Event], Response], event: Event) -> Response:
    """The response to the request; of a list that is read, only as many entries as fit. A list must accept `limit`."""
    response = answer(event)
    if event.get("requestContext", {}).get("http", {}).get("method") != "GET":
        return response  # what has changed something is not called again
    while (size := _size(response)) > MAX_BYTES and (entries := _entries(response)) > 1:
        fewer = min(entries - 1, max(1, entries * MAX_BYTES // size))
        shorter = answer(_with_limit(event, fewer))
        if shorter["statusCode"] != HTTPStatus.OK:
            break
        response = shorter
    return response


def _size(response: Mapping[str, Any]) -> int:
    """As Lambda sends it: the body is text in JSON, so what was escaped is escaped again."""
    if len(response.get("body") or "") < _CERTAINLY_FITS:
        return 0
    return len(json.dumps(response))


def _entries(response: Mapping[str, Any]) -> int:
    """The length of the list in the response; 0 if there is none."""
    body = json.loads(response["body"])
    lists = [value for value in body.values() if isinstance(value, list)] if isinstance(body, dict) else []
    return max(map(len, lists), default=0)


def _with_limit(event: Event, limit: int) -> Event:
    """The last value of a parameter counts."""
    query = event.get("rawQueryString") or ""
    more = urlencode({_PARAMETER: limit})
    parameters = {**(event.get("queryStringParameters") or {}), _PARAMETER: str(limit)}
    return {**event, "rawQueryString": f"{query}&{more}" if query else more, "queryStringParameters": parameters}
