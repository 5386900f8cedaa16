"""Snapshots of the real engine: what goes on in one process goes on in the next, and nothing piles up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.index.models import EVERYTHING, Batch, Document, Kind, Sort
from helpdesk.indexing.manifest import CURRENT, SnapshotNewer, SnapshotUnusable
from helpdesk.indexing.snapshots import Opened, Snapshots
from helpdesk.indexing.tantivy_engine import Tantivy
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.kept_objects import KeptObjects
from infra.workbench.tables import BUCKET
from tests.support.fakes import FakeClock
from tests.support.file_store import file_store
from tests.support.kept_in_memory import KeptInMemory

ROUNDS = 30


@pytest.fixture
def objects() -> Iterator[KeptObjects]:
    with file_store() as store:
        yield KeptObjects(lambda: store.client, BUCKET)


def snapshots(objects: KeptObjects, folder: Path) -> Snapshots:
    return Snapshots(objects, Tantivy(), folder / new_ulid(), now=FakeClock(), new_id=new_ulid)


def ticket(number: int, state: str, position: int) -> Document:
    name = f"tkt_{number}"
    return Document(name, Kind.TICKET, name, number, position, {"status": (state,), "number": (number,)})


def found(opened: Opened) -> list[str]:
    page = opened.index.tickets(EVERYTHING, Sort("number"), after=None, limit=100)
    assert page.count == len(page.ids)
    return list(page.ids)


def test_an_index_goes_on_in_other_processes(objects: KeptObjects, tmp_path: Path) -> None:
    writer = snapshots(objects, tmp_path)
    opened = writer.begin()
    files = []
    for position in range(1, ROUNDS + 1):
        there = [number for number in range(position) if number != position - 3]
        changed = tuple(ticket(number, f"state {position}", position) for number in there)
        opened.index.apply(Batch(position, changed, frozenset({f"tkt_{position - 3}"})))
        files.append(len(writer.publish(opened).manifest.files))  # type: ignore[union-attr]
        writer = snapshots(objects, tmp_path)
        loaded = writer.load()
        assert loaded
        opened = loaded
        assert opened.index.position == position
        assert found(opened) == [f"tkt_{number}" for number in there]
    assert max(files[ROUNDS // 2 :]) <= 2 * max(files[: ROUNDS // 2])
    assert files[-1] < 8 * 10


def test_a_writer_that_goes_on_puts_only_what_is_new(objects: KeptObjects, tmp_path: Path) -> None:
    writer, reader = snapshots(objects, tmp_path), snapshots(objects, tmp_path)
    opened = writer.begin()
    for position in range(1, 6):
        opened.index.apply(Batch(position, (ticket(position, "open", position),)))
        opened = writer.publish(opened)
        loaded = reader.load()
        assert loaded
        assert found(loaded) == [f"tkt_{number}" for number in range(1, position + 1)]
        reader.forget(loaded)
        assert found(loaded)  # whoever still asks it is answered


def test_a_flipped_bit_anywhere_is_noticed(tmp_path: Path) -> None:
    """The engine itself looks at no checksum: it panics, or answers something else."""
    objects = KeptInMemory()
    writer = Snapshots(objects, Tantivy(), tmp_path / "writer", now=FakeClock(), new_id=new_ulid, parallel=map)
    opened = writer.begin()
    for position in (1, 2):
        changed = tuple(ticket(number, "open", position) for number in range(3 * position))
        opened.index.apply(Batch(position, changed, frozenset({"tkt_1"})))
        opened = writer.publish(opened)
    assert opened.manifest
    for key in (*(file.key for file in opened.manifest.files.values()), CURRENT):
        kept = objects.read(key)
        assert kept
        for place in range(0, len(kept.content), max(1, len(kept.content) // 40)):
            broken = bytearray(kept.content)
            broken[place] ^= 1
            stored = objects.read(key)
            objects.write(key, bytes(broken), stored.etag if stored else None)
            reader = Snapshots(
                objects, Tantivy(), tmp_path / new_ulid(), now=FakeClock(), new_id=new_ulid, parallel=map
            )
            with pytest.raises((SnapshotUnusable, SnapshotNewer)):
                reader.load()
        stored = objects.read(key)
        objects.write(key, kept.content, stored.etag if stored else None)
    assert writer.load()


def test_files_that_do_not_fit_are_noticed(objects: KeptObjects, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    with pytest.raises(SnapshotUnusable, match="do not fit"):
        Tantivy().open(folder, "{}")
