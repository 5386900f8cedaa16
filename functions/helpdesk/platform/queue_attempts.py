"""One attempt for each message of a queue. The work counts its attempts itself, because the queue also counts receives
that failed on our side. What failed permanently, or is no work, is put into the dead-letter queue here."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any, Generic, Protocol, TypeVar

from aws_lambda_powertools import Logger

from helpdesk.platform.errors import Unavailable
from helpdesk.platform.frozen import frozen
from helpdesk.platform.queue_work import NoWork
from helpdesk.platform.queues import Queue, QueueMessage, as_dead_letter, batch_failures, set_aside
from helpdesk.platform.retrying import Next, own_failure_seconds

Work = TypeVar("Work")


class Visibility(Protocol):
    def show_again_after(self, receipt_handle: str, seconds: int) -> None: ...


@frozen
class Received:
    """One receive of a message of the queue."""

    message_id: str
    count: int
    """How often it was received, including this time."""
    handle: str = ""
    """Of this receive: with it, somebody else can have the message received again at once, while it is hidden."""


class QueueAttempts(Generic[Work]):
    def __init__(
        self,
        name: str,
        read: Callable[[str], Work],
        attempt: Callable[[Work, Received], Any],
        named: Callable[[Work], Mapping[str, Any]],
        *,
        queue: Visibility,
        dead_letters: Queue,
        log: Logger,
        letter: Callable[[Work], str] | None = None,
    ) -> None:
        """`name`: of the work, in the log. `attempt`: returns a dataclass with `next` and `wait_seconds`, which is
        logged; raises Unavailable if it did not count. `named`: the ids of the work, for the log. `letter`: what the
        dead letter of exhausted work says; without it, what the queue message said."""
        self._name = name
        self._read = read
        self._attempt = attempt
        self._named = named
        self._queue = queue
        self._dead_letters = dead_letters
        self._log = log
        self._letter = letter

    def __call__(self, event: Mapping[str, Any]) -> dict[str, Any]:
        return batch_failures([record["messageId"] for record in event["Records"] if not self._is_done(record)])

    def _is_done(self, record: Mapping[str, Any]) -> bool:
        try:
            work = self._read(record["body"])
        except NoWork as reason:
            set_aside(record, reason, self._dead_letters, self._log)
            return True
        received = Received(
            record["messageId"], int(record["attributes"]["ApproximateReceiveCount"]), record["receiptHandle"]
        )
        try:
            attempt = self._attempt(work, received)
            if attempt.next is Next.EXHAUSTED:
                self._dead_letters.send([self._dead_letter(record, work)])
        except Unavailable as error:
            self._log.warning(f"{self._name} postponed", **self._named(work), reason=error.message, cause=error.cause)
            self._queue.show_again_after(record["receiptHandle"], own_failure_seconds(received.count))
            return False
        self._log.info(self._name, **asdict(attempt))
        if attempt.next is Next.RETRY:
            self._queue.show_again_after(record["receiptHandle"], attempt.wait_seconds)
        return attempt.next is not Next.RETRY

    def _dead_letter(self, record: Mapping[str, Any], work: Work) -> QueueMessage:
        message = as_dead_letter(record)
        return replace(message, body=self._letter(work)) if self._letter else message
