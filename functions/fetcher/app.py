"""Fetches files that messages name: one queue message, one attempt."""

import json
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger

from helpdesk.files.fetching import Attempt, FileFetcher
from helpdesk.files.parts import Fetch, read_fetch
from helpdesk.platform.queue_attempts import QueueAttempts, Received, Visibility
from helpdesk.platform.queues import Queue


class Fetcher:
    def __init__(self, fetching: FileFetcher, queue: Visibility, dead_letters: Queue, log: Logger) -> None:
        self._fetching = fetching
        self._attempts = QueueAttempts(
            "fetch",
            read_fetch,
            self._fetch,
            lambda task: {"file_id": task.file_id},
            queue=queue,
            dead_letters=dead_letters,
            log=log,
            letter=_with_ids_only,
        )

    def __call__(self, event: Mapping[str, Any], _context: object = None) -> dict[str, Any]:
        return self._attempts(event)

    def _fetch(self, task: Fetch, received: Received) -> Attempt:
        return self._fetching.fetch(task, received)


def _with_ids_only(task: Fetch) -> str:
    """A dead letter stays for two weeks, out of reach of an erasure: it has no address, and no name that somebody gave.
    The file has failed for good, so that nothing would be fetched with them."""
    return json.dumps({"file_id": task.file_id, "app_id": task.app_id, "account_id": task.account_id})
