"""The delivery log for integrations, and replaying its entries."""

import json
import re
from dataclasses import dataclass

from helpdesk.channels.models import Channel
from helpdesk.delivery.log import DeliveryLog
from helpdesk.delivery.models import LoggedAttempt, Result
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.errors import NotFound
from helpdesk.platform.queues import Queue, QueueMessage

_ULID = re.compile(r"[0-9a-z]{26}")


@dataclass(frozen=True, slots=True)
class LogPage:
    attempts: list[LoggedAttempt]
    next_cursor: str | None


class Deliveries:
    def __init__(self, log: DeliveryLog, outbound: Queue, cursors: Cursors) -> None:
        self._log = log
        self._outbound = outbound
        self._cursors = cursors

    def page(self, channel: Channel, result: Result | None, *, cursor: str | None, limit: int) -> LogPage:
        """Newest first. Raises InvalidRequest for a cursor of another list."""
        bound = self._cursors.of(f"deliveries/{channel.id}/{result or '*'}")
        before = bound.read(cursor, parts=1, field="after")[0] if cursor else None
        attempts, more = self._log.page(channel.id, result, before=before, limit=limit)
        return LogPage(attempts, bound.write(attempts[-1].id) if more else None)

    def get(self, channel: Channel, log_id: str) -> LoggedAttempt:
        found = self._log.find(channel.id, log_id) if _ULID.fullmatch(log_id) else None
        if found is None:
            raise NotFound(
                f"There is no delivery {log_id[:64]!r}. The log keeps entries for 30 days.", code="delivery_not_found"
            )
        return found

    def replay(self, channel: Channel, log_id: str) -> LoggedAttempt:
        """Sends the logged webhook again, after what is already queued for its conversation. Writes only to the queue.
        Repeating it within five minutes is a no-op."""
        found = self.get(channel, log_id)
        work = json.dumps({**found.task.work, "replay": True})
        self._outbound.send([QueueMessage(work, group=found.task.group, deduplication=f"replay-{found.id}")])
        return found
