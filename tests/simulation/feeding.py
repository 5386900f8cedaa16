"""The function `feed` follows what a run has written, in a schedule of its own: with batches, repetitions, halves and
faults. Nothing of the run itself depends on it, so the schedules of both are apart."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

import feed.root
from feed.settings import Settings
from helpdesk.platform.dynamodb import Database
from infra.workbench.tables import FEED
from tests.simulation.faults import ANYWHERE, Fault
from tests.simulation.invocations import Invocations
from tests.simulation.journal import FOLLOWED, Journal, Written
from tests.simulation.roles import Roles
from tests.simulation.services import DynamoDB, Shards
from tests.simulation.world import World
from tests.support.fakes import FakeQueue
from tests.support.memory import Memory

_FAULTS = (Fault.DIES_AFTER, Fault.LOST, Fault.REPEATED, Fault.WAITS, *ANYWHERE)
_CALLS = 30
"""About as many as it makes for the records of a run."""


def plan_of(seed: int) -> dict[int, Fault]:
    random = Random(f"faults of the feed of {seed}")
    return {random.randrange(_CALLS): random.choice(_FAULTS) for _ in range(random.randint(0, 4))}


@dataclass
class Feeding:
    """It lasts for one run."""

    seed: int
    roles: Roles
    engine: Memory
    journal: Journal

    def run(self) -> World:
        self.world = World(self.seed, self.roles, plan_of(self.seed) if self.seed else {})
        began = self.world.clock.at
        invoke = Invocations(self.world, self._build).of("feed")
        shards = {table: Shards(self.world, f"feed of {table}", invoke) for table in FOLLOWED}
        for written in self.journal.fed:
            # A stream shows a record when it is written, so the feed may be at any of them at any time.
            shown = (written.at - began) / timedelta(seconds=1)
            self.world.later(shown, lambda written=written: self._show(shards, written))  # type: ignore[misc]
        self.world.run()
        return self.world

    @staticmethod
    def _show(shards: dict[str, Shards], written: Written) -> None:
        shards[written.table].add(written.record["dynamodb"]["Keys"]["pk"]["S"], written.record)

    def _build(self, _: str) -> Any:
        client: Any = DynamoDB(self.world, self.engine, {})
        database = Database(client, self.world.sleep)
        return feed.root.build(Settings(FEED, "index"), database=database, index=FakeQueue(), now=self.world.clock)
