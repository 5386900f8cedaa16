"""Notifies an app of a change of an account of its channel, or of an event of a thread: one attempt."""

from dataclasses import replace

from helpdesk.accounts.secrets import AccountSecrets
from helpdesk.delivery.attempts import Attempts
from helpdesk.delivery.models import Attempt
from helpdesk.delivery.webhook_events import WebhookEvent
from helpdesk.messaging.outcomes import Outcome, Refused, Sent
from helpdesk.messaging.webhook_delivery import WebhookDelivery, WebhookStatus
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.retrying import MAX_ATTEMPTS, Next
from helpdesk.providers.signed_post import SignedPost


class EventDelivery:
    def __init__(self, secrets: AccountSecrets, post: SignedPost, tries: Attempts, now: Clock) -> None:
        self._secrets = secrets
        self._post = post
        self._tries = tries
        self._now = now

    def deliver(self, notice: WebhookEvent) -> Attempt:
        """As MessageDelivery.deliver: the same attempts, waits and results."""
        before = notice.telling
        if before.status is not WebhookStatus.QUEUED:
            given_up = before.attempts >= MAX_ATTEMPTS and before.failure_code
            return Attempt(notice.task.event_id, "settled_before", Next.EXHAUSTED if given_up else Next.DONE)
        outcome, attempt = self._tried(notice, tries=before.attempts + 1)
        notice.tell(self._told(outcome, attempt))
        return attempt

    def replay(self, notice: WebhookEvent) -> Attempt:
        """As MessageDelivery.replay."""
        before = notice.telling
        if before.status is WebhookStatus.QUEUED:
            return self.deliver(notice)
        outcome, attempt = self._tried(notice, tries=1, replay=True)
        if isinstance(outcome, Sent) and before.status is WebhookStatus.FAILED:
            notice.tell(WebhookDelivery(WebhookStatus.SENT, before.attempts, to_text(self._now())))
        return attempt

    def _tried(self, notice: WebhookEvent, *, tries: int, replay: bool = False) -> tuple[Outcome, Attempt]:
        began, outcome = self._now(), self._try(notice)
        ended = self._tries.end(notice.task, notice.account, outcome, tries=tries, began=began, replay=replay)
        return outcome, ended

    def _try(self, notice: WebhookEvent) -> Outcome:
        channel, account = notice.channel, notice.account
        if account is None or channel is None or channel.archived_at is not None:
            return Refused("channel_gone", "The account's channel was removed by its app.")
        secrets = self._secrets.live(account, self._now())
        return self._post(channel.webhook_url, secrets, notice.task.event_id, notice.body, as_hubspot=True)

    def _told(self, outcome: Outcome, attempt: Attempt) -> WebhookDelivery:
        told = WebhookDelivery(WebhookStatus.SENT, attempt.attempt, to_text(self._now()))
        if isinstance(outcome, Sent):
            return told
        status = WebhookStatus.QUEUED if attempt.next is Next.RETRY else WebhookStatus.FAILED
        return replace(told, status=status, failure_code=outcome.code, failure_reason=outcome.reason)
