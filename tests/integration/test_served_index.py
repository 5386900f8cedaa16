"""A desk whose index is on a server: the indexer writes it, and `find` reads what it has written."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import feed.root
import find.root
from feed.settings import Settings as FeedSettings
from find.settings import Settings as FindSettings
from helpdesk.indexing.fresh import FollowedElsewhere, FreshIndex
from helpdesk.indexing.manifest import SERVED
from helpdesk.indexing.opensearch_engine import OpenSearchEngine
from helpdesk.indexing.snapshots import Snapshots
from helpdesk.indexing.tantivy_engine import Tantivy
from helpdesk.indexing.work import of_doubt, of_feed, of_rebuild
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.kept_objects import KeptObjects
from infra.workbench.engine import Backend
from infra.workbench.tables import BUCKET, CONTACTS, CONVERSATIONS, DIRECTORY, FEED, FILES
from tests.support.desk import DESK_KEY, DeskInProcess, queue_event
from tests.support.file_store import FileStore, file_store
from tests.support.opensearch import Time, index_at, running

SCHEDULED = '{"scheduled": true}'


class ServedDesk:
    def __init__(self, desk: DeskInProcess, store: FileStore, url: str, folder: Path) -> None:
        self.desk, self._store, self._url, self._folder = desk, store, url, folder
        self._time = Time()
        database: Any = desk.database
        desk.feed = feed.root.build(
            FeedSettings(FEED, "index", "opensearch"), database=database, index=desk.index_queue, now=desk.clock
        )
        self.fresh = FreshIndex(
            self.snapshots(), FollowedElsewhere, lambda: desk.index_queue.send([of_doubt()]), self._monotonic
        )
        desk.find = find.root.build(
            FindSettings(
                CONVERSATIONS, CONTACTS, DIRECTORY, FEED, FILES, BUCKET, False, "index", DESK_KEY, "opensearch", url
            ),
            database=desk._database("find"),
            objects=desk._objects("find"),
            index=self.fresh,
            engine="opensearch",
            now=desk.clock,
        )
        self.seconds = 0.0
        self.indexer = desk.indexer(folder / new_ulid(), self.engine())

    def engine(self) -> OpenSearchEngine:
        """Of a process."""
        return OpenSearchEngine(lambda name: index_at(self._url, name, self._time))

    def snapshots(self, engine: OpenSearchEngine | Tantivy | None = None) -> Snapshots:
        objects = KeptObjects(lambda: self._store.client, BUCKET)
        own = self._folder / new_ulid()
        return Snapshots(objects, engine or self.engine(), own, now=self.desk.clock, new_id=new_ulid, parallel=map)

    def _monotonic(self) -> float:
        return self.seconds

    def receive(self, *bodies: str) -> None:
        """And what follows from it."""
        waiting = list(bodies)
        while waiting:
            assert self.indexer(queue_event(waiting.pop(0))) == {"batchItemFailures": []}
            waiting += [message.body for message in self.desk.index_queue.messages]
            self.desk.index_queue.messages.clear()

    def flow(self) -> None:
        """What has happened reaches the index."""
        self.desk.settle()
        self.desk.fill_feed()
        assert self.desk.index_queue.messages, "each entry of the feed is announced"
        bodies = [message.body for message in self.desk.index_queue.messages]
        self.desk.index_queue.messages.clear()
        self.receive(*bodies)

    def hits(self, q: str) -> int:
        status, body = self.desk.call("GET", "/v1/search", query={"q": q, "types": "message"})
        assert status == 200, body
        return len(body["hits"])

    @property
    def names(self) -> set[str]:
        return set(self.engine().names())


@pytest.fixture
def served(backend: Backend, tmp_path: Path) -> Iterator[ServedDesk]:
    with file_store() as store, running() as url:
        yield ServedDesk(DeskInProcess(backend, lambda: store.client), store, url, tmp_path)


def test_search_says_that_the_index_is_being_built_and_then_follows_the_desk(served: ServedDesk) -> None:
    served.desk.accept("My parcel is late")
    served.desk.settle()
    status, body = served.desk.call("GET", "/v1/search", query={"q": "parcel"})
    assert (status, body["code"]) == (503, "index_not_built")
    served.receive(of_rebuild("first").body)
    assert served.hits("parcel") == 1
    served.desk.accept("The parcel came", thread="t2")
    served.flow()
    assert served.hits("parcel") == 2
    status, tickets = served.desk.call("POST", "/v1/tickets/query", {"filters": []})
    assert (status, tickets["count"]) == (200, 2)


def test_a_rebuild_is_beside_the_index_takes_its_place_and_the_old_one_goes(served: ServedDesk) -> None:
    served.desk.accept("My parcel is late")
    served.desk.settle()
    served.receive(SCHEDULED)
    [old] = served.names
    assert served.hits("parcel") == 1
    assert served.indexer(queue_event(of_rebuild("again").body)) == {"batchItemFailures": []}
    assert len(served.names) == 2
    served.desk.accept("Another parcel", thread="t2")
    served.flow()
    served.seconds += 60
    assert served.hits("parcel") == 2
    [opened] = [served.snapshots().load()]
    assert opened
    assert opened.index.files().meta != old
    served.receive(SCHEDULED)
    assert old in served.names
    served.desk.clock.forward(days=1)
    served.receive(SCHEDULED)
    assert served.names == {opened.index.files().meta}
    assert served.hits("parcel") == 2


def test_a_desk_goes_from_one_engine_to_the_other_and_back(served: ServedDesk, tmp_path: Path) -> None:
    served.desk.accept("My parcel is late")
    served.desk.settle()
    on_server = served.indexer
    served.indexer = served.desk.indexer(tmp_path / "embedded")
    served.receive(SCHEDULED)
    assert served.snapshots(Tantivy()).load()
    status, body = served.desk.call("GET", "/v1/search", query={"q": "parcel"})
    assert (status, body["code"]) == (503, "index_unusable")
    served.indexer = on_server
    served.receive(of_rebuild("there").body)
    served.seconds += 60
    assert served.hits("parcel") == 1
    served.indexer = served.desk.indexer(tmp_path / "again")
    served.receive(of_rebuild("back").body)
    assert served.snapshots(Tantivy()).load()


def test_an_index_that_the_server_has_lost_is_built_again(served: ServedDesk, tmp_path: Path) -> None:
    served.desk.accept("My parcel is late")
    served.desk.settle()
    served.receive(SCHEDULED)
    [lost] = served.names
    served.engine().delete(lost)
    served.engine().delete(lost)
    served.indexer = served.desk.indexer(tmp_path / "another", served.engine())
    served.receive(of_feed(1).body)
    assert len(served.names) == 1
    assert lost not in served.names
    assert all(name.startswith(SERVED) for name in served.names)
    assert served.hits("parcel") == 1
