"""Files of the index that nobody names are deleted a day later, and no others."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from helpdesk.index.models import Batch
from helpdesk.indexing.manifest import BUILDING, CURRENT, FOLDER, ROOT, UNNAMED, Manifest, SnapshotUnusable, StoredFile
from helpdesk.indexing.snapshots import Opened, Snapshots
from helpdesk.indexing.sweeping import Sweeper
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.kept_objects import KeptObjects
from infra.workbench.tables import BUCKET
from tests.support.fakes import FakeClock
from tests.support.file_store import FileStore, file_store
from tests.support.logged_index import LoggingEngine

OLD, NEWER = f"{ROOT}v0/manifest.json", f"{ROOT}v99/f/file"


class Sweeping:
    def __init__(self, store: FileStore, folder: Path) -> None:
        self.store, self.clock = store, FakeClock()
        self._folder = folder
        objects = KeptObjects(lambda: store.client, BUCKET)
        self.sweeper = Sweeper(objects, LoggingEngine.name, self.clock)
        self.snapshots = {key: self._snapshots(objects, key) for key in (CURRENT, BUILDING)}

    def _snapshots(self, objects: KeptObjects, key: str) -> Snapshots:
        folder = self._folder / key.rpartition("/")[2]
        return Snapshots(objects, LoggingEngine(), folder, now=self.clock, new_id=new_ulid, key=key, parallel=map)

    def publish(self, opened: Opened | None = None, key: str = CURRENT) -> Opened:
        """With one file more."""
        opened = opened or self.snapshots[key].begin()
        opened.index.apply(Batch(opened.index.position + 1))
        return self.snapshots[key].publish(opened)

    def begin_again(self, opened: Opened) -> Opened:
        """Another index takes its place, whose files are others."""
        fresh = self.snapshots[CURRENT].begin()
        return self.publish(Opened(fresh.index, fresh.folder, None, opened.etag))

    @property
    def files(self) -> set[str]:
        keys = self.store.keys()
        return {key for key in keys if key.startswith(f"{FOLDER}f/")}

    def put(self, key: str) -> None:
        self.store.client.put_object(Bucket=BUCKET, Key=key, Body=b"{}")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Sweeping]:
    with file_store() as store:
        yield Sweeping(store, tmp_path)


def test_what_is_named_stays(desk: Sweeping) -> None:
    desk.publish()
    desk.publish(key=BUILDING)
    before = set(desk.store.keys())
    for _ in range(3):
        assert desk.sweeper.sweep() == 0
        desk.clock.forward(days=2)
    assert set(desk.store.keys()) == before


def test_what_is_not_named_any_more_goes_a_day_later(desk: Sweeping) -> None:
    first = desk.publish()
    old = desk.files
    desk.begin_again(first)
    assert desk.sweeper.sweep() == 0
    desk.clock.forward(hours=23, minutes=59)
    assert desk.sweeper.sweep() == 0
    assert desk.files > old
    desk.clock.forward(minutes=1)
    assert desk.sweeper.sweep() == 1
    assert not desk.files & old
    assert json.loads(desk.store.content(UNNAMED)) == {}


def test_an_old_file_that_lost_its_name_just_now_stays_for_a_day(desk: Sweeping) -> None:
    first = desk.publish()
    desk.clock.forward(days=30)
    desk.begin_again(first)
    assert desk.sweeper.sweep() == 0


def test_what_is_named_again_is_not_deleted(desk: Sweeping) -> None:
    desk.publish()
    desk.put(f"{FOLDER}f/unpublished")
    desk.sweeper.sweep()
    manifest = Manifest.read(desk.store.content(CURRENT), LoggingEngine.name)
    named = replace(manifest, files={**manifest.files, "late.batch": StoredFile("unpublished", 2, "")})
    desk.store.client.put_object(Bucket=BUCKET, Key=CURRENT, Body=named.written())
    desk.clock.forward(days=2)
    assert desk.sweeper.sweep() == 0


def test_an_older_index_goes_and_a_newer_one_stays(desk: Sweeping) -> None:
    desk.publish()
    for key in (OLD, NEWER, f"{ROOT}other"):
        desk.put(key)
    desk.sweeper.sweep()
    desk.clock.forward(days=1)
    assert desk.sweeper.sweep() == 1
    keys = set(desk.store.keys())
    assert keys > {NEWER, f"{ROOT}other"}
    assert OLD not in keys


def test_nothing_goes_while_it_is_not_known_what_is_named(desk: Sweeping) -> None:
    desk.put(OLD)
    assert desk.sweeper.sweep() == 0
    assert set(desk.store.keys()) == {OLD}
    desk.put(CURRENT)
    with pytest.raises(SnapshotUnusable):
        desk.sweeper.sweep()
    assert set(desk.store.keys()) == {OLD, CURRENT}
