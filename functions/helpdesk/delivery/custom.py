"""Sending in our own format: the channel contract's OUTGOING_CHANNEL_MESSAGE_CREATED, signed by Standard Webhooks, and
for a registered channel as HubSpot signs it too."""

import json

from helpdesk.channels import standard_webhooks
from helpdesk.contract import hubspot_signature
from helpdesk.contract.events import outgoing_message
from helpdesk.delivery.channel import Delivery
from helpdesk.delivery.models import Outcome, Refused, Sent, Trouble
from helpdesk.platform.clock import Clock
from helpdesk.platform.outbound_http import AddressRefused, Answer, HttpPoster, NoAnswer, NotReached
from helpdesk.platform.retrying import retry_after

_GONE = 410


class CustomChannel:
    idempotent = True  # the same webhook-id on every try

    def __init__(self, http: HttpPoster, portal_id: int, now: Clock) -> None:
        self._http = http
        self._portal_id = portal_id
        self._now = now

    def send(self, delivery: Delivery) -> Outcome:
        url = _reached_by(delivery)
        if not url:
            return Refused("no_webhook_url", "The channel has no webhookUrl: its app must set one.")
        if not delivery.signing_secrets:
            return Refused("no_signing_secret", "The account has no signing secret left. Ask an administrator for one.")
        try:
            answer = self._post(url, delivery)
        except AddressRefused as error:
            return Refused("address_refused", f"The channel's webhook address may not be called. {error}")
        except NotReached:
            return Trouble("not_reached", "The channel's server could not be reached.")
        except NoAnswer:
            return Trouble("no_answer", "The channel's server did not answer in time.")
        return _outcome(answer)

    def _post(self, url: str, delivery: Delivery) -> Answer:
        now, message, secrets = self._now(), delivery.message, delivery.signing_secrets
        event = outgoing_message(message, delivery.conversation, delivery.account, self._portal_id, delivery.files)
        body = json.dumps(event, ensure_ascii=False).encode()
        headers = standard_webhooks.headers(secrets, message.id, now, body)
        headers |= {"content-type": "application/json", "user-agent": "Kanaal/1"}
        if delivery.channel and secrets:
            headers |= hubspot_signature.headers(secrets[0], "POST", url, body, now)
        return self._http.post(url, headers, body)


def _outcome(answer: Answer) -> Outcome:
    if 200 <= answer.status < 300:
        return Sent(external_id=None)
    if answer.status == _GONE:
        return Refused("gone", "The channel's server says that it no longer exists (410).")
    reason = f"The channel's server answered with status {answer.status}."
    return Trouble(f"status_{answer.status}", reason, retry_after(answer.headers.get("retry-after")))


def _reached_by(delivery: Delivery) -> str | None:
    """A registered channel has one address for all its accounts."""
    return delivery.channel.webhook_url if delivery.channel else delivery.account.delivery_url
