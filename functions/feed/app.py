"""Writes down every change, once and in order: the feed, which everything follows that is not a commit's own work.

The records of one conversation, contact or subject arrive in order. A batch may be delivered again, also in parts: the
feed recognises each record. When a batch fails, it is retried and halved until the failing record is isolated; that one
goes to the dead-letter queue. Once a day, a schedule says that a day has passed.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from aws_lambda_powertools import Logger

from helpdesk.feed.reading import passed_day, recorded
from helpdesk.feed.repository import FeedWriter
from helpdesk.platform.clock import Clock, utc_now

STEP = 500
"""Whoever makes snapshots of what follows from the feed is told each time that so many changes more are in it."""


class Announce(Protocol):
    def __call__(self, number: int) -> None:
        """The feed has passed another multiple of STEP with its entry of this number. May be said twice."""


class Feed:
    def __init__(
        self,
        writer: FeedWriter,
        log: Logger,
        announce: Announce | None = None,
        step: int | None = None,
        now: Clock = utc_now,
    ) -> None:
        """`step`: 1 where whoever follows is told of each entry."""
        self._writer = writer
        self._log = log
        self._announce = announce
        self._step = step
        self._now = now

    def __call__(self, event: Mapping[str, Any], _context: object = None) -> None:
        records = recorded(event["Records"]) if "Records" in event else [passed_day(self._now())]
        new = self._writer.append(records)
        if self._announce:
            for number in sorted(self._writer.passed(records, self._step or STEP).values()):
                self._announce(number)
        self._log.info("feed", changes=new, known=len(records) - new)
