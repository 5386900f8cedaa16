"""An HTTP request and its response, without sockets."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlsplit

JSON, HTML = "application/json", "text/html; charset=utf-8"


class BadRequest(Exception):
    """The response is 400, with this text for the user."""


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    target: str
    headers: Mapping[str, str]
    """The names are in lower case."""
    body: bytes = b""

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query))

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode("utf-8", "replace")))

    def json(self) -> dict[str, Any]:
        """The content-type must be JSON: the form of another site cannot set it, so it cannot write in a customer's
        name."""
        if self.headers.get("content-type", "").partition(";")[0] != JSON:
            raise BadRequest("The content-type must be application/json.")
        try:
            body = json.loads(self.body)
            json.dumps(body, ensure_ascii=False).encode()  # raises UnicodeEncodeError for an unpaired surrogate
        except (ValueError, RecursionError) as error:
            raise BadRequest("The body is not valid JSON.") from error
        if not isinstance(body, dict):
            raise BadRequest("The body must be a JSON object.")
        return body

    def cookie(self, name: str) -> str:
        try:
            cookie = SimpleCookie(self.headers.get("cookie", "")).get(name)
        except CookieError:
            return ""
        return cookie.value if cookie else ""


@dataclass(frozen=True, slots=True)
class Response:
    status: int = 200
    content_type: str = JSON
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)


def as_json(body: dict[str, Any], status: int = 200) -> Response:
    return Response(status, JSON, json.dumps(body).encode())


def as_page(html: str, status: int = 200) -> Response:
    return Response(status, HTML, html.encode())
