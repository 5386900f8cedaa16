"""The delivery log as an integrator reads it, and sending once more what stands in it."""

import json
import re
from dataclasses import dataclass

from helpdesk.channels.models import Channel
from helpdesk.delivery.log import DeliveryLog
from helpdesk.delivery.models import LoggedAttempt, Result
from helpdesk.platform.cursor import Cursor
from helpdesk.platform.errors import InvalidRequest, NotFound
from helpdesk.platform.queues import Queue, QueueMessage

_ULID = re.compile(r"[0-9a-z]{26}")


@dataclass(frozen=True, slots=True)
class LogPage:
    tries: list[LoggedAttempt]
    next_cursor: str | None


class Deliveries:
    def __init__(self, log: DeliveryLog, outbound: Queue) -> None:
        self._log = log
        self._outbound = outbound

    def page(self, channel: Channel, result: Result | None, *, cursor: str | None, limit: int) -> LogPage:
        """Newest first. Raises InvalidRequest for a cursor that is not this list's."""
        bound = Cursor(f"deliveries/{channel.id}/{result or '*'}")
        before = bound.read(cursor, parts=1, field="after")[0] if cursor else None
        if before is not None and not _ULID.fullmatch(before):
            raise InvalidRequest("This is not a cursor of ours.", code="bad_cursor")
        tries, more = self._log.page(channel.id, result, before=before, limit=limit)
        return LogPage(tries, bound.write(tries[-1].id) if more else None)

    def get(self, channel: Channel, log_id: str) -> LoggedAttempt:
        found = self._log.find(channel.id, log_id) if _ULID.fullmatch(log_id) else None
        if found is None:
            raise NotFound(
                f"There is no delivery {log_id[:64]!r}: the log keeps them for 30 days.", code="delivery_not_found"
            )
        return found

    def replay(self, channel: Channel, log_id: str) -> LoggedAttempt:
        """What was sent then is sent once more, behind what is under way in its conversation. The queue is the one
        place that is written to. A repeat within five minutes is the same replay."""
        found = self.get(channel, log_id)
        work = json.dumps({**found.task.work, "replay": True})
        self._outbound.send([QueueMessage(work, group=found.task.group, deduplication=f"replay-{found.id}")])
        return found
