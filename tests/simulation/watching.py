"""The functions that follow the feed, in a schedule of their own in which a run is written once more: `indexer` keeps
the index, `find` answers from it, `live` and `pusher` tell whoever is connected. Nothing of the run depends on it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import indexer.root
from helpdesk.feed.models import Entry
from helpdesk.indexing import building
from helpdesk.indexing.work import of_feed, of_rebuild
from helpdesk.people.actors import ActorKind
from helpdesk.people.models import User
from helpdesk.people.principals import Principal, Scope, TicketAccess
from helpdesk.people.repository import UserRepository
from helpdesk.people.role_repository import RoleRepository
from helpdesk.people.roles import Role
from helpdesk.platform.dynamodb import Database
from helpdesk.tickets.models import Ticket
from infra.workbench.tables import DIRECTORY, FEED, LIVE
from tests.simulation.faults import ANYWHERE, Fault
from tests.simulation.finders import Finder, in_views
from tests.simulation.followers import Followers, InTurn
from tests.simulation.journal import Item, Journal
from tests.simulation.kept import Engine
from tests.simulation.replay import Replay
from tests.simulation.roles import Roles
from tests.simulation.told import Told
from tests.simulation.watchers import Watcher
from tests.simulation.world import World
from tests.support.memory import Memory

_FAULTS = (Fault.DIES_AFTER, Fault.LOST, Fault.REPEATED, Fault.WAITS, *ANYWHERE)
_CALLS = 200
"""About half as many as it makes for the entries of a run."""
_SCHEDULED = json.dumps({"scheduled": True})
_DAY = 25 * 3600.0
_READS = frozenset({Scope.TICKETS_READ, Scope.CONVERSATIONS_READ})
_AT = "2026-11-22T09:00:00.000000Z"
AGENT, GUEST = "agent-1", "guest"


def plan_of(seed: int) -> dict[int, Fault]:
    random = Random(f"faults of the watchers of {seed}")
    return {random.randrange(_CALLS): random.choice(_FAULTS) for _ in range(random.randint(0, 5))}


def is_anybodys(ticket: Ticket) -> bool:
    """Which tickets the guest sees, who has none and belongs to no team."""
    return ticket.owner_id is None and ticket.team_id is None


@dataclass
class Watching:
    """It lasts for one run."""

    seed: int
    roles: Roles
    engine: Memory
    journal: Journal
    folder: Path

    def run(self) -> list[str]:
        """What was violated."""
        world = self.world = World(self.seed, self.roles, plan_of(self.seed) if self.seed else {})
        engine: Any = self.engine
        self.tables = Database(engine)
        self._let_a_guest_in()
        self.functions = functions = Followers(world, self.engine, self.folder)
        self.replay = Replay(world, self.engine, self.journal.records, self._appended, self._committed)
        self.watchers = [
            Watcher(told, functions.gateway, functions.invocations.invoke)
            for told in (
                Told(AGENT, None, "all_open", _is_in("all_open", AGENT), self.replay),
                Told(GUEST, is_anybodys, "unassigned", _is_in("unassigned", GUEST), self.replay),
            )
        ]
        agent = Principal(ActorKind.PERSON, AGENT, "Ada", _READS)
        guest = Principal(ActorKind.PERSON, GUEST, "Guest", _READS, ticket_access=TicketAccess.OWN)
        self.finders = [
            Finder(agent, lambda _: True, self.replay, functions.invocations.invoke),
            Finder(guest, is_anybodys, self.replay, functions.invocations.invoke),
        ]
        self.replay.begin()
        for watcher in self.watchers:
            watcher.begin()
        for finder in self.finders:
            finder.begin()
        self._schedule()
        world.run()
        self._look()
        return [f"watching: {found}" for found in (*world.violations, *functions.wrong, *self._violations())]

    def _let_a_guest_in(self) -> None:
        directory = self.tables.table(DIRECTORY)
        RoleRepository(directory).transact(
            RoleRepository(directory).creating(Role("guests", "Guests", tuple(sorted(_READS)), TicketAccess.OWN, _AT))
        )
        user = User(GUEST, "guest@desk.example", "Guest", "guests", _AT)
        UserRepository(directory).transact(UserRepository(directory).creating(user))

    # What follows the feed.

    def _appended(self, entry: Entry, item: Item) -> None:
        self.functions.appended(item)
        if self.world.random.random() < 0.2:
            self._put(of_feed(entry.number).body)

    def _put(self, body: str) -> None:
        """Some in order; of some, the one before is still being worked on when the time of its receive is over."""
        self.functions.queue.put(body, self.world.random.choice(["index", None]))

    def _committed(self) -> None:
        for watcher in self.watchers:
            watcher.told.looks()

    def _schedule(self) -> None:
        """The index is built when it is asked for first; in some runs again, by hand."""
        random = Random(f"index of {self.seed}")
        self.world.later(random.random() * self.replay.lasts / 2, lambda: self._put(_SCHEDULED))
        if random.random() < 0.2:
            self.world.later(random.random() * self.replay.lasts, lambda: self._put(of_rebuild("again").body))

    def _look(self) -> None:
        """When everything is quiet."""
        world = self.world
        world.calm()
        # One notes what nobody names, and one deletes it.
        for _ in range(2):
            self._put(_SCHEDULED)
            world.run()
            world.later(_DAY, lambda: None)
            world.run()
        self.functions.invocations.leave("find", processes=1)
        for finder in self.finders:
            finder.looks_at_the_end()
            world.run()
            self.functions.invocations.leave("find", processes=0)
        self._push_all_again()

    def _push_all_again(self) -> None:
        """As after a batch whose answer was lost: of what is gone, nothing stays where something happens."""
        items = self.engine.scan(TableName=FEED)["Items"]
        for item in sorted(items, key=lambda each: each["sk"]["S"]):
            self.functions.appended(item)
        self.world.run()

    # What must be so.

    def _violations(self) -> Iterator[str]:
        for watcher in self.watchers:
            yield from watcher.violations()
        for finder in self.finders:
            yield from finder.wrong
        objects, queue, letters = self.functions.objects, self.functions.queue, self.functions.letters
        yield from objects.lacking()
        if queue.messages or letters.messages:
            yield f"the indexer is not done: {queue.messages}, {letters.messages}"
        if unnamed := {key for key in objects.stored if "/f/" in key} - objects.named():
            yield f"{unnamed} stay, and no manifest names them"
        for item in self.engine.scan(TableName=LIVE)["Items"]:
            topic, connection_id = item["pk"]["S"], item["sk"]["S"]
            if topic.startswith("ticket:") and connection_id not in self.functions.gateway.known:
                yield f"{connection_id} is gone, and still watches {topic}"


def _is_in(view: str, user_id: str) -> Callable[[Ticket], bool]:
    return lambda ticket: in_views(ticket, user_id)[view]


def watched(seed: int, roles: Roles, engine: Memory, journal: Journal) -> list[str]:
    with (
        TemporaryDirectory() as folder,
        patch.object(indexer.root, "Tantivy", Engine),
        patch.object(building, "SEGMENTS", 2),
        patch("helpdesk.platform.parallel.ThreadPoolExecutor", InTurn),
    ):
        return Watching(seed, roles, engine, journal, Path(folder)).run()
