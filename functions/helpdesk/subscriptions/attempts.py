"""One request to the address of a subscription, signed, and its entry in the delivery log."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from helpdesk.delivery.log import DeliveryLog
from helpdesk.delivery.models import DeliveryTask, LoggedAttempt, Result
from helpdesk.feed.models import Change, Place
from helpdesk.feed.service import FeedCursors
from helpdesk.feed.shown import actor_of, shown
from helpdesk.messaging.outcomes import Outcome, Sent
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.ids import digest
from helpdesk.platform.retrying import Next, Verdict
from helpdesk.platform.secrets import SecretBox, open_all
from helpdesk.platform.stored_secret import live
from helpdesk.providers.signed_post import SignedPost
from helpdesk.subscriptions import work
from helpdesk.subscriptions.models import Subscription

TEST_TYPE = "webhook_subscription.test"
Body = Mapping[str, Any]
_DONE = Verdict(Next.DONE)
_MILLISECOND = timedelta(milliseconds=1)


class WebhookAttempts:
    def __init__(
        self,
        box: SecretBox,
        post: SignedPost,
        log: DeliveryLog,
        cursors: FeedCursors,
        now: Clock,
        new_id: Callable[[datetime], str],
    ) -> None:
        """`new_id`: ids in the order of the attempts."""
        self._box = box
        self._post = post
        self._log = log
        self._cursors = cursors
        self._now = now
        self._new_id = new_id

    def of_change(self, subscription: Subscription, place: Place, change: Change) -> tuple[DeliveryTask, Body]:
        """What is told of a change: its place is the one after it. Its id is the same in each attempt, and for each
        subscription."""
        task = DeliveryTask(
            event_id_of(place, change),
            change.type,
            {work.SUBSCRIPTION: subscription.id, work.PLACE: str(place)},
            work.again(subscription.id),
        )
        return task, shown(self._cursors.write(place), change)

    def of_test(self, subscription: Subscription, test_id: str, by: str) -> tuple[DeliveryTask, Body]:
        message = work.test(subscription.id, test_id, by)
        body = {
            "cursor": None,
            "type": TEST_TYPE,
            "at": to_text(self._now()),
            "actor": actor_of(by),
            "conversation_id": None,
            "sequence": None,
            "data": {work.SUBSCRIPTION: subscription.id},
        }
        named = {work.SUBSCRIPTION: subscription.id, work.TEST: test_id, work.BY: by}
        return DeliveryTask(f"tst_{test_id}", TEST_TYPE, named, str(message.group)), body

    def send(self, subscription: Subscription, task: DeliveryTask, body: Body) -> tuple[datetime, Outcome]:
        """With the moment when it began."""
        began = self._now()
        secrets = open_all(self._box, live(subscription.secrets, to_text(began)), subscription.secret_owner)
        return began, self._post(subscription.url, secrets, task.event_id, body, as_hubspot=False)

    def record(
        self,
        subscription: Subscription,
        task: DeliveryTask,
        outcome: Outcome,
        verdict: Verdict = _DONE,
        *,
        attempt: int,
        began: datetime,
        replay: bool = False,
    ) -> None:
        """If the log is unavailable, delivery goes on: else the receiver would get the same again for so long."""
        now = self._now()
        failure = None if isinstance(outcome, Sent) else outcome
        again = verdict.next is Next.RETRY
        entry = LoggedAttempt(
            id=self._new_id(now),
            channel_id=subscription.id,
            account_id=subscription.id,
            task=task,
            result=Result.SENT if failure is None else Result.RETRYING if again else Result.FAILED,
            attempt=attempt,
            replay=replay,
            attempted_at=to_text(began),
            duration_ms=(now - began) // _MILLISECOND,
            failure_code=failure.code if failure else None,
            failure_reason=failure.reason if failure else None,
            next_attempt_at=to_text(now + timedelta(seconds=verdict.wait_seconds)) if again else None,
        )
        with suppress(Unavailable):
            self._log.record(entry, now)


def event_id_of(place: Place, change: Change) -> str:
    return "chg_" + digest(str(place), change.type, change.at, str(dict(sorted(change.ids.items()))))
