"""Follow-up work for committed changes: runs the followers of each concept.

The records of one conversation, or account, arrive in order. A batch may be delivered again, so every effect is
idempotent. When an effect fails, the batch is retried and halved until the failing record is isolated; that one goes
to the dead-letter queue.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from aws_lambda_powertools import Logger

from helpdesk.platform.stream import Follower, Readers, inserted


class Fanout:
    def __init__(self, readers: Readers, followers: Sequence[Follower], log: Logger) -> None:
        """`followers` run in turn, each with the whole batch; those that fill queues come before those that write."""
        self._readers = readers
        self._followers = followers
        self._log = log

    def __call__(self, event: Mapping[str, Any], _context: object = None) -> None:
        batch = list(inserted(event, self._readers))
        counts: dict[str, Any] = {follower.counted: follower.follow(batch) for follower in self._followers}
        self._log.info("fanout", **counts)
