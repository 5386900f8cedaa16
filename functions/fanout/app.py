"""Follow-up work for committed changes: runs the followers of each concept.

The records of one conversation, or account, arrive in order. A batch may be delivered again, so every effect is
idempotent. When an effect fails, the batch is retried and halved until the failing record is isolated; that one goes
to the dead-letter queue. An item with a value that this version does not know is no failure: after a rollback there may
be thousands, and each would stop its shard for hours. It is passed by, named in the log and counted.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aws_lambda_powertools import Logger

from helpdesk.platform.stream import Follower, Inserted, Readers, Unknown, inserted


class Fanout:
    def __init__(
        self, readers: Readers, followers: Sequence[Follower], log: Logger, count_unknown: Callable[[int], None]
    ) -> None:
        """`followers` run in turn, each with the whole batch; those that fill queues come before those that write."""
        self._readers = readers
        self._followers = followers
        self._log = log
        self._count_unknown = count_unknown

    def __call__(self, event: Mapping[str, Any], _context: object = None) -> None:
        read = list(inserted(event, self._readers))
        batch = [item for item in read if isinstance(item, Inserted)]
        counts: dict[str, Any] = {follower.counted: follower.follow(batch) for follower in self._followers}
        self._log.info("fanout", **counts)
        unknown = [f"{item.kind}: {item.value}" for item in read if isinstance(item, Unknown)]
        if unknown:
            self._log.warning("passed by", unknown=unknown)
            self._count_unknown(len(unknown))
