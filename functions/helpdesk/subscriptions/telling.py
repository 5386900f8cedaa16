"""Tells a subscription what there is to tell, one change after the other, in the order of the feed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from helpdesk.audit.models import AuditType, Subject, SubjectKind
from helpdesk.audit.models import Change as Difference
from helpdesk.audit.recording import AuditRecorder
from helpdesk.feed.models import Change, Place
from helpdesk.feed.repository import FeedRepository, NotKept
from helpdesk.feed.service import Wanted
from helpdesk.messaging.outcomes import PermanentFailure, Sent, TemporaryFailure
from helpdesk.people.actors import Actor, ActorKind
from helpdesk.platform.clock import Clock, from_text, to_text
from helpdesk.platform.dynamodb import Write
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import NewId
from helpdesk.platform.queues import Queue
from helpdesk.platform.retrying import Next, RetryPolicy, Verdict
from helpdesk.subscriptions import work
from helpdesk.subscriptions.attempts import WebhookAttempts
from helpdesk.subscriptions.models import DISABLED_AFTER, DisabledReason, Subscription
from helpdesk.subscriptions.owners import Owners
from helpdesk.subscriptions.repository import SubscriptionRepository

_STEP = 100
_TURN = timedelta(seconds=10)
"""After this, a run leaves the rest to the next one: a receiver that is slow must not hold a process for long."""
_DESK = Actor(ActorKind.SYSTEM, "desk")


@frozen
class Told:
    """One run, as one log event."""

    subscription_id: str
    outcome: str
    next: Next = Next.DONE
    sent: int = 0
    attempt: int = 0
    wait_seconds: int = 0


class _Overtaken(Exception):
    """Somebody has changed it, or another run is under way."""


class Telling:
    def __init__(
        self,
        repository: SubscriptionRepository,
        feed: FeedRepository,
        owners: Owners,
        attempts: WebhookAttempts,
        retrying: RetryPolicy,
        audit: AuditRecorder,
        queue: Queue,
        now: Clock,
        new_id: NewId,
    ) -> None:
        self._repository = repository
        self._feed = feed
        self._owners = owners
        self._attempts = attempts
        self._retrying = retrying
        self._audit = audit
        self._queue = queue
        self._now = now
        self._new_id = new_id

    def run(self, subscription: Subscription) -> Told:
        if subscription.disabled:
            return Told(subscription.id, "disabled")
        try:
            return self._run(subscription)
        except _Overtaken:
            return Told(subscription.id, "overtaken", Next.RETRY, wait_seconds=1)

    def _run(self, subscription: Subscription) -> Told:
        principal = self._owners.principal(subscription)
        if principal is None:
            return self._end(subscription, subscription, DisabledReason.OWNER_LEFT)
        wanted = Wanted(subscription.types, subscription.not_by)
        place, sent, asleep, until = subscription.place, 0, False, self._now() + _TURN
        while True:
            try:
                read, more = self._feed.after(place, limit=_STEP)
            except NotKept:
                return self._end(subscription, subscription, DisabledReason.FELL_BEHIND)
            if not read and asleep:
                return Told(subscription.id, "told", sent=sent)
            asked = [each for each in read if wanted.includes(each[1])]
            for after, change in self._owners.sees(principal, asked):
                subscription, result = self._tell(subscription, after, change)
                if isinstance(result, Told):
                    return replace(result, sent=sent)
                sent += result
                if self._now() >= until:
                    return self._goes_on(subscription, sent)
            place, asleep = read[-1][0] if read else place, not more
            if not more:
                subscription = self._sleep(subscription, place)
            elif self._now() >= until:
                return self._goes_on(self._stored(subscription, subscription.at(place, self._time())), sent)

    def _tell(self, subscription: Subscription, after: Place, change: Change) -> tuple[Subscription, bool | Told]:
        """Whether it has arrived; what the run ends with, if it ends."""
        task, body = self._attempts.of_change(subscription, after, change)
        began, outcome = self._attempts.send(subscription, task, body)
        attempt = subscription.attempts + 1
        if isinstance(outcome, Sent):
            self._attempts.record(subscription, task, outcome, attempt=attempt, began=began)
            return self._stored(subscription, subscription.at(after, self._time()).well()), True
        failing = subscription.failed(outcome.code, outcome.reason, self._time())
        verdict = self._verdict(failing, outcome)
        self._attempts.record(subscription, task, outcome, verdict, attempt=attempt, began=began)
        if outcome.code == "gone" or failing.has_failed_for_long(self._time()):
            reason = DisabledReason.GONE if outcome.code == "gone" else DisabledReason.FAILING
            return failing, self._end(subscription, failing, reason)
        if verdict.next is Next.EXHAUSTED:
            return self._stored(subscription, failing.at(after, self._time())), False
        stored = self._stored(subscription, *self._waiting(failing))
        return stored, Told(
            stored.id, outcome.code, Next.RETRY, attempt=stored.attempts, wait_seconds=verdict.wait_seconds
        )

    def _verdict(self, failing: Subscription, outcome: TemporaryFailure | PermanentFailure) -> Verdict:
        """One change that is refused is passed by after some attempts; a receiver that fails is waited for."""
        now, pause = self._now(), outcome.retry_after_seconds if isinstance(outcome, TemporaryFailure) else None
        if outcome.code == "gone":
            return Verdict(Next.EXHAUSTED)
        if isinstance(outcome, PermanentFailure) or outcome.is_of_receiver:
            deadline = from_text(failing.failing_since or to_text(now)) + DISABLED_AFTER
            return self._retrying.until(deadline, now, failing.attempts, pause)
        return self._retrying.after(failing.attempts, retryable=True, retry_after_seconds=pause)

    def _waiting(self, failing: Subscription) -> tuple[Subscription, Sequence[Write]]:
        now = self._time()
        if not failing.is_to_be_warned(now):
            return failing.waits(now), ()
        details = {"will_be_disabled_at": Difference(None, failing.will_be_disabled_at)}
        return replace(failing.waits(now), warned_at=now), self._audited(failing, AuditType.WEBHOOK_FAILING, details)

    def _end(self, before: Subscription, after: Subscription, reason: DisabledReason) -> Told:
        details = {"disabled": Difference(None, reason.value)}
        self._stored(
            before, after.ended(reason, self._time()), self._audited(before, AuditType.WEBHOOK_DISABLED, details)
        )
        return Told(before.id, f"disabled_{reason.value}", attempt=after.attempts)

    def _sleep(self, subscription: Subscription, place: Place) -> Subscription:
        """Whoever is asleep is woken by the next entry that concerns it. One that was written before is found by
        whoever goes to sleep, who looks once more."""
        if subscription.woken is None and subscription.place == place:
            return subscription
        return self._stored(subscription, subscription.at(place, self._time()).asleep())

    def _goes_on(self, subscription: Subscription, sent: int) -> Told:
        """A queue message of its own: each is handed over a limited number of times."""
        self._queue.send([work.run(subscription.id, self._new_id())])
        return Told(subscription.id, "goes_on", sent=sent)

    def _stored(self, before: Subscription, after: Subscription, also: Sequence[Write] = ()) -> Subscription:
        if not self._repository.write([self._repository.moving(before, after), *also]):
            raise _Overtaken
        return after

    def _audited(self, subscription: Subscription, kind: AuditType, details: Mapping[str, Any]) -> Sequence[Write]:
        subject = Subject(SubjectKind.WEBHOOK_SUBSCRIPTION, subscription.id)
        return self._audit.recording(kind, _DESK, subject, details=details)

    def _time(self) -> str:
        return to_text(self._now())
