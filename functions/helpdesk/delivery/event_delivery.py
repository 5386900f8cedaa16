"""Notifies an app of a change of an account of its channel, or of an event of a thread: one attempt."""

from dataclasses import replace

from helpdesk.accounts.secrets import AccountSecrets
from helpdesk.delivery.attempts import Attempts
from helpdesk.delivery.models import FIRST, HELD, SETTLED, WAITING, Attempt, Held, Later, Queued
from helpdesk.delivery.outages import Outages
from helpdesk.delivery.pacing import Turns
from helpdesk.delivery.webhook_events import WebhookEvent
from helpdesk.messaging.outcomes import Outcome, PermanentFailure, Sent, TemporaryFailure
from helpdesk.messaging.webhook_delivery import WebhookDelivery, WebhookStatus
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.retrying import Next
from helpdesk.providers.models import Chat
from helpdesk.providers.signed_post import SignedPost


class EventDelivery:
    def __init__(
        self,
        secrets: AccountSecrets,
        post: SignedPost,
        attempts: Attempts,
        outages: Outages,
        turns: Turns,
        now: Clock,
    ) -> None:
        self._outages = outages
        self._turns = turns
        self._secrets = secrets
        self._post = post
        self._attempts = attempts
        self._now = now

    def deliver(self, event: WebhookEvent, how: Queued = FIRST) -> Attempt:
        """As MessageDelivery.deliver: the same attempts, waits and results."""
        before = event.delivery
        if before.status is not WebhookStatus.QUEUED:
            return Attempt(event.task.event_id, SETTLED, Next.EXHAUSTED if before.exhausted else Next.DONE)
        waits = self._waits(event, how)
        if isinstance(waits, Later):
            return Attempt(event.task.event_id, WAITING, Next.RETRY, wait_seconds=waits.seconds)
        if isinstance(waits, Held):
            return Attempt(event.task.event_id, HELD, Next.DONE)
        outcome, attempt = self._attempted(event, attempts=before.attempts + 1, failure=waits)
        event.store(self._delivery_after(outcome, attempt, how))
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

    def _waits(self, event: WebhookEvent, how: Queued) -> Held | Later | TemporaryFailure | None:
        """An event of an account waits in the queue: the group of these events is tried one after the other anyway."""
        account = event.account
        if account is None or account.suspended or event.waiting is None:
            return None
        if how.is_probe:
            held = None
        else:
            held = self._outages.held(
                account, event.task, event.since, how, waits_behind=event.waits_behind, shown=event.waiting
            )
        wait = 0 if held else self._turns.wait(account, None, Chat(event.task.group), 1)
        return held or (Later(wait) if wait else None)

    def _attempted(
        self, event: WebhookEvent, *, attempts: int, failure: TemporaryFailure | None = None, replay: bool = False
    ) -> tuple[Outcome, Attempt]:
        began, outcome = self._now(), failure or self._send(event)
        ended = self._attempts.end(
            event.task, event.account, outcome, attempts=attempts, began=began, since=event.since, replay=replay
        )
        return outcome, ended

    def _send(self, event: WebhookEvent) -> Outcome:
        channel, account = event.channel, event.account
        if account is None or channel is None or channel.archived_at is not None:
            return PermanentFailure("channel_gone", "The account's channel was removed by its app.")
        secrets = self._secrets.live(account, self._now())
        return self._post(channel.webhook_url, secrets, event.task.event_id, event.body, as_hubspot=True)

    def _delivery_after(self, outcome: Outcome, attempt: Attempt, how: Queued) -> WebhookDelivery:
        delivery = WebhookDelivery(WebhookStatus.SENT, attempt.attempt, to_text(self._now()))
        if isinstance(outcome, Sent):
            return delivery
        status = WebhookStatus.QUEUED if attempt.next is Next.RETRY else WebhookStatus.FAILED
        exhausted = attempt.next is Next.EXHAUSTED
        return replace(
            delivery,
            status=status,
            failure_code=outcome.code,
            failure_reason=outcome.reason,
            exhausted=exhausted,
            waits=how.is_probe and attempt.next is Next.RETRY,
        )
