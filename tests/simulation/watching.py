"""The functions that follow the feed, in a schedule of their own in which a run is written once more: `indexer` keeps
the index, `find` answers from it, `live` and `pusher` tell whoever is connected. Nothing of the run depends on it."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Self
from unittest.mock import patch

import find.root
import indexer.root
import live.root
import pusher.root
from desk_api.routes import finding
from find.settings import Settings as FindSettings
from helpdesk.feed.models import Entry
from helpdesk.feed.repository import FeedRepository
from helpdesk.indexing import building
from helpdesk.indexing.fresh import FreshIndex
from helpdesk.indexing.reading import Reader
from helpdesk.indexing.replica import Replica
from helpdesk.indexing.snapshots import Snapshots
from helpdesk.indexing.work import of_feed, of_rebuild
from helpdesk.people.actors import ActorKind
from helpdesk.people.models import User
from helpdesk.people.principals import Principal, Scope, TicketAccess
from helpdesk.people.repository import UserRepository
from helpdesk.people.role_repository import RoleRepository
from helpdesk.people.roles import Role
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.kept_objects import KeptObjects
from helpdesk.platform.queues import SqsQueue
from helpdesk.platform.schedules import Destination, Schedules
from helpdesk.platform.sockets import ApiGatewaySockets
from helpdesk.tickets.models import Ticket
from indexer.settings import Settings as IndexerSettings
from infra.workbench.environment import DESK_KEY
from infra.workbench.tables import BUCKET, CONTACTS, CONVERSATIONS, DIRECTORY, FEED, FILES, LIVE
from live.settings import Settings as LiveSettings
from pusher.settings import Settings as PusherSettings
from tests.simulation.faults import ANYWHERE, Death, Fault
from tests.simulation.finders import Finder, in_views
from tests.simulation.journal import Item, Journal
from tests.simulation.kept import Engine, IndexBucket
from tests.simulation.queues import Queue
from tests.simulation.replay import Replay
from tests.simulation.roles import Roles
from tests.simulation.services import Changes, DynamoDB, Shards
from tests.simulation.sockets import Gateway
from tests.simulation.watchers import Watcher
from tests.simulation.world import World
from tests.support.fakes import FakeQueue, FakeSchedules
from tests.support.memory import Memory

_FAULTS = (Fault.DIES_AFTER, Fault.LOST, Fault.REPEATED, Fault.WAITS, *ANYWHERE)
_CALLS = 200
"""About half as many as it makes for the entries of a run."""
_SCHEDULED = json.dumps({"scheduled": True})
_DAY = 25 * 3600.0
_URL = "https://live.example/live"
_READS = frozenset({Scope.TICKETS_READ, Scope.CONVERSATIONS_READ})
_AT = "2026-11-22T09:00:00.000000Z"
AGENT, GUEST = "agent-1", "guest"


def plan_of(seed: int) -> dict[int, Fault]:
    random = Random(f"faults of the watchers of {seed}")
    return {random.randrange(_CALLS): random.choice(_FAULTS) for _ in range(random.randint(0, 5))}


def is_anybodys(ticket: Ticket) -> bool:
    """Which tickets the guest sees, who has none and belongs to no team."""
    return ticket.owner_id is None and ticket.team_id is None


class InTurn:
    """A pool without threads: a process of the schedule is one."""

    def __init__(self, _size: int) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    @staticmethod
    def map(do: Callable[[Any], Any], each: Iterable[Any]) -> list[Any]:
        return [do(one) for one in each]


class LiveItems(Changes):
    """When each item of the table `live` was written last, by calls."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._world, self.at = world, dict[tuple[str, str], int]()

    def write(self, _event: str, item: Item) -> None:
        self.at[item["pk"]["S"], item["sk"]["S"]] = len(self._world.calls)


