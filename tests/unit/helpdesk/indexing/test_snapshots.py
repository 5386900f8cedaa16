"""Snapshots: what is published is loaded, whole, whoever dies or is faster in between."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from helpdesk.index.models import Batch, Document, Kind
from helpdesk.indexing.manifest import CURRENT, FOLDER, SCHEMA, SnapshotNewer, SnapshotUnusable
from helpdesk.indexing.snapshots import Opened, Outrun, Snapshots
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.kept_objects import KeptObjects, Unchanged
from infra.workbench.tables import BUCKET
from tests.support.fakes import FakeClock
from tests.support.file_store import FileStore, file_store
from tests.support.logged_index import LoggingEngine


class Stopped(BaseException):
    """The process ends."""


class Client:
    """S3, for somebody who can end before or after one of their calls."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.calls: list[str] = []
        self.stops_before: int | None = None
        self.stops_after: int | None = None

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(**arguments: Any) -> Any:
            number = len(self.calls)
            self.calls.append(name)
            if number == self.stops_before:
                raise Stopped
            answer = getattr(self._client, name)(**arguments)
            if number == self.stops_after:
                raise Stopped
            return answer

        return call


@pytest.fixture
def store() -> Iterator[FileStore]:
    with file_store() as made:
        yield made


Made = Callable[..., Snapshots]


@pytest.fixture
def snapshots(store: FileStore, tmp_path: Path) -> Made:
    """Of another process each time."""

    def make(client: Any = None, engine: Any = None) -> Snapshots:
        used = client or store.client
        return Snapshots(
            KeptObjects(lambda: used, BUCKET),
            engine or LoggingEngine(),
            tmp_path / new_ulid(),
            now=FakeClock(),
            new_id=new_ulid,
            parallel=map,
        )

    return make


def batch(*names: str, position: int) -> Batch:
    return Batch(position, tuple(Document(name, Kind.NOTE, name, 1, position) for name in names))


def known(opened: Opened | None) -> set[str]:
    assert opened
    index: Any = opened.index
    return set(index.documents)


def published(snapshots: Snapshots, *names: str, position: int = 1) -> Opened:
    opened = snapshots.load() or snapshots.begin()
    opened.index.apply(batch(*names, position=position))
    return snapshots.publish(opened)


def test_what_is_published_is_loaded(snapshots: Made) -> None:
    assert snapshots().load() is None
    first = published(snapshots(), "a", "b", position=7)
    loaded = snapshots().load()
    assert known(loaded) == {"a", "b"}
    assert loaded
    assert (loaded.index.position, loaded.generation, loaded.etag) == (7, 1, first.etag)


def test_only_what_is_new_goes_up_and_comes_down(snapshots: Made, store: FileStore) -> None:
    writing, reading = Client(store.client), Client(store.client)
    writer, reader = snapshots(writing), snapshots(reading)
    opened = published(writer, "a")
    reader.load()
    writing.calls.clear()
    reading.calls.clear()
    opened.index.apply(batch("b", position=2))
    opened = writer.publish(opened)
    loaded = reader.load()
    assert known(loaded) == {"a", "b"}
    assert writing.calls == ["put_object", "put_object"]  # a file, and the manifest
    assert reading.calls == ["get_object", "get_object"]
    with pytest.raises(Unchanged):
        reader.load(opened.etag)


def test_a_file_that_no_snapshot_names_any_more_leaves_the_reader(snapshots: Made, tmp_path: Path) -> None:
    reader = snapshots()
    published(snapshots(), "a")
    loaded = reader.load()
    assert loaded
    fresh = snapshots()
    again = fresh.begin()
    again.index.apply(batch("b", position=2))
    fresh.publish(Opened(again.index, again.folder, None, loaded.etag))
    assert known(reader.load()) == {"b"}
    reader.forget(loaded)
    assert not loaded.folder.exists()
    kept = [path for path in tmp_path.glob("*/files/*") if path.is_file()]
    assert len(kept) == 1


def test_of_two_writers_the_second_is_refused_and_goes_on_after_the_first(snapshots: Made) -> None:
    published(snapshots(), "a")
    one, two = snapshots(), snapshots()
    first, second = one.load(), two.load()
    assert first
    assert second
    for opened, name in ((first, "b"), (second, "c")):
        opened.index.apply(batch(name, position=2))
    one.publish(first)
    with pytest.raises(Outrun):
        two.publish(second)
    assert known(snapshots().load()) == {"a", "b"}
    published(two, "c", position=3)
    assert known(snapshots().load()) == {"a", "b", "c"}


def test_of_two_who_begin_one_is_refused(snapshots: Made) -> None:
    one, two = snapshots(), snapshots()
    first, second = one.begin(), two.begin()
    one.publish(first)
    with pytest.raises(Outrun):
        two.publish(second)


def test_whoever_does_not_hear_that_it_is_published_finds_out(snapshots: Made, store: FileStore) -> None:
    class Deaf(Client):
        def put_object(self, **arguments: Any) -> Any:
            """The SDK sends it again, as the answer to the first attempt was lost."""
            self._client.put_object(**arguments)
            return self._client.put_object(**arguments)

    published(snapshots(Deaf(store.client)), "a")
    assert known(snapshots().load()) == {"a"}


