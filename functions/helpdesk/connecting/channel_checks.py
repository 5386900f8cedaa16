"""Asks a registered channel's service whether credentials are valid, before they are stored; and what a check says."""

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from helpdesk.channels.apps import AppSecrets
from helpdesk.channels.models import Channel
from helpdesk.fields.definitions import secrets_among
from helpdesk.messaging.outcomes import PermanentFailure
from helpdesk.platform import hubspot_signature, standard_webhooks
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import NewId
from helpdesk.platform.outbound_http import AddressRefused, HttpPoster, HttpResponse, NoResponse, NotReached
from helpdesk.platform.text import excerpt, storable
from helpdesk.providers.connector import Failure, Identity
from helpdesk.providers.models import Provider

_MESSAGE_CHARACTERS = 300
_TRY_LATER = {408, 425, 429}


class CheckResult(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"
    NOT_CHECKED = "not_checked"


@frozen
class Check:
    result: CheckResult
    message: str
    """For an administrator, as plain text, without secrets."""

    def require(self) -> None:
        """Raises InvalidRequest if the service rejects the credentials."""
        if self.result is CheckResult.REFUSED:
            raise InvalidRequest.at("credentials", self.message, code="credentials_refused")


NO_CHECK = Check(
    CheckResult.NOT_CHECKED,
    "This channel has no credential check. The first message will show whether the credentials work.",
)


def check_of(provider: Provider, found: Identity | Failure) -> Check:
    """What a built-in channel's service says about credentials."""
    if isinstance(found, Identity):
        name = found.handle or found.name
        return Check(CheckResult.ACCEPTED, f"{provider.name} accepts these credentials: they are those of {name}.")
    if isinstance(found, PermanentFailure):
        return Check(CheckResult.REFUSED, found.reason)
    return _not_checked(found.reason)


class CredentialChecks:
    def __init__(self, http: HttpPoster, apps: AppSecrets, portal_id: int, now: Clock, new_id: NewId) -> None:
        self._http = http
        self._apps = apps
        self._portal_id = portal_id
        self._now = now
        self._new_id = new_id

    def check(self, channel: Channel, credentials: Mapping[str, Any]) -> Check:
        if channel.credential_check_url is None:
            return NO_CHECK
        secrets = self._apps.live(channel.app_id, to_text(self._now()))
        if not secrets:
            return _not_checked("The channel's app has no live signing secret.")
        try:
            response = self._post(channel, channel.credential_check_url, credentials, secrets)
        except AddressRefused as refusal:
            return _not_checked(f"The URL of the channel's credential check is not allowed. {refusal}")
        except (NotReached, NoResponse):
            return _not_checked("The channel's credential check did not respond.")
        return _outcome(response, channel, credentials)

    def _post(self, channel: Channel, url: str, credentials: Mapping[str, Any], secrets: Sequence[str]) -> HttpResponse:
        now, event_id = self._now(), f"chk_{self._new_id()}"
        body = {
            "type": "CHANNEL_CREDENTIALS_CHECK",
            "portalId": self._portal_id,
            "channelId": channel.id,
            "eventId": event_id,
            "eventTimestamp": to_text(now),
            "credentials": credentials,
        }
        raw = json.dumps(body, ensure_ascii=False).encode()
        headers = {"content-type": "application/json", "user-agent": "Kanaal/1"}
        headers |= standard_webhooks.headers(secrets, event_id, now, raw)
        headers |= hubspot_signature.headers(secrets[-1], "POST", url, raw, now)
        return self._http.post(url, headers, raw)


def _outcome(response: HttpResponse, channel: Channel, credentials: Mapping[str, Any]) -> Check:
    if 200 <= response.status < 300:
        return Check(CheckResult.ACCEPTED, "The channel's service accepts these credentials.")
    if 400 <= response.status < 500 and response.status not in _TRY_LATER:
        explanation = _without_secrets(_message(response), channel, credentials)
        return Check(CheckResult.REFUSED, explanation or "The channel's service rejects these credentials.")
    return _not_checked(f"The channel's credential check responded with status {response.status}.")


def _message(response: HttpResponse) -> str:
    """The response's `message`, or its plain text."""
    text = response.body.decode("utf-8", "replace")
    try:
        parsed = json.loads(text)
        return str(parsed["message"]) if isinstance(parsed, dict) and isinstance(parsed.get("message"), str) else ""
    except (ValueError, RecursionError):
        return text if response.headers.get("content-type", "").startswith("text/plain") else ""


def _without_secrets(message: str, channel: Channel, credentials: Mapping[str, Any]) -> str:
    """A service may repeat the request in its response; a secret is never shown."""
    fields = channel.credential_fields
    for name in secrets_among(fields) if fields else ():
        if name in credentials and str(credentials[name]):
            message = message.replace(str(credentials[name]), "(secret)")
    printable = "".join(letter if letter.isprintable() else " " for letter in storable(message))
    return excerpt(printable, _MESSAGE_CHARACTERS)


def _not_checked(why: str) -> Check:
    return Check(CheckResult.NOT_CHECKED, f"The credentials could not be checked. {why}")
