"""The functions that follow the feed and answer from it, in a run's world: `indexer`, `find`, `live` and `pusher`. Each
process is built from the code that is deployed, on tables and objects of the run."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Self

import find.root
import indexer.root
import live.root
import pusher.root
from desk_api.routes import finding
from find.settings import Settings as FindSettings
from helpdesk.feed.repository import FeedRepository
from helpdesk.indexing.fresh import FreshIndex
from helpdesk.indexing.reading import Reader
from helpdesk.indexing.replica import Replica
from helpdesk.indexing.snapshots import Snapshots
from helpdesk.indexing.work import of_doubt
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.kept_objects import KeptObjects
from helpdesk.platform.queues import SqsQueue
from helpdesk.platform.schedules import Destination, Schedules
from helpdesk.platform.sockets import ApiGatewaySockets
from indexer.settings import Settings as IndexerSettings
from infra.workbench.environment import DESK_KEY
from infra.workbench.tables import BUCKET, CONTACTS, CONVERSATIONS, DIRECTORY, FEED, FILES, LIVE
from live.settings import Settings as LiveSettings
from pusher.settings import Settings as PusherSettings
from tests.simulation.faults import Death
from tests.simulation.invocations import Invocations
from tests.simulation.journal import Item
from tests.simulation.kept import Engine, IndexBucket
from tests.simulation.queues import Queue
from tests.simulation.services import Changes, DynamoDB, Shards
from tests.simulation.sockets import Gateway
from tests.simulation.world import World
from tests.support.fakes import FakeQueue, FakeSchedules
from tests.support.memory import Memory

_URL = "https://live.example/live"


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


class Followers:
    """Of one run, with the queue, the objects and the gateway that they share."""

    def __init__(self, world: World, engine: Memory, folder: Path) -> None:
        self.world, self.engine, self.folder = world, engine, folder
        self.invocations = Invocations(world, self._build, {"find": (finding.router,)})
        self.objects, self.gateway, self.items = IndexBucket(world), Gateway(world), LiveItems(world)
        self.letters = Queue(world, "index/DeadLetters")
        self.queue = Queue(
            world, "index", invoke=self.invocations.of("indexer"), most_receives=1000, dead_letters=self.letters
        )
        self.shards = Shards(world, "pusher of feed", self._push)
        self.wrong: list[str] = []

    def appended(self, item: Item) -> None:
        """To the feed's stream."""
        self.shards.add("feed", {"eventName": "INSERT", "dynamodb": {"Keys": {}, "NewImage": item}})

    def _push(self, event: dict[str, Any], done: Callable[[Any], None]) -> None:
        def ended(result: Any) -> None:
            if not (result is Death or isinstance(result, Exception)):
                self.wrong += self._left_by(process.name)
            done(result)

        self.invocations.invoke("pusher", event, ended)
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

    def _index_queue(self) -> SqsQueue:
        return SqsQueue(lambda: self.queue, self.queue.name)

    def _indexer(self, database: Database) -> Any:
        settings = IndexerSettings(CONVERSATIONS, CONTACTS, DIRECTORY, FEED, BUCKET, "index", "dead")
        objects = KeptObjects(lambda: self.objects, BUCKET)
        return indexer.root.build(
            settings,
            database=database,
            objects=objects,
            queue=self._index_queue(),
            dead_letters=SqsQueue(lambda: self.letters, self.letters.name),
            folder=self._own_folder(),
            now=self.world.clock,
        )

    def _find(self, database: Database) -> Any:
        settings = FindSettings(CONVERSATIONS, CONTACTS, DIRECTORY, FEED, FILES, BUCKET, False, "index", DESK_KEY)
        objects = KeptObjects(lambda: self.objects, BUCKET)
        snapshots = Snapshots(
            objects, Engine(), self._own_folder(), now=self.world.clock, new_id=new_ulid, parallel=map
        )
        conversations, contacts, directory = map(database.table, (CONVERSATIONS, CONTACTS, DIRECTORY))
        feed, reader = FeedRepository(database.table(FEED)), Reader(conversations, contacts, directory)
        queue = self._index_queue()
        index = FreshIndex(
            snapshots,
            lambda index: Replica(index, feed, reader),
            lambda: queue.send([of_doubt()]),
            self.world.clock.at.timestamp,
        )
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
