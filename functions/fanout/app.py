"""What follows from a committed change: whatever the concepts bring as their followers.

The records of one conversation, or account, come in order; a batch may come again, and every effect is the same the
second time. When an effect fails the batch is retried, halved until the record that fails stands alone, and that one
ends in the queue for failures.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from aws_lambda_powertools import Logger

from helpdesk.platform.stream import Follower, Readers, inserted


class Fanout:
    def __init__(self, readers: Readers, followers: Sequence[Follower], log: Logger) -> None:
        """`followers`: one after the other, each with the whole batch; the queues come before what writes."""
        self._readers = readers
        self._followers = followers
        self._log = log

    def __call__(self, event: Mapping[str, Any], _context: object = None) -> None:
        batch = list(inserted(event, self._readers))
        counts: dict[str, Any] = {follower.counted: follower.follow(batch) for follower in self._followers}
        self._log.info("fanout", **counts)
