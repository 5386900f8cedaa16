"""Sending in our own format: the channel contract's OUTGOING_CHANNEL_MESSAGE_CREATED."""

from helpdesk.contract.events import outgoing_message
from helpdesk.delivery.channel import Delivery
from helpdesk.messaging.outcomes import Outcome
from helpdesk.platform.clock import Clock
from helpdesk.platform.outbound_http import HttpPoster
from helpdesk.providers.signed_post import SignedPost


class CustomChannel:
    idempotent = True  # the same webhook-id on every try

    def __init__(self, http: HttpPoster, portal_id: int, now: Clock) -> None:
        self._post = SignedPost(http, now)
        self._portal_id = portal_id

    def send(self, delivery: Delivery) -> Outcome:
        event = outgoing_message(
            delivery.message,
            delivery.conversation,
            delivery.account,
            self._portal_id,
            thread_ids=delivery.channel is None or delivery.channel.capabilities.has_thread_ids,
            files=delivery.files,
        )
        return self._post(
            _reached_by(delivery),
            delivery.signing_secrets,
            delivery.message.id,
            event,
            as_hubspot=delivery.channel is not None,
        )


def _reached_by(delivery: Delivery) -> str | None:
    """A registered channel has one address for all its accounts."""
    return delivery.channel.webhook_url if delivery.channel else delivery.account.delivery_url
