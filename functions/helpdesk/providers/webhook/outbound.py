"""Sends in Kanaal's own format: the channel contract's webhook event, as a signed POST."""

from helpdesk.messaging.outcomes import Outcome
from helpdesk.platform.clock import Clock
from helpdesk.platform.outbound_http import HttpPoster
from helpdesk.providers.models import OutgoingMessage
from helpdesk.providers.signed_post import SignedPost


class WebhookOutbound:
    idempotent = True  # the same webhook-id on every attempt

    def __init__(self, http: HttpPoster, now: Clock) -> None:
        self._post = SignedPost(http, now)

    def send(self, outgoing: OutgoingMessage) -> Outcome:
        return self._post(
            outgoing.address,
            outgoing.signing_secrets,
            outgoing.id,
            outgoing.event(),
            as_hubspot=outgoing.is_registered,
        )
