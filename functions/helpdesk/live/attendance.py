"""Which connections of a person are open, and since when none is: by this, somebody is away. Programs have their own,
of which nothing follows.

Whatever is lost on the way is found: each connection has itself looked at when it must have ended, also if nobody said
that it did.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from helpdesk.live.attendance_repository import AttendanceRepository
from helpdesk.live.models import LASTS, Client
from helpdesk.people import connection_news
from helpdesk.platform.clock import Clock
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.queues import Queue
from helpdesk.platform.schedules import Schedules

_CLOCKS = timedelta(seconds=2)
"""The router's clock may be a little behind: too early, it would find nothing to change."""


class Attendances:
    def __init__(
        self,
        repository: AttendanceRepository,
        routing: Queue,
        grace: timedelta,
        now: Clock,
        schedules: Schedules | None = None,
    ) -> None:
        """`grace`: somebody who comes back within it was not away. `schedules`: into the router's queue; only who
        admits connections needs them."""
        self._repository = repository
        self._routing = routing
        self._grace = grace
        self._now = now
        self._schedules = schedules

    def join(self, client: Client, connection_id: str) -> Sequence[str]:
        """Returns the connections that are too many, the oldest ones."""
        ends_at = (self._now() + LASTS).replace(microsecond=0)
        self._look_again(client, connection_id, ends_at)
        excess = self._repository.join(client, connection_id, ends_at, self._now())
        self._tell(client)
        return excess

    def leave(self, client: Client, connection_id: str) -> None:
        """Idempotent. Whoever repeats it has it looked at again."""
        if self._repository.leave(client, connection_id, self._now(), self._grace):
            self._tell(client, self._grace + _CLOCKS)

    def _look_again(self, client: Client, connection_id: str, ends_at: datetime) -> None:
        if client.token_id or self._schedules is None:
            return
        at = ends_at.astimezone(UTC) + _CLOCKS
        with suppress(Unavailable):  # better connected than looked at: most connections say when they end
            name = f"connection-{''.join(each for each in connection_id if each.isalnum() or each in '-_')}"
            self._schedules.create(name, at, connection_news.of(client.user_id))

    def _tell(self, client: Client, after: timedelta = timedelta()) -> None:
        if client.token_id is None:
            self._routing.send([connection_news.of(client.user_id, after)])
