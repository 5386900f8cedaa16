"""What appending costs, and what happens where many append."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from helpdesk.feed.models import Change, ChangeType, Place, Recorded
from helpdesk.feed.repository import FeedRepository, FeedWriter
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.errors import Busy
from infra.workbench.tables import FEED
from tests.support.memory import Memory

BEGIN = datetime(2026, 11, 27, 9, tzinfo=UTC)
CHANGE = Change(ChangeType.CONTACT_CREATED, "2026-11-27T09:00:00.000000Z", "system:desk", data={"contact_id": "con_1"})


class Counted(Memory):
    """Counts calls, and lets somebody else write before each put."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []
        self.before_put: Any = None

    def call(self, operation: str, request: dict[str, Any]) -> Any:
        self.calls.append(operation)
        if operation == "PutItem" and self.before_put:
            meanwhile, self.before_put = self.before_put, None
            meanwhile()
        return super().call(operation, request)

    def taken(self) -> list[str]:
        calls, self.calls = self.calls, []
        return calls


class World:
    def __init__(self) -> None:
        self.memory, self.moment = Counted(), BEGIN
        memory: Any = self.memory
        self.table = Database(memory, lambda _: None).table(FEED)

    def writer(self) -> FeedWriter:
        return FeedWriter(self.table, lambda: self.moment)

    def record(self, name: str) -> Recorded:
        return Recorded(name, CHANGE, self.moment.timestamp())

    def append(self, writer: FeedWriter, *names: str, seconds: int = 60) -> list[str]:
        """The calls that it took."""
        self.moment += timedelta(seconds=seconds)
        self.memory.taken()
        writer.append([self.record(name) for name in names])
        return self.memory.taken()

    def counts(self) -> list[tuple[int, int]]:
        entries, _ = FeedRepository(self.table).entries(0, limit=1_000)
        return [(entry.number, entry.count) for entry in entries]


@pytest.fixture
def world() -> World:
    return World()


def test_a_process_that_writes_alone_makes_one_call(world: World) -> None:
    writer = world.writer()
    assert world.append(writer, "a") == ["Query", "PutItem"]
    assert world.append(writer, "b") == ["Query", "PutItem"], "whether it is alone is not known yet"
    assert world.append(writer, "c") == ["PutItem"]
    assert world.append(writer) == []


def test_of_two_that_write_in_turns_each_looks_first(world: World) -> None:
    one, other = world.writer(), world.writer()
    for name in "abcd":
        world.append(one, f"one {name}")
        world.append(other, f"other {name}")
    assert world.append(one, "last") == ["Query", "PutItem"]
    assert world.counts() == [(number, number) for number in range(1, 10)]


def test_two_that_begin_an_empty_feed_both_append(world: World) -> None:
    one, other = world.writer(), world.writer()
    world.memory.before_put = lambda: other.append([world.record("faster")])
    world.append(one, "slower")
    assert world.counts() == [(1, 1), (2, 2)]


def test_a_batch_that_another_was_faster_with_is_read_again(world: World) -> None:
    one, other = world.writer(), world.writer()
    for name in "ab":
        world.append(one, name)
    world.memory.before_put = lambda: other.append([world.record("faster")])
    assert world.append(one, "slower")[-2:] == ["Query", "PutItem"]
    assert world.counts()[-1] == (4, 4)


def test_a_put_whose_answer_was_lost_is_recognised(world: World) -> None:
    """The SDK repeats it, and finds its own item: nothing may be appended a second time."""
    writer, twin = world.writer(), world.writer()
    for name in "ab":
        world.append(writer, name)
    world.memory.before_put = lambda: twin.append([world.record("mine")])
    world.append(writer, "mine")
    assert world.counts() == [(1, 1), (2, 2), (3, 3)]
    assert writer.passed([world.record("mine")], 3) == {3: 3}


def test_where_others_are_always_faster_the_batch_is_retried(world: World) -> None:
    writer, other = world.writer(), world.writer()
    world.append(writer, "a")

    def meanwhile() -> None:
        other.append([world.record(f"faster {len(world.counts())}")])
        world.memory.before_put = meanwhile

    world.memory.before_put = meanwhile
    with pytest.raises(Busy):
        writer.append([world.record("late")])
    assert len(world.counts()) > 20


def test_items_of_a_busy_hour_are_forgotten(world: World) -> None:
    writer = world.writer()
    for number in range(300):
        world.append(writer, str(number), seconds=1)
    assert len(writer._known) < 15
    assert FeedRepository(world.table).after(Place(0), limit=1_000)[1] is False
