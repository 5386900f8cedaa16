"""A request and an answer, without sockets."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlsplit

JSON, HTML = "application/json", "text/html; charset=utf-8"


class NotPossible(Exception):
    """What was asked for cannot be; the words are fit for who asked."""


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    target: str
    headers: Mapping[str, str]
    """Names in lower case."""
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
        """Only where it says that it is JSON: another site's form cannot, so it cannot write in a customer's name."""
        if self.headers.get("content-type", "").partition(";")[0] != JSON:
            raise NotPossible("The content-type must be application/json.")
        try:
            found = json.loads(self.body)
            json.dumps(found, ensure_ascii=False).encode()  # half a character of UTF-16 is none
        except (ValueError, RecursionError) as error:
            raise NotPossible("The body is malformed.") from error
        if not isinstance(found, dict):
            raise NotPossible("The body is no object.")
        return found

    def cookie(self, name: str) -> str:
        try:
            found = SimpleCookie(self.headers.get("cookie", "")).get(name)
        except CookieError:
            return ""
        return found.value if found else ""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int = 200
    content_type: str = JSON
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)


def as_json(body: dict[str, Any], status: int = 200) -> Answer:
    return Answer(status, JSON, json.dumps(body).encode())


def as_page(html: str, status: int = 200) -> Answer:
    return Answer(status, HTML, html.encode())