@dataclass
class Watching:
    """It lasts for one run."""

    seed: int
    roles: Roles
    engine: Memory
    journal: Journal
    folder: Path
    wrong: list[str] = field(default_factory=list)
    _idle: dict[str, list[Any]] = field(default_factory=dict)

    def run(self) -> list[str]:
        """What was violated."""
        world = self.world = World(self.seed, self.roles, plan_of(self.seed) if self.seed else {})
        engine: Any = self.engine
        self.tables = Database(engine)
        self._let_a_guest_in()
        self.objects, self.gateway, self.items = IndexBucket(world), Gateway(world), LiveItems(world)
        self.letters = Queue(world, "index/DeadLetters")
        self.queue = Queue(world, "index", invoke=self._on("indexer"), most_receives=1000, dead_letters=self.letters)
        self.shards = Shards(world, "pusher of feed", self._push)
        self.replay = Replay(world, self.engine, self.journal.records, self._appended, self._committed)
        self.watchers = [
            Watcher(AGENT, None, "all_open", _is_in("all_open", AGENT), self.replay, self.gateway, self.invoke),
            Watcher(
                GUEST, is_anybodys, "unassigned", _is_in("unassigned", GUEST), self.replay, self.gateway, self.invoke
            ),
        ]
        agent = Principal(ActorKind.PERSON, AGENT, "Ada", _READS)
        guest = Principal(ActorKind.PERSON, GUEST, "Guest", _READS, ticket_access=TicketAccess.OWN)
        self.finders = [
            Finder(agent, lambda _: True, self.replay, self.invoke),
            Finder(guest, is_anybodys, self.replay, self.invoke),
        ]
        self.replay.begin()
        for watcher in self.watchers:
            watcher.begin()
        for finder in self.finders:
            finder.begin()
        self._schedule()
        world.run()
        self._look()
        return [f"watching: {found}" for found in (*world.violations, *self.wrong, *self._violations())]

    def _let_a_guest_in(self) -> None:
        directory = self.tables.table(DIRECTORY)
        RoleRepository(directory).transact(
            RoleRepository(directory).creating(Role("guests", "Guests", tuple(sorted(_READS)), TicketAccess.OWN, _AT))
        )
        user = User(GUEST, "guest@desk.example", "Guest", "guests", _AT)
        UserRepository(directory).transact(UserRepository(directory).creating(user))

    # What follows the feed.

    def _appended(self, entry: Entry, item: Item) -> None:
        self.shards.add("feed", {"eventName": "INSERT", "dynamodb": {"Keys": {}, "NewImage": item}})
        if self.world.random.random() < 0.2:
            self._put(of_feed(entry.number).body)

    def _put(self, body: str) -> None:
        """Some in order; of some, the one before is still being worked on when the time of its receive is over."""
        self.queue.put(body, self.world.random.choice(["index", None]))

    def _committed(self) -> None:
        for watcher in self.watchers:
            watcher.looks()

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
        self._idle["find"] = self._idle.get("find", [])[:1]
        for finder in self.finders:
            finder.looks_at_the_end()
            world.run()
            self._idle["find"] = []
        self._push_all_again()

    def _push_all_again(self) -> None:
        """As after a batch whose answer was lost: of what is gone, nothing stays where something happens."""
        items = self.engine.scan(TableName=FEED)["Items"]
        for item in sorted(items, key=lambda each: each["sk"]["S"]):
            self.shards.add("feed", {"eventName": "INSERT", "dynamodb": {"Keys": {}, "NewImage": item}})
        self.world.run()

    # The functions.

    def invoke(self, name: str, event: Any, done: Callable[[Any], None]) -> None:
        idle = self._idle.setdefault(name, [])
        handler = idle.pop() if idle else self._build(name)

        def ended(result: Any) -> None:
            if result is not Death:
                idle.append(handler)
            done(result)

        def resumed() -> None:
            if name == "find":
                finding.router.api_resolver = handler._app

        def work() -> Any:
            resumed()
            return handler(event, None)

        self.world.start(name, work, ended, resumed)

    def _on(self, name: str) -> Callable[[dict[str, Any], Callable[[Any], None]], None]:
        return lambda event, done: self.invoke(name, event, done)

    def _push(self, event: dict[str, Any], done: Callable[[Any], None]) -> None:
        def ended(result: Any) -> None:
            if not (result is Death or isinstance(result, Exception)):
                self.wrong += self._left_by(process.name)
            done(result)

        self.invoke("pusher", event, ended)
        process = self.world.processes[-1]

    def _left_by(self, process: str) -> Iterator[str]:
        """Of a connection that this one has found gone, whatever was there before."""
        for connection_id, call in self.gateway.gone.pop(process, {}).items():
            place = f"connection#{connection_id}", "connection"
            if self.engine.stored(LIVE, place) and self.items.at[place] <= call:
                yield f"{connection_id} is gone, and still there"

    def _build(self, name: str) -> Any:
        client: Any = DynamoDB(self.world, self.engine, {LIVE: self.items})
        build: Callable[[Database], Any] = getattr(self, f"_{name}")
        return build(Database(client, self.world.sleep))

    def _own_folder(self) -> Path:
        return self.folder / new_ulid()

    def _indexer(self, database: Database) -> Any:
        settings = IndexerSettings(CONVERSATIONS, CONTACTS, DIRECTORY, FEED, BUCKET, "index", "dead")
        objects = KeptObjects(lambda: self.objects, BUCKET)
        queue, letters = (SqsQueue(lambda each=each: each, each.name) for each in (self.queue, self.letters))  # type: ignore[misc]
        return indexer.root.build(
            settings,
            database=database,
            objects=objects,
            queue=queue,
            dead_letters=letters,
            folder=self._own_folder(),
            now=self.world.clock,
        )

    def _find(self, database: Database) -> Any:
        settings = FindSettings(CONVERSATIONS, CONTACTS, DIRECTORY, FEED, FILES, BUCKET, False, DESK_KEY)
        objects = KeptObjects(lambda: self.objects, BUCKET)
        snapshots = Snapshots(
            objects, Engine(), self._own_folder(), now=self.world.clock, new_id=new_ulid, parallel=map
        )
        conversations, contacts, directory = map(database.table, (CONVERSATIONS, CONTACTS, DIRECTORY))
        feed, reader = FeedRepository(database.table(FEED)), Reader(conversations, contacts, directory)
        index = FreshIndex(snapshots, lambda index: Replica(index, feed, reader), self.world.clock.at.timestamp)
        no_objects: Any = None
        return find.root.build(settings, database=database, objects=no_objects, index=index, now=self.world.clock)

    def _live(self, database: Database) -> Any:
        scheduling = ("group", "role", "routing", "dead")
        settings = LiveSettings(CONVERSATIONS, DIRECTORY, FEED, LIVE, _URL, "routing", 180, *scheduling, DESK_KEY)
        schedules = Schedules(FakeSchedules, "group", Destination("routing", "dead", "role"))
        return live.root.build(settings, database=database, schedules=schedules, **self._telling())

    def _pusher(self, database: Database) -> Any:
        settings = PusherSettings(CONVERSATIONS, CONTACTS, DIRECTORY, LIVE, _URL, "routing", 180, DESK_KEY)
        return pusher.root.build(settings, database=database, **self._telling())

    def _telling(self) -> Mapping[str, Any]:
        """Who is away is decided elsewhere."""
        return {"sockets": ApiGatewaySockets(self.gateway), "routing": FakeQueue(), "now": self.world.clock}

    # What must be so.

    def _violations(self) -> Iterator[str]:
        for watcher in self.watchers:
            yield from watcher.violations()
        for finder in self.finders:
            yield from finder.wrong
        yield from self.objects.lacking()
        if self.queue.messages or self.letters.messages:
            yield f"the indexer is not done: {self.queue.messages}, {self.letters.messages}"
        if unnamed := {key for key in self.objects.stored if "/f/" in key} - self.objects.named():
            yield f"{unnamed} stay, and no manifest names them"
        for item in self.engine.scan(TableName=LIVE)["Items"]:
            topic, connection_id = item["pk"]["S"], item["sk"]["S"]
            if topic.startswith("ticket:") and connection_id not in self.gateway.known:
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