@pytest.mark.parametrize("when", ["stops_before", "stops_after"])
@pytest.mark.parametrize("at", range(4))
def test_a_writer_that_ends_leaves_the_old_snapshot_or_the_new_one(
    snapshots: Made, store: FileStore, when: str, at: int
) -> None:
    published(snapshots(), "a")
    client = Client(store.client)
    writer = snapshots(client)
    opened = writer.load()
    assert opened
    for number, name in enumerate("bcd", start=2):
        opened.index.apply(batch(name, position=number))
    client.calls.clear()
    setattr(client, when, at)
    with pytest.raises(Stopped):
        writer.publish(opened)
    is_there = (when, at) == ("stops_after", 3)
    assert known(snapshots().load()) == ({"a", "b", "c", "d"} if is_there else {"a"})
    published(snapshots(), "b", "c", "d", "e", position=5)
    assert known(snapshots().load()) == {"a", "b", "c", "d", "e"}


@pytest.mark.parametrize("at", range(3))
def test_a_reader_that_ends_loads_all_of_it_the_next_time(snapshots: Made, store: FileStore, at: int) -> None:
    published(snapshots(), "a")
    published(snapshots(), "b", position=2)
    client = Client(store.client)
    reader = snapshots(client)
    client.stops_after = at
    with pytest.raises(Stopped):
        reader.load()
    assert known(reader.load()) == {"a", "b"}


def changed(store: FileStore, change: Callable[[dict[str, Any]], object]) -> None:
    manifest = json.loads(store.content(CURRENT))
    change(manifest)
    store.client.put_object(Bucket=BUCKET, Key=CURRENT, Body=json.dumps(manifest).encode())


def file_key(store: FileStore) -> str:
    keys = store.keys()
    return next(key for key in keys if key.startswith(f"{FOLDER}f/"))


@pytest.mark.parametrize("length", [0, 1, 50, -1])
def test_a_manifest_that_is_cut_off_is_noticed(snapshots: Made, store: FileStore, length: int) -> None:
    published(snapshots(), "a")
    store.client.put_object(Bucket=BUCKET, Key=CURRENT, Body=store.content(CURRENT)[:length])
    with pytest.raises(SnapshotUnusable, match="not whole"):
        snapshots().load()
    look = snapshots().look()
    assert look
    assert not look.building


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: manifest.pop("files"),
        lambda manifest: manifest.update(files=[]),
        lambda manifest: manifest.update(engine="other"),
        lambda manifest: manifest.update(schema="1"),
        lambda manifest: manifest.update(more=1),
    ],
)
def test_a_manifest_that_lacks_something_is_noticed(
    snapshots: Made, store: FileStore, change: Callable[[Mapping[str, Any]], object]
) -> None:
    published(snapshots(), "a")
    changed(store, change)
    with pytest.raises(SnapshotUnusable):
        snapshots().load()


def test_a_manifest_that_is_no_manifest_says_nothing(snapshots: Made, store: FileStore) -> None:
    store.client.put_object(Bucket=BUCKET, Key=CURRENT, Body=b"[1]")
    look = snapshots().look()
    assert look
    assert not look.building


def test_a_file_that_is_missing_is_named(snapshots: Made, store: FileStore) -> None:
    published(snapshots(), "a")
    key = file_key(store)
    store.client.delete_object(Bucket=BUCKET, Key=key)
    with pytest.raises(SnapshotUnusable, match=f"{key.rpartition('/')[2]} of the index is missing"):
        snapshots().load()


@pytest.mark.parametrize("damage", [lambda content: content[:-1], lambda content: content[:-1] + b"?"])
def test_a_file_that_is_damaged_is_named(snapshots: Made, store: FileStore, damage: Callable[[bytes], bytes]) -> None:
    published(snapshots(), "a")
    key = file_key(store)
    store.client.put_object(Bucket=BUCKET, Key=key, Body=damage(store.content(key)))
    with pytest.raises(SnapshotUnusable, match="damaged"):
        snapshots().load()


def test_nothing_is_left_of_files_that_do_not_fit_together(
    snapshots: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise SnapshotUnusable("They do not fit together.")

    published(snapshots(), "a")
    monkeypatch.setattr(LoggingEngine, "open", refuse)
    reader, before = snapshots(), set(tmp_path.glob("*/indexes/*"))
    with pytest.raises(SnapshotUnusable):
        reader.load()
    assert set(tmp_path.glob("*/indexes/*")) == before


def newer_schema(manifest: dict[str, Any]) -> None:
    manifest.update(schema=SCHEMA + 1, engine="another engine")


def newer_engine(manifest: dict[str, Any]) -> None:
    manifest.update(engine="logged 1.10")


@pytest.mark.parametrize("change", [newer_schema, newer_engine])
def test_an_index_of_a_newer_version_is_left_alone(
    snapshots: Made, store: FileStore, change: Callable[[dict[str, Any]], None]
) -> None:
    published(snapshots(), "a")
    changed(store, change)
    with pytest.raises(SnapshotNewer):
        snapshots().load()


def test_an_index_of_an_older_engine_is_built_again(snapshots: Made, store: FileStore) -> None:
    published(snapshots(), "a")
    changed(store, lambda manifest: manifest.update(engine="logged 1.1"))
    with pytest.raises(SnapshotUnusable, match=r"logged 1\.1"):
        snapshots().load()
