"""A client of the desk's channel API, with the calls that Paper Plane needs."""

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
_MAX_RESPONSE_BYTES = 4 * 1024 * 1024

Json = dict[str, Any]


class Rejected(Exception):
    """A permanent failure: a retry would be rejected too."""

    def __init__(self, status: int, error: Json) -> None:
        super().__init__(error.get("message") or f"The desk responded with status {status}.")
        self.status = status
        self.context: dict[str, list[str]] = error.get("context") or {}


class TemporaryFailure(Exception):
    """A retry, with the same idempotency key, may succeed."""

    def __init__(self, reason: str, retry_after_seconds: int | None = None) -> None:
        super().__init__(reason)
        self.retry_after_seconds = retry_after_seconds
        """The wait that the desk requested."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """The token is for the desk alone: it is never sent to another address."""


class Desk:
    def __init__(self, url: str, token: str) -> None:
        self._url = url + BASE
        self._token = token
        self._http = urllib.request.build_opener(_NoRedirects)

    def register(self, channel: Json) -> str:
        """Returns the channel's id. A channel is identified by its name; an existing one that differs is updated."""
        try:
            return str(self.call("POST", "/", channel)["id"])
        except Rejected as rejection:
            [existing_id] = _existing_ids(rejection)
        self.call("PATCH", f"/{existing_id}", channel)
        return existing_id

    def connect(self, channel_id: str, account: Json) -> None:
        """An account is identified by its delivery identifier. An existing one is left as it is, because an
        administrator may have changed it."""
        try:
            self.call("POST", f"/{channel_id}/channel-accounts", account)
        except Rejected as rejection:
            _existing_ids(rejection)

    def finish_connection(self, channel_id: str, account_token: str, name: str, identifier: str) -> None:
        """Finishes a connection that an administrator started at the desk. Finishing it again is a no-op."""
        path = f"/{channel_id}/channel-account-staging-tokens/{quote(account_token, safe='')}"
        body = {"accountName": name, "deliveryIdentifier": {"type": OPAQUE, "value": identifier}}
        try:
            self.call("PATCH", path, body)
        except Rejected as rejection:
            if rejection.status != 409:
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
        """None if the account is archived or does not exist."""
        try:
            return self.call("GET", f"/{channel_id}/channel-accounts/{quote(account_id, safe='')}")
        except Rejected as rejection:
            if rejection.status != 404:
                raise
            return None

    def publish(self, channel_id: str, message: Json) -> Json:
        return self.call("POST", f"/{channel_id}/messages", message)

    def message(self, channel_id: str, message_id: str) -> Json:
        return self.call("GET", f"/{channel_id}/messages/{quote(message_id, safe='')}")

    def report(self, channel_id: str, message_id: str, status: Json) -> Json:
        return self.call("PATCH", f"/{channel_id}/messages/{quote(message_id, safe='')}", status)

    def call(self, method: str, path: str, body: Json | None = None) -> Json:
        """Raises Rejected, TemporaryFailure."""
        headers = {"authorization": f"Bearer {self._token}", "content-type": "application/json"}
        raw = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self._url + path, raw, headers, method=method)  # noqa: S310 - our own setting
        try:
            with self._http.open(request, timeout=TIMEOUT_SECONDS) as response:
                return _object(response.read(_MAX_RESPONSE_BYTES))
        except urllib.error.HTTPError as error:
            with error:
                raise _failure(error) from error
        except (OSError, HTTPException, ValueError) as error:
            # The request may have been processed or not. The idempotency key makes a retry safe.
            raise TemporaryFailure(f"The desk did not respond: {error}") from error


def _failure(error: urllib.error.HTTPError) -> Exception:
    """401 and 403 concern our token, not the message: they are temporary, until the token is fixed."""
    try:
        body = _object(error.read(65536))
    except (OSError, HTTPException, ValueError):
        body = {}
    if error.code < 500 and error.code not in {401, 403, 408, 429}:
        return Rejected(error.code, body)
    retry_after = error.headers.get("retry-after", "")
    seconds = min(int(retry_after[:9]), LONGEST_WAIT_SECONDS) if retry_after.isdecimal() else None
    return TemporaryFailure(f"{error.code}: {body.get('message', 'no reason given')}", seconds)


def _existing_ids(rejection: Rejected) -> list[str]:
    """The id of the existing resource, from a 409 that names it. Any other rejection is raised again."""
    if rejection.status != 409 or "id" not in rejection.context:
        raise rejection
    return rejection.context["id"]


def _object(raw: bytes) -> Json:
    """Raises ValueError for anything but a JSON object: a proxy sent it, not the desk."""
    body = json.loads(raw)
    if not isinstance(body, dict):
        raise ValueError("the response is not a JSON object")  # noqa: TRY004 - as json.loads raises it
    return body
