"""The function writes what batches of streams say, and tells whoever makes snapshots."""

from datetime import UTC, datetime
from typing import Any

from feed.app import STEP, Feed
from feed.root import build
from feed.settings import Settings
from helpdesk.feed.models import Change, Place
from helpdesk.feed.repository import FeedRepository, FeedWriter
from helpdesk.platform.dynamodb import Database
from infra.workbench.tables import FEED
from tests.support.fakes import FakeClock, FakeQueue
from tests.support.log import FakeLog
from tests.support.memory import Memory

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)


def contact(number: int) -> dict[str, Any]:
    keys = {"pk": {"S": f"con_{number}"}, "sk": {"S": "contact"}}
    written = {"Keys": keys, "ApproximateCreationDateTime": int(NOW.timestamp())}
    return {"eventID": f"event-{number}", "eventName": "INSERT", "dynamodb": written}


def batch(*numbers: int) -> dict[str, Any]:
    return {"Records": [contact(number) for number in numbers]}


class World:
    def __init__(self) -> None:
        memory: Any = Memory()
        self.database = Database(memory, lambda _: None)
        self.table = self.database.table(FEED)
        self.announced: list[int] = []
        self.log: Any = FakeLog()

    def process(self) -> Feed:
        return Feed(FeedWriter(self.table, lambda: NOW), self.log, self.announced.append)

    def written(self) -> list[Change]:
        return [change for _, change in FeedRepository(self.table).after(Place(0), limit=10_000)[0]]


def test_a_batch_is_written_once() -> None:
    world = World()
    feed = world.process()
    feed(batch(1, 2))
    feed(batch(2, 3))
    assert [change.ids["contact_id"] for change in world.written()] == ["con_1", "con_2", "con_3"]
    assert world.log.lines == [("feed", {"changes": 2, "known": 0}), ("feed", {"changes": 1, "known": 1})]


def test_whoever_makes_snapshots_is_told_when_another_500_are_there() -> None:
    world = World()
    feed = world.process()
    feed(batch(*range(STEP - 1)))
    assert world.announced == []
    feed(batch(STEP))
    feed(batch(STEP + 1))
    assert world.announced == [2], "the number of the entry"


def test_it_is_told_again_by_a_batch_that_comes_again() -> None:
    """The process before may have died between the two."""
    world = World()
    world.process()(batch(*range(STEP)))
    world.process()(batch(STEP + 1))
    world.process()(batch(3, 4))
    assert world.announced == [1, 1]


def test_a_day_without_changes_has_one_of_its_own() -> None:
    """So that the table never becomes empty, and the numbers begin again."""
    world = World()
    clock = FakeClock()
    feed = build(Settings(FEED, "index"), database=world.database, index=FakeQueue(), now=clock)
    feed({"day": "passed"})
    clock.forward(minutes=10)
    feed({"day": "passed"})
    [change] = world.written()
    assert (change.type, change.actor, dict(change.ids)) == ("desk.changed", "system:desk", {"change": "day_passed"})
