"""A signed POST to an integration: according to Standard Webhooks, and for a registered channel also with HubSpot's
signature."""

import json
from collections.abc import Mapping
from typing import Any

from helpdesk.messaging.outcomes import Outcome, PermanentFailure, Sent, TemporaryFailure
from helpdesk.platform import hubspot_signature, standard_webhooks
from helpdesk.platform.clock import Clock
from helpdesk.platform.outbound_http import AddressRefused, HttpPoster, HttpResponse, NoResponse, NotReached
from helpdesk.platform.retrying import retry_after

_GONE = 410
_OF_GATEWAYS = (502, 504)
"""What a gateway in front of the receiver says if it lost the receiver's own response."""
_BUSY = 429
_MISCONFIGURED = (401, 403, 404, 407)
"""Of the address or the signature: no message is to blame."""


class SignedPost:
    def __init__(self, http: HttpPoster, now: Clock) -> None:
        self._http = http
        self._now = now

    def __call__(
        self, url: str | None, secrets: tuple[str, ...], event_id: str, event: Mapping[str, Any], *, as_hubspot: bool
    ) -> Outcome:
        """`event_id` is the same on every attempt; `secrets` are the live ones, newest first."""
        if not url:
            return PermanentFailure("no_webhook_url", "The channel or account has no URL that webhooks are sent to.")
        if not secrets:
            return PermanentFailure(
                "no_signing_secret", "The account has no live signing secret. Ask an administrator to create one."
            )
        now, body = self._now(), json.dumps(event, ensure_ascii=False).encode()
        headers = standard_webhooks.headers(secrets, event_id, now, body)
        headers |= {"content-type": "application/json", "user-agent": "Kanaal/1"}
        if as_hubspot:  # one signature only: with the secret that every receiver knows during a rotation
            headers |= hubspot_signature.headers(secrets[-1], "POST", url, body, now)
        try:
            response = self._http.post(url, headers, body)
        except AddressRefused as error:
            return PermanentFailure("address_refused", f"The webhook URL is not allowed. {error}")
        except NotReached:
            return TemporaryFailure("not_reached", "The receiver could not be reached.", is_of_receiver=True)
        except NoResponse:
            return TemporaryFailure(
                "no_answer", "The receiver did not respond in time.", may_have_arrived=True, is_of_receiver=True
            )
        return _outcome(response)


def _outcome(response: HttpResponse) -> Outcome:
    if 200 <= response.status < 300:
        return Sent(external_id=None)
    if response.status == _GONE:
        return PermanentFailure("gone", "The receiver responded that it no longer exists (410).")
    reason = f"The receiver responded with status {response.status}."
    pause = retry_after(response.headers.get("retry-after"))
    return TemporaryFailure(
        f"status_{response.status}",
        reason,
        pause,
        may_have_arrived=response.status in _OF_GATEWAYS,
        is_of_receiver=_is_of_receiver(response.status, asked_to_pause=pause is not None),
    )


def _is_of_receiver(status: int, *, asked_to_pause: bool) -> bool:
    return status >= 500 or status in _MISCONFIGURED or (status == _BUSY and not asked_to_pause)
