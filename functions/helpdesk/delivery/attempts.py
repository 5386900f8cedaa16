"""The end of every delivery attempt: what follows from it, and its entry in the delivery log."""

from collections.abc import Callable
from datetime import datetime, timedelta

from helpdesk.accounts.models import RETRY_HOURS, ChannelAccount
from helpdesk.delivery.circuits import Circuits
from helpdesk.delivery.log import DeliveryLog
from helpdesk.delivery.models import Attempt, DeliveryTask, LoggedAttempt, Result
from helpdesk.messaging.outcomes import Outcome, Sent, TemporaryFailure
from helpdesk.platform.clock import Clock, from_text, to_text
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.retrying import Next, RetryPolicy, Verdict

_MILLISECOND = timedelta(milliseconds=1)


class Attempts:
    def __init__(
        self,
        retrying: RetryPolicy,
        log: DeliveryLog,
        circuits: Circuits,
        now: Clock,
        new_id: Callable[[datetime], str],
    ) -> None:
        """`new_id`: ids in the order of the attempts."""
        self._circuits = circuits
        self._retrying = retrying
        self._log = log
        self._now = now
        self._new_id = new_id

    def end(
        self,
        task: DeliveryTask,
        account: ChannelAccount | None,
        outcome: Outcome,
        *,
        attempts: int,
        began: datetime,
        since: str,
        replay: bool = False,
    ) -> Attempt:
        """`attempts`: including this one; `since`: since when it is tried. A replay is attempted once.

        Call it before you change the status of the message: a settled message is not attempted again, so its attempt
        would be missing from the log. If the log is unavailable, delivery continues: otherwise the receiver would
        get the same webhook again for as long as that lasts."""
        verdict = Verdict(Next.DONE)
        if isinstance(outcome, TemporaryFailure) and not replay:
            hours = account.retry_hours if account else RETRY_HOURS
            deadline = from_text(since) + timedelta(hours=hours)
            verdict = self._retrying.until(deadline, self._now(), attempts, outcome.retry_after_seconds)
        logged = True
        if account and account.channel_id:
            now = self._now()
            failure = None if isinstance(outcome, Sent) else outcome
            next_attempt = now + timedelta(seconds=verdict.wait_seconds) if verdict.next is Next.RETRY else None
            entry = LoggedAttempt(
                id=self._new_id(now),
                channel_id=account.channel_id,
                account_id=account.id,
                task=task,
                result=_result(outcome, verdict),
                attempt=attempts,
                replay=replay,
                attempted_at=to_text(began),
                duration_ms=(now - began) // _MILLISECOND,
                failure_code=failure.code if failure else None,
                failure_reason=failure.reason if failure else None,
                next_attempt_at=to_text(next_attempt) if next_attempt else None,
            )
            logged = self._recorded(entry, now)
        code = "sent" if isinstance(outcome, Sent) else outcome.code
        account_id = account.id if account else None
        failed = not isinstance(outcome, Sent) and outcome.is_of_receiver
        if account and not replay and (failed or isinstance(outcome, Sent)):
            self._circuits.note(account, task.group, failed=failed, retrying=self._retrying)
            if verdict.next is Next.EXHAUSTED:
                self._circuits.forget(account, task.group)
        return Attempt(task.event_id, code, verdict.next, attempts, account_id, verdict.wait_seconds, logged, failed)

    def _recorded(self, entry: LoggedAttempt, now: datetime) -> bool:
        try:
            self._log.record(entry, now)
        except Unavailable:
            return False
        return True


def _result(outcome: Outcome, verdict: Verdict) -> Result:
    if isinstance(outcome, Sent):
        return Result.SENT
    return Result.RETRYING if verdict.next is Next.RETRY else Result.FAILED
