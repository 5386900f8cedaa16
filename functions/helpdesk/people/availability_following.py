"""Has a plan read again when what holds changes by itself."""

import json
from collections.abc import Sequence
from datetime import timedelta

from helpdesk.people.availability import Turn
from helpdesk.people.availability_repository import TURN
from helpdesk.platform.clock import Clock, from_text
from helpdesk.platform.queues import QueueMessage
from helpdesk.platform.schedules import Schedules
from helpdesk.platform.stream import Inserted, of_kind

_AFTER = timedelta(seconds=1)
"""The router's clock may be a little behind the scheduler's: too early, it would find nothing to change."""
_AHEAD = timedelta(seconds=5)
"""Nothing is scheduled for the past, however late this comes."""
WORK = "availability"


class AvailabilityFollower:
    counted = "availability_scheduled"

    def __init__(self, schedules: Schedules, now: Clock) -> None:
        """`schedules`: into the router's queue."""
        self._schedules = schedules
        self._now = now

    def follow(self, inserted: Sequence[Inserted]) -> int:
        turns: list[Turn] = [turn for turn in of_kind(TURN, inserted) if turn.until]
        for turn in turns:
            at = max(from_text(str(turn.until)) + _AFTER, self._now() + _AHEAD)
            self._schedules.create(f"availability-{turn.id}", at, QueueMessage(json.dumps({WORK: turn.user_id})))
        return len(turns)
