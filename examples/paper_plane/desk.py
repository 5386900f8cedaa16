"""The desk's channel API, as much of it as Paper Plane uses."""

import json
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any
from urllib.parse import quote

BASE = "/conversations/custom-channels/2026-03"
OPAQUE = "CHANNEL_SPECIFIC_OPAQUE_ID"
TIMEOUT_SECONDS = 10
LONGEST_WAIT_SECONDS = 3600
_MAX_ANSWER_BYTES = 4 * 1024 * 1024

Json = dict[str, Any]


class Refused(Exception):
    """The same request will be refused again."""

    def __init__(self, status: int, error: Json) -> None:
        super().__init__(error.get("message") or f"The desk answered with status {status}.")
        self.status = status
        self.context: dict[str, list[str]] = error.get("context") or {}


class TryLater(Exception):
    """The same request, with the same key, may succeed later."""

    def __init__(self, reason: str, seconds: int | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds
        """What the desk asked for."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """The token belongs to the desk: it is never carried to another address."""


class Desk:
    def __init__(self, url: str, token: str) -> None:
        self._url = url + BASE
        self._token = token
        self._http = urllib.request.build_opener(_NoRedirects)

    def register(self, channel: Json) -> str:
        """The channel's id. The same name is the same channel; where it differs from last time, it is changed."""
        try:
            return str(self.call("POST", "/", channel)["id"])
        except Refused as refusal:
            [standing] = _standing(refusal)
        self.call("PATCH", f"/{standing}", channel)
        return standing

    def connect(self, channel_id: str, account: Json) -> None:
        """The same delivery identifier is the same account; what an administrator changed since is left alone."""
        try:
            self.call("POST", f"/{channel_id}/channel-accounts", account)
        except Refused as refusal:
            _standing(refusal)

    def finish_connection(self, channel_id: str, account_token: str, name: str, identifier: str) -> None:
        """What an administrator began at the desk. Done already is done."""
        path = f"/{channel_id}/channel-account-staging-tokens/{quote(account_token, safe='')}"
        body = {"accountName": name, "deliveryIdentifier": {"type": OPAQUE, "value": identifier}}
        try:
            self.call("PATCH", path, body)
        except Refused as refusal:
            if refusal.status != 409:
                raise

    def accounts(self, channel_id: str) -> list[Json]:
        found: list[Json] = []
        after: str | None = ""
        while after is not None:
            page = self.call("GET", f"/{channel_id}/channel-accounts?limit=100&after={quote(after, safe='')}")
            found += page["results"]
            after = page.get("paging", {}).get("next", {}).get("after")
        return found

    def account(self, channel_id: str, account_id: str) -> Json | None:
        """None for one that is archived or gone."""
        try:
            return self.call("GET", f"/{channel_id}/channel-accounts/{quote(account_id, safe='')}")
        except Refused as refusal:
            if refusal.status != 404:
                raise
            return None

    def publish(self, channel_id: str, message: Json) -> Json:
        return self.call("POST", f"/{channel_id}/messages", message)

    def message(self, channel_id: str, message_id: str) -> Json:
        return self.call("GET", f"/{channel_id}/messages/{quote(message_id, safe='')}")

    def report(self, channel_id: str, message_id: str, status: Json) -> Json:
        return self.call("PATCH", f"/{channel_id}/messages/{quote(message_id, safe='')}", status)

    def call(self, method: str, path: str, body: Json | None = None) -> Json:
        """Raises Refused, TryLater."""
        headers = {"authorization": f"Bearer {self._token}", "content-type": "application/json"}
        raw = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self._url + path, raw, headers, method=method)  # noqa: S310 - our own setting
        try:
            with self._http.open(request, timeout=TIMEOUT_SECONDS) as answer:
                return _object(answer.read(_MAX_ANSWER_BYTES))
        except urllib.error.HTTPError as error:
            with error:
                raise _problem(error) from error
        except (OSError, HTTPException, ValueError) as error:
            # It may have arrived or not. The idempotency key makes asking again harmless.
            raise TryLater(f"The desk did not answer: {error}") from error


def _problem(error: urllib.error.HTTPError) -> Exception:
    """401 and 403 are about our token and not about the message, which waits until somebody has mended that."""
    try:
        said = _object(error.read(65536))
    except (OSError, HTTPException, ValueError):
        said = {}
    if error.code < 500 and error.code not in {401, 403, 408, 429}:
        return Refused(error.code, said)
    asked_for = error.headers.get("retry-after", "")
    seconds = min(int(asked_for[:9]), LONGEST_WAIT_SECONDS) if asked_for.isdecimal() else None
    return TryLater(f"{error.code}: {said.get('message', 'no reason given')}", seconds)


def _standing(refusal: Refused) -> list[str]:
    """The id of what is there already, from a 409 that says how it differs; any other refusal is raised again."""
    if refusal.status != 409 or "id" not in refusal.context:
        raise refusal
    return refusal.context["id"]


def _object(raw: bytes) -> Json:
    """Raises ValueError: what is no JSON object did not come from the desk, whatever stands in between said it."""
    found = json.loads(raw)
    if not isinstance(found, dict):
        raise ValueError("the answer is no object")  # noqa: TRY004 - as json.loads raises it
    return found
