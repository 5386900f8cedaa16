"""Connections in their table: what happens when two write at once, and what is left when one comes too late."""

import pytest

from helpdesk.live.models import Client, Connection, Topic, TopicKind, Watcher
from helpdesk.live.repository import ConnectionRepository, NotConnected
from helpdesk.platform.attributes import Key
from helpdesk.platform.dynamodb import Database, Table, Write
from infra.workbench.tables import LIVE
from tests.support.live_machine import LiveWorld
from tests.support.memory import Memory

NAMES = Topic(TopicKind.NOTIFICATIONS, "u0")
CONNECTION = Connection("c1", Client("u0"), 9_999_999_999)


class Raced(Table):
    """Somebody else writes just before its next conditional write."""

    def __init__(self, table: Table) -> None:
        super().__init__(table._database, table.name)
        self.before: Write | None = None

    def write(self, write: Write) -> None:
        if self.before:
            other, self.before = self.before, None
            super().write(other)
        super().write(write)


@pytest.fixture
def table() -> Raced:
    return Raced(Database(Memory(), sleep=lambda _: None).table(LIVE))  # type: ignore[arg-type]


def test_two_subscriptions_at_once_are_both_kept(table: Raced) -> None:
    repository = ConnectionRepository(table)
    repository.open(CONNECTION)
    other = ConnectionRepository(Table(table._database, LIVE))
    other.watch("c1", Topic(TopicKind.VIEW, "mine"))
    known = repository.get("c1")
    assert known
    table.before = table.changing(_key("c1"), "attribute_exists(#pk)", {"topics": ["view:mine", "view:closed"]})
    repository.watch("c1", NAMES)
    after = repository.get("c1")
    assert after
    assert after.topics == ("view:mine", "view:closed", NAMES.stored)


def test_nobody_who_is_not_connected_watches(table: Raced) -> None:
    repository = ConnectionRepository(table)
    for attempt in (
        lambda: repository.watch("c9", NAMES),
        lambda: repository.count_message("c9", 1, at_most=2),
        lambda: repository.set_presence("c9", NAMES, None),
    ):
        with pytest.raises(NotConnected):
            attempt()


def test_all_watchers_are_found_however_many(table: Raced) -> None:
    for number in range(1_005):
        watcher = Watcher(f"c{number:04d}", Client("u0"), NAMES, 9_999_999_999)
        item = {"client": {"user_id": "u0"}, "expires_at": watcher.expires_at}
        Table(table._database, LIVE).write(table.putting(_place(watcher.connection_id), item))
    assert len(ConnectionRepository(table).watchers(NAMES)) == 1_005


def test_a_subscription_that_came_after_the_end_is_forgotten_with_the_first_push() -> None:
    world = LiveWorld()
    world.connect("c1", 0)
    world.says("c1", action="subscribe", topic=world.topic(0))
    table = world.calm.table(LIVE)
    table.write(table.deleting(_key("c1"), "attribute_exists(#pk)"))
    world.sockets.open.discard("c1")
    assert world.watching()
    world.push(world.change(0)[1])
    assert world.watching() == set()


def _key(connection_id: str) -> Key:
    return Key(f"connection#{connection_id}", "connection")


def _place(connection_id: str) -> Key:
    return Key(NAMES.stored, connection_id)
