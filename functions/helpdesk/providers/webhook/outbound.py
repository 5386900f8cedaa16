"""Sends in Kanaal's own format: the channel contract's webhook event, as a signed POST."""

from collections.abc import Sequence

from helpdesk.messaging.outcomes import Outcome, PermanentFailure
from helpdesk.platform.clock import Clock
from helpdesk.platform.outbound_http import HttpPoster
from helpdesk.providers.models import Access, Chat, OutgoingMessage, Pace, Step, WantedChange
from helpdesk.providers.signed_post import SignedPost

_POST = (Step("POST", {}),)


class WebhookOutbound:
    idempotent = True  # the same webhook-id on every attempt
    pace: Pace | None = None

    def __init__(self, http: HttpPoster, now: Clock) -> None:
        self._post = SignedPost(http, now)

    def steps(self, outgoing: OutgoingMessage) -> Sequence[Step]:
        """One event, whatever the message contains."""
        return _POST

    def perform(self, outgoing: OutgoingMessage, step: Step) -> Outcome:
        return self._post(
            outgoing.access.address,
            outgoing.signing_secrets,
            outgoing.id,
            outgoing.event(),
            as_hubspot=outgoing.is_registered,
        )

    def refusal(self, wanted: WantedChange) -> PermanentFailure | None:
        """Its capabilities say it all."""
        return None

    def chat(self, thread_key: str) -> Chat:
        return Chat(thread_key)

    def acknowledge(self, access: Access, press: str) -> None:
        """The format has no buttons that wait."""

    def show_typing(self, access: Access, thread_key: str) -> None:
        """The format has no event for it."""
