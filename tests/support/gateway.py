"""An HTTP API's gateway in one process: converts requests to events of payload format 2.0, and results to responses."""

import base64
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

import httpx

from helpdesk.people.principals import Principal

Json = dict[str, Any]
Function = Callable[[Json, Any], Json]


def event(method: str, path: str, query: str, headers: Mapping[str, str], body: bytes, who: Principal | None) -> Json:
    """The gateway's event: the path decoded, headers in lower case, a body that is not text in base64."""
    parameters: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        parameters[name] = f"{parameters[name]},{value}" if name in parameters else value
    try:
        text, encoded = body.decode(), False
    except UnicodeDecodeError:
        text, encoded = base64.b64encode(body).decode(), True
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": unquote(path),
        "rawQueryString": query,
        "queryStringParameters": parameters,
        "headers": {name.lower(): value for name, value in headers.items()},
        "requestContext": {
            "http": {"method": method, "path": unquote(path)},
            "stage": "$default",
            "timeEpoch": int(time.time() * 1000),
            "authorizer": {"lambda": who.to_context() if who else {}},
        },
        "body": text or None,
        "isBase64Encoded": encoded,
    }


class Gateway(httpx.MockTransport):
    """For httpx: the token authenticates the principal; without the header the gateway itself responds."""

    def __init__(self, function: Function, token: str, principal: Principal) -> None:
        super().__init__(self._respond)
        self._function = function
        self._token = token
        self._principal = principal

    def _respond(self, request: httpx.Request) -> httpx.Response:
        given = request.headers.get("authorization")
        if given is None:
            return httpx.Response(401, json={"message": "Unauthorized"})
        who = self._principal if given == f"Bearer {self._token}" else None
        path, _, query = request.url.raw_path.decode().partition("?")
        gateway_event = event(request.method, path, query, request.headers, request.read(), who)
        response = self._function(gateway_event, None)
        headers = {name: str(value) for name, value in response.get("headers", {}).items()}
        headers |= {name: ",".join(values) for name, values in response.get("multiValueHeaders", {}).items()}
        return httpx.Response(response["statusCode"], headers=headers, content=response.get("body") or "")
