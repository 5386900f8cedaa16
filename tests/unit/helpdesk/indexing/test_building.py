"""An index is built beside the one that is used, in turns, whoever dies in between; then it is the one that is used."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from helpdesk.index.models import Batch
from helpdesk.indexing import building
from helpdesk.indexing.building import SEGMENTS, Builder, Progress
from helpdesk.indexing.indexer import Indexer, NoIndex
from helpdesk.indexing.manifest import BUILDING, CURRENT
from helpdesk.indexing.replica import IndexBehind
from helpdesk.indexing.snapshots import Snapshots
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.kept_objects import KeptObjects
from infra.workbench.tables import BUCKET, CONVERSATIONS
from tests.support.file_store import FileStore, file_store
from tests.support.indexed_desk import IndexedDesk, at_no_position
from tests.support.logged_index import LoggedIndex, LoggingEngine


class BuildingDesk(IndexedDesk):
    def __init__(self, store: FileStore, folder: Path) -> None:
        super().__init__()
        self.store, self._folder = store, folder
        self.seconds = 0.0

    def snapshots(self, key: str = CURRENT) -> Snapshots:
        objects = KeptObjects(lambda: self.store.client, BUCKET)
        folder = self._folder / new_ulid()
        return Snapshots(objects, LoggingEngine(), folder, now=self.clock, new_id=new_ulid, key=key, parallel=map)

    def builder(self) -> Builder:
        """Of another process each time."""
        return Builder(
            self.snapshots(BUILDING),
            self.snapshots(),
            self.table(CONVERSATIONS),
            self.reader(),
            self.feed,
            self.follow,
            self.clock,
            self._monotonic,
        )

    def indexer(self) -> Indexer:
        return Indexer(self.snapshots(), self.follow)

    def build(self, build_id: str = "b1") -> int:
        """How many turns it took."""
        progress: Progress | None = self.builder().begin(build_id)
        turns = 0
        while progress and not progress.is_complete:
            progress = self.builder().go_on(progress.id, progress.turn)
            turns += 1
        return turns

    def check(self) -> None:
        loaded = self.snapshots().load()
        assert loaded
        index: Any = loaded.index
        assert at_no_position(index.documents) == self.expected()

    def _monotonic(self) -> float:
        self.seconds += 1
        return self.seconds


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[BuildingDesk]:
    with file_store() as store:
        yield BuildingDesk(store, tmp_path)


def furnish(desk: IndexedDesk, tickets: int = 5) -> None:
    for _ in range(tickets):
        ticket = desk.open(desk.meet(f"Customer {new_ulid()}"))
        for sequence in range(1, 4):
            desk.say(ticket, f"message {sequence}", sequence)
        desk.note(ticket, "seen")


def test_an_index_is_built_from_the_tables_and_follows_the_feed(desk: BuildingDesk) -> None:
    furnish(desk)
    desk.flow()
    with pytest.raises(NoIndex):
        desk.indexer().index()
    assert desk.build() == 1
    desk.check()
    assert BUILDING not in set(desk.store.keys())
    furnish(desk, 1)
    desk.flow()
    indexed = desk.indexer().index()
    assert (indexed.changes, indexed.position, indexed.generation) == (6, 2, 4)
    desk.check()


def test_it_is_built_in_turns_that_read_some_of_the_table(desk: BuildingDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "_TURN_SECONDS", 4)
    monkeypatch.setattr(building, "_AT_ONCE", 2)
    desk.client.page = 2
    furnish(desk, 12)
    desk.flow()
    assert desk.build() > 3
    desk.check()


def test_what_changes_while_it_is_built_is_in_it(desk: BuildingDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "_TURN_SECONDS", 2)
    monkeypatch.setattr(building, "_AT_ONCE", 2)
    customers = [desk.meet(f"Customer {number}") for number in range(12)]
    tickets = [desk.open(customer) for customer in customers]
    desk.flow()
    progress = desk.builder().begin("b1")
    for ticket, customer in zip(tickets, customers, strict=True):
        desk.recall(customer, name=f"{customer.name}, changed")
        desk.change(ticket, owner_id="ada")
        desk.say(ticket, "Hello", 1)
        if customer.name in {"Customer 3", "Customer 7"}:
            desk.erase(ticket)
        desk.flow()
        if not progress.is_complete:
            following = desk.builder().go_on(progress.id, progress.turn)
            assert following
            progress = following
    while not progress.is_complete:
        following = desk.builder().go_on(progress.id, progress.turn)
        assert following
        progress = following
    desk.indexer().index()
    desk.check()


def test_readers_keep_the_old_index_until_the_new_one_is_whole(
    desk: BuildingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "_TURN_SECONDS", 1)
    furnish(desk, 2)
    desk.flow()
    desk.build("b1")
    before = desk.snapshots().look()
    monkeypatch.setattr(building, "_AT_ONCE", 1)
    progress = desk.builder().begin("b2")
    following = desk.builder().go_on("b2", progress.turn)
    assert following
    assert not following.is_complete
    assert desk.snapshots().look() == before
    furnish(desk, 1)
    desk.flow()
    assert desk.indexer().index().changes == 6
    desk.check()
    while not following.is_complete:
        following = desk.builder().go_on("b2", following.turn)
        assert following
    desk.check()
    loaded = desk.snapshots().load()
    assert loaded
    assert loaded.generation > 2


def test_a_turn_that_was_done_is_not_done_again(desk: BuildingDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "_TURN_SECONDS", 1)
    monkeypatch.setattr(building, "_AT_ONCE", 1)
    furnish(desk, 2)
    progress = desk.builder().begin("b1")
    assert desk.builder().begin("b1") == progress
    following = desk.builder().go_on("b1", 0)
    assert following
    assert following.turn == 1
    assert desk.builder().go_on("b1", 0) == following, "it says what follows, which may have been lost"
    assert desk.builder().go_on("another", 1) is None


def test_a_build_replaces_one_that_is_not_finished(desk: BuildingDesk) -> None:
    furnish(desk, 1)
    desk.builder().begin("b1")
    assert desk.builder().begin("b2").id == "b2"
    assert desk.builder().go_on("b1", 0) is None
    assert desk.build("b2") == 1


def test_whoever_needs_one_waits_for_the_one_that_goes_on(desk: BuildingDesk) -> None:
    desk.builder().begin("b1")
    assert desk.builder().begin("b2", unless_begun=True).id == "b1"
    desk.clock.forward(hours=3)
    assert desk.builder().begin("b3", unless_begun=True).id == "b3"


def test_a_build_that_cannot_be_read_begins_again(desk: BuildingDesk) -> None:
    desk.store.client.put_object(Bucket=BUCKET, Key=BUILDING, Body=b"{")
    assert desk.builder().begin("b1", unless_begun=True).id == "b1"
    assert desk.build("b1") == 1


def test_of_two_that_begin_one_is_refused(desk: BuildingDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    builder = desk.builder()
    monkeypatch.setattr(builder._building, "look", lambda: None)
    desk.builder().begin("b1")
    with pytest.raises(Unavailable, match="Another build"):
        builder.begin("b2")


def test_an_index_that_somebody_published_meanwhile_is_replaced_in_the_next_attempt(
    desk: BuildingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnish(desk, 1)
    desk.flow()
    desk.build("b1")
    desk.builder().begin("b2")
    builder = desk.builder()
    monkeypatch.setattr(builder._current, "look", lambda: None)
    with pytest.raises(Unavailable, match="Another writer"):
        builder.go_on("b2", 0)
    finished = desk.builder().go_on("b2", 0)
    assert finished
    assert finished.is_complete
    desk.check()


def test_a_build_whose_process_ended_after_it_was_used_ends(
    desk: BuildingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnish(desk, 1)
    desk.builder().begin("b1")
    builder = desk.builder()
    monkeypatch.setattr(builder._building, "end", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        builder.go_on("b1", 0)
    used = desk.snapshots().load()
    assert desk.builder().go_on("b1", 0)
    assert desk.builder().go_on("b1", 0) is None
    still = desk.snapshots().load()
    assert used
    assert still
    assert still.generation == used.generation, "what followed the feed meanwhile is not replaced"


def test_an_indexer_that_is_outrun_goes_on_after_the_other(desk: BuildingDesk) -> None:
    furnish(desk, 1)
    desk.flow()
    desk.build()
    one, two = desk.indexer(), desk.indexer()
    one.index()
    two.index()
    furnish(desk, 1)
    desk.flow()
    one.index()
    assert two.index().changes == 0  # it has loaded what the other has published
    furnish(desk, 1)
    desk.flow()
    faster = two._snapshots.publish

    def outrun(opened: Any) -> Any:
        one.index()
        return faster(opened)

    two._snapshots.publish = outrun  # type: ignore[method-assign,assignment]
    with pytest.raises(Unavailable, match="Another writer"):
        two.index()
    two._snapshots.publish = faster  # type: ignore[method-assign]
    assert two.index().changes == 0
    desk.check()


def test_nothing_new_publishes_nothing(desk: BuildingDesk) -> None:
    furnish(desk, 1)
    desk.flow()
    desk.build()
    indexer = desk.indexer()
    first = indexer.index()
    assert indexer.index() == first
    assert first.changes == 0


def test_an_index_that_is_behind_the_feed_says_so(desk: BuildingDesk) -> None:
    furnish(desk, 1)
    desk.build()
    snapshots = desk.snapshots()
    opened = snapshots.load()
    assert opened
    opened.index.apply(Batch(99))
    snapshots.publish(opened)
    with pytest.raises(IndexBehind):
        desk.indexer().index()


def test_an_empty_desk_has_an_empty_index(desk: BuildingDesk) -> None:
    assert desk.build() == 1
    desk.check()
    assert Progress("b1", "", segment=SEGMENTS).is_complete


def test_a_turn_ends_where_another_process_has_written_to_its_index(
    desk: BuildingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open(desk.meet("Ann"))
    desk.flow()
    progress = desk.builder().begin("b1")
    apply = LoggedIndex.apply

    def after_another(self: LoggedIndex, batch: Batch) -> None:
        apply(self, Batch(batch.position + 1))

    monkeypatch.setattr(LoggedIndex, "apply", after_another)
    with pytest.raises(Unavailable, match="Another process"):
        desk.builder().go_on("b1", progress.turn)
