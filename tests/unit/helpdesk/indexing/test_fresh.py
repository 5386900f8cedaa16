"""The index of a process that answers: the newest snapshot, with what the feed says since."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from helpdesk.feed.repository import NotKept
from helpdesk.index.models import EVERYTHING, Sort
from helpdesk.index.port import Index
from helpdesk.indexing.fresh import FreshIndex
from helpdesk.indexing.indexer import NoIndex
from helpdesk.indexing.manifest import CURRENT, SCHEMA, SnapshotNewer, SnapshotUnusable
from helpdesk.indexing.replica import IndexBehind
from helpdesk.indexing.snapshots import Snapshots
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.kept_objects import KeptObjects
from infra.workbench.tables import BUCKET
from tests.support.file_store import FileStore, file_store
from tests.support.indexed_desk import IndexedDesk
from tests.support.logged_index import LoggingEngine

Made = Callable[[], Snapshots]


class Seconds:
    def __init__(self) -> None:
        self.passed = 100.0

    def __call__(self) -> float:
        return self.passed


@pytest.fixture
def store() -> Iterator[FileStore]:
    with file_store() as made:
        yield made


@pytest.fixture
def desk() -> IndexedDesk:
    return IndexedDesk()


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def snapshots(store: FileStore, tmp_path: Path, desk: IndexedDesk) -> Made:
    def make() -> Snapshots:
        kept = KeptObjects(lambda: store.client, BUCKET)
        folder = tmp_path / new_ulid()
        return Snapshots(kept, LoggingEngine(), folder, now=desk.clock, new_id=new_ulid, parallel=map)

    return make


class Calls:
    """For another index."""

    def __init__(self) -> None:
        self.count, self.are_lost = 0, False

    def __call__(self) -> None:
        if self.are_lost:
            raise Unavailable("The queue could not be reached.")
        self.count += 1


@pytest.fixture
def calls() -> Calls:
    return Calls()


@pytest.fixture
def fresh(desk: IndexedDesk, snapshots: Made, seconds: Seconds, calls: Calls) -> FreshIndex:
    return FreshIndex(snapshots(), desk.follow, calls, seconds)


def publish(desk: IndexedDesk, snapshots: Made) -> None:
    """As the indexer does, from the beginning."""
    made = snapshots()
    loaded = made.load()
    opened = loaded or made.begin()
    replica = desk.follow(opened.index)
    replica.catch_up()
    replica.settle()
    made.publish(opened)


def known(index: Index) -> int:
    return index.tickets(EVERYTHING, Sort("opened_at"), after=None, limit=10).count


def opened(desk: IndexedDesk, name: str) -> None:
    desk.open(desk.meet(name))
    desk.flow()


def test_without_a_snapshot_there_is_no_answer_and_one_is_called_for(
    fresh: FreshIndex, calls: Calls, seconds: Seconds
) -> None:
    calls.are_lost = True
    for passed, called in ((0, 0), (1, 1), (29, 1), (1, 2)):
        seconds.passed += passed
        with pytest.raises(NoIndex):
            fresh()
        assert calls.count == called
        calls.are_lost = False


def test_it_knows_the_snapshot_and_what_came_since(desk: IndexedDesk, snapshots: Made, fresh: FreshIndex) -> None:
    opened(desk, "Ada")
    publish(desk, snapshots)
    assert known(fresh()) == 1
    opened(desk, "Ben")
    assert known(fresh()) == 2


def test_another_snapshot_is_looked_for_every_ten_seconds(
    desk: IndexedDesk, snapshots: Made, fresh: FreshIndex, seconds: Seconds
) -> None:
    opened(desk, "Ada")
    publish(desk, snapshots)
    first = fresh()
    opened(desk, "Ben")
    publish(desk, snapshots)
    seconds.passed += 9
    assert fresh() is first
    seconds.passed += 1
    second = fresh()
    assert second is not first
    assert known(second) == 2
    seconds.passed += 10
    assert fresh() is second  # nobody has published since


def test_one_that_cannot_be_read_does_not_replace_one_that_could(
    desk: IndexedDesk, snapshots: Made, fresh: FreshIndex, seconds: Seconds, store: FileStore, calls: Calls
) -> None:
    opened(desk, "Ada")
    publish(desk, snapshots)
    fresh()
    store.client.put_object(Bucket=BUCKET, Key=CURRENT, Body=b"{")
    seconds.passed += 10
    opened(desk, "Ben")
    assert (known(fresh()), calls.count) == (2, 1), "nobody waits for another one, which is called for"
    with pytest.raises(SnapshotUnusable):
        FreshIndex(snapshots(), desk.follow, calls)()


def test_nobody_calls_for_another_one_where_a_newer_version_has_written_it(
    desk: IndexedDesk, snapshots: Made, fresh: FreshIndex, seconds: Seconds, store: FileStore, calls: Calls
) -> None:
    opened(desk, "Ada")
    publish(desk, snapshots)
    fresh()
    newer = json.dumps({"schema": SCHEMA + 1, "engine": "another"}).encode()
    store.client.put_object(Bucket=BUCKET, Key=CURRENT, Body=newer)
    seconds.passed += 10
    assert known(fresh()) == 1
    with pytest.raises(SnapshotNewer):
        FreshIndex(snapshots(), desk.follow, calls)()
    assert calls.count == 0


def test_one_that_is_behind_what_the_feed_keeps_is_replaced(
    desk: IndexedDesk, snapshots: Made, fresh: FreshIndex, monkeypatch: pytest.MonkeyPatch, calls: Calls
) -> None:
    opened(desk, "Ada")
    publish(desk, snapshots)
    before = fresh()
    opened(desk, "Ben")
    entries, behind = desk.feed.entries, before.position

    def kept(position: int, **more: int) -> object:
        if position <= behind:
            raise NotKept
        return entries(position, **more)

    publish(desk, snapshots)
    monkeypatch.setattr(desk.feed, "entries", kept)
    assert (known(fresh()), calls.count) == (2, 0)
    monkeypatch.setattr(desk.feed, "entries", lambda *_, **__: kept(0))
    with pytest.raises(IndexBehind):
        fresh()
    assert calls.count == 1
