"""Fetches files that messages name by URL: one queue message, one attempt."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Protocol

from aws_lambda_powertools import Logger

from helpdesk.files.fetching import FileFetcher, Received
from helpdesk.files.parts import read_fetch
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.queue_work import NoWork
from helpdesk.platform.queues import Queue, as_dead_letter, batch_failures
from helpdesk.platform.retrying import Next, own_failure_seconds


class Visibility(Protocol):
    def show_again_after(self, receipt_handle: str, seconds: int) -> None: ...


class Fetcher:
    def __init__(self, fetching: FileFetcher, queue: Visibility, dead_letters: Queue, log: Logger) -> None:
        self._fetching = fetching
        self._queue = queue
        self._dead_letters = dead_letters
        self._log = log

    def __call__(self, event: Mapping[str, Any], _context: object = None) -> dict[str, Any]:
        """The file counts the attempts, because the queue also counts receives that failed on our side. A file that
        failed permanently is put into the dead-letter queue here."""
        failed = [record["messageId"] for record in event["Records"] if not self._is_done(record)]
        return batch_failures(failed)

    def _is_done(self, record: Mapping[str, Any]) -> bool:
        try:
            task = read_fetch(record["body"])
        except NoWork as error:
            return self._set_aside(record, error)
        received = Received(record["messageId"], int(record["attributes"]["ApproximateReceiveCount"]))
        try:
            attempt = self._fetching.fetch(task, received)
            if attempt.next is Next.EXHAUSTED:
                self._dead_letters.send([as_dead_letter(record)])
        except Unavailable as error:
            self._log.warning("fetch postponed", file_id=task.file_id, reason=error.message, cause=error.cause)
            self._queue.show_again_after(record["receiptHandle"], own_failure_seconds(received.count))
            return False
        self._log.info("fetch", **asdict(attempt))
        if attempt.next is Next.RETRY:
            self._queue.show_again_after(record["receiptHandle"], attempt.wait_seconds)
        return attempt.next is not Next.RETRY

    def _set_aside(self, record: Mapping[str, Any], reason: NoWork) -> bool:
        """Received a hundred times, it would not become work."""
        self._dead_letters.send([as_dead_letter(record)])
        self._log.error("no work", queue_message_id=record["messageId"], reason=str(reason))
        return True
