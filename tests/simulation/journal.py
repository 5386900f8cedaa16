"""Everything that a run writes into the tables that the change feed follows, with what was there before: the records
of their streams."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from helpdesk.feed.models import Change
from helpdesk.feed.reading import recorded
from infra.stream_filter import feeds
from infra.workbench.stream import images
from infra.workbench.tables import CONTACTS, CONVERSATIONS, DIRECTORY
from tests.simulation.world import Clock

FOLLOWED = (CONVERSATIONS, CONTACTS, DIRECTORY)
Item = dict[str, Any]


@dataclass
class Written:
    at: datetime
    commit: int
    """The call that has written it: a transaction is one."""
    table: str
    before: Item | None
    after: Item | None
    record: dict[str, Any]

    @cached_property
    def changes(self) -> list[Change]:
        """What it says for the feed."""
        return [found.change for found in recorded([self.record])]


@dataclass
class Journal:
    clock: Clock
    records: list[Written] = field(default_factory=list)
    _commits: int = 0

    def write(self, changes: Sequence[tuple[str, Item | None, Item | None]]) -> None:
        """The changes of one call: a table, the item before, and after. What stays as it is has no record."""
        self._commits += 1
        for table, before, after in changes:
            if table in FOLLOWED and before != after:
                name = f"event {len(self.records) + 1}"
                record = images(table, before, after, name, self.clock.at)
                self.records.append(Written(self.clock.at, self._commits, table, before, after, record))

    @cached_property
    def fed(self) -> list[Written]:
        """What the filters let pass, when the run has ended."""
        return [written for written in self.records if feeds(written.record)]
