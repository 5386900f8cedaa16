"""Notifies an app of a change of an account of its channel, or of an event of a thread: one attempt."""

from dataclasses import replace

from helpdesk.accounts.secrets import AccountSecrets
from helpdesk.delivery.attempts import Attempts
from helpdesk.delivery.models import Attempt
from helpdesk.delivery.webhook_events import WebhookEvent
from helpdesk.messaging.outcomes import Outcome, PermanentFailure, Sent
from helpdesk.messaging.webhook_delivery import WebhookDelivery, WebhookStatus
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.retrying import MAX_ATTEMPTS, Next
from helpdesk.providers.signed_post import SignedPost


class EventDelivery:
    def __init__(self, secrets: AccountSecrets, post: SignedPost, attempts: Attempts, now: Clock) -> None:
        self._secrets = secrets
        self._post = post
        self._attempts = attempts
        self._now = now

    def deliver(self, event: WebhookEvent) -> Attempt:
        """As MessageDelivery.deliver: the same attempts, waits and results."""
        before = event.delivery
        if before.status is not WebhookStatus.QUEUED:
            exhausted = before.attempts >= MAX_ATTEMPTS and before.failure_code
            return Attempt(event.task.event_id, "settled_before", Next.EXHAUSTED if exhausted else Next.DONE)
        outcome, attempt = self._attempted(event, attempts=before.attempts + 1)
        event.store(self._delivery_after(outcome, attempt))
        return attempt

    def replay(self, event: WebhookEvent) -> Attempt:
        """As MessageDelivery.replay."""
        before = event.delivery
        if before.status is WebhookStatus.QUEUED:
            return self.deliver(event)
        outcome, attempt = self._attempted(event, attempts=1, replay=True)
        if isinstance(outcome, Sent) and before.status is WebhookStatus.FAILED:
            event.store(WebhookDelivery(WebhookStatus.SENT, before.attempts, to_text(self._now())))
        return attempt

    def _attempted(self, event: WebhookEvent, *, attempts: int, replay: bool = False) -> tuple[Outcome, Attempt]:
        began, outcome = self._now(), self._send(event)
        ended = self._attempts.end(event.task, event.account, outcome, attempts=attempts, began=began, replay=replay)
        return outcome, ended

    def _send(self, event: WebhookEvent) -> Outcome:
        channel, account = event.channel, event.account
        if account is None or channel is None or channel.archived_at is not None:
            return PermanentFailure("channel_gone", "The account's channel was removed by its app.")
        secrets = self._secrets.live(account, self._now())
        return self._post(channel.webhook_url, secrets, event.task.event_id, event.body, as_hubspot=True)

    def _delivery_after(self, outcome: Outcome, attempt: Attempt) -> WebhookDelivery:
        delivery = WebhookDelivery(WebhookStatus.SENT, attempt.attempt, to_text(self._now()))
        if isinstance(outcome, Sent):
            return delivery
        status = WebhookStatus.QUEUED if attempt.next is Next.RETRY else WebhookStatus.FAILED
        return replace(delivery, status=status, failure_code=outcome.code, failure_reason=outcome.reason)
