"""The indexer: whatever its queue says, the index in the object store follows the desk."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.conversations.items import ticket_key
from helpdesk.conversations.references import ConversationReference
from helpdesk.index.models import EVERYTHING, All, Is, Order, Phrase, Range, Sort
from helpdesk.indexing import building
from helpdesk.indexing.fresh import FollowedElsewhere, FreshIndex
from helpdesk.indexing.manifest import BUILDING, CURRENT, FOLDER, SCHEMA, SnapshotUnusable
from helpdesk.indexing.snapshots import Snapshots, Stored
from helpdesk.indexing.tantivy_engine import Tantivy
from helpdesk.indexing.work import GROUP, of_doubt, of_feed, of_rebuild, of_turn
from helpdesk.platform.attributes import to_attributes
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.kept_objects import KeptObjects
from infra.workbench.engine import Backend
from infra.workbench.tables import BUCKET, CONVERSATIONS
from tests.support.desk import DeskInProcess, queue_event
from tests.support.file_store import FileStore, file_store
from tests.support.permissions import Watched, WatchedQueue

SCHEDULED = json.dumps({"scheduled": True})


@pytest.fixture
def store() -> Iterator[FileStore]:
    with file_store() as created:
        yield created


@pytest.fixture
def desk(backend: Backend, store: FileStore) -> DeskInProcess:
    return DeskInProcess(backend, lambda: store.client)


class Indexing:
    def __init__(self, desk: DeskInProcess, store: FileStore, folder: Path) -> None:
        self.desk, self.store, self._folder = desk, store, folder
        self.restart()

    def restart(self) -> None:
        self._indexer = self.desk.indexer(self._folder / new_ulid())

    def receive(self, body: str) -> int:
        """How many messages followed, one after the other."""
        followed = -1
        bodies = [body]
        while bodies:
            assert self._indexer(queue_event(bodies.pop(0))) == {"batchItemFailures": []}
            bodies += [message.body for message in self.desk.index_queue.messages]
            assert {message.group for message in self.desk.index_queue.messages} <= {GROUP}
            self.desk.index_queue.messages.clear()
            followed += 1
        return followed

    def lose_a_file(self, of: str = CURRENT) -> None:
        file = next(iter(json.loads(self.store.content(of))["files"].values()))
        self.store.client.delete_object(Bucket=BUCKET, Key=f"{FOLDER}f/{file['id']}")

    def refuse(self, body: str) -> None:
        assert self._indexer(queue_event(body))["batchItemFailures"]

    @property
    def loaded(self) -> Stored:
        """As the function `find` loads it."""
        opened = self.snapshots().load()
        assert opened
        return opened.index

    def snapshots(self) -> Snapshots:
        objects = KeptObjects(lambda: Watched(self.store.client, "find", "s3"), BUCKET)
        folder = self._folder / new_ulid()
        return Snapshots(objects, Tantivy(), folder, now=self.desk.clock, new_id=new_ulid, parallel=map)

    def count(self) -> int:
        return self.loaded.tickets(EVERYTHING, Sort("opened_at"), after=None, limit=9).count

    def finds(self, word: str) -> int:
        return self.loaded.texts(Phrase((word,), ("text",)), Order.NEWEST, skip=0, limit=9).count


@pytest.fixture
def indexing(desk: DeskInProcess, store: FileStore, tmp_path: Path) -> Indexing:
    return Indexing(desk, store, tmp_path)


def test_the_first_message_builds_the_index_and_the_next_ones_follow_the_feed(indexing: Indexing) -> None:
    indexing.desk.accept("My parcel is late")
    indexing.desk.settle()
    assert indexing.receive(of_feed(1).body) == 1
    assert (indexing.count(), indexing.finds("parcel")) == (1, 1)
    indexing.desk.accept("Hello", thread="t2")
    indexing.desk.settle()
    indexing.desk.fill_feed()
    assert indexing.receive(of_feed(2).body) == 0
    assert (indexing.count(), indexing.finds("hello")) == (2, 1)
    indexing.restart()
    assert indexing.receive(SCHEDULED) == 0
    assert indexing.count() == 2


def test_what_a_ticket_does_not_say_itself_is_read_from_the_directory(indexing: Indexing) -> None:
    """The type of its property, and the channel of one that was opened before tickets said theirs."""
    desk = indexing.desk
    desk.call("POST", "/v1/ticket-properties", {"name": "size", "label": "Size", "type": "number"})
    ticket = ConversationReference.from_ticket_id(desk.accept().ticket_id)
    desk.settle()
    assert desk.call("PATCH", f"/v1/tickets/{ticket.ticket_id}", {"properties": {"size": 9}})[0] == 200
    desk.backend.client.update_item(
        TableName=CONVERSATIONS,
        Key=to_attributes(ticket_key(ticket).attributes()),
        UpdateExpression="REMOVE channel",
        ConditionExpression="attribute_exists(channel)",
    )
    indexing.receive(SCHEDULED)
    both = All(
        (Range("properties.size:number", at_least=8), Is("channel_id", (desk.custom.channel_id or desk.custom.kind,)))
    )
    assert indexing.loaded.tickets(both, Sort("opened_at"), after=None, limit=9).ids == (ticket.ticket_id,)


def test_a_rebuild_takes_the_place_of_the_index_and_old_files_go(indexing: Indexing) -> None:
    indexing.desk.accept()
    indexing.receive(SCHEDULED)
    before = set(indexing.store.keys())
    assert indexing.receive(of_rebuild("again").body) == 1
    assert BUILDING not in set(indexing.store.keys())
    indexing.receive(SCHEDULED)
    indexing.desk.clock.forward(days=1)
    indexing.receive(SCHEDULED)
    left = set(indexing.store.keys())
    assert CURRENT in left
    assert not {key for key in left & before if key.startswith(f"{FOLDER}f/")}
    assert indexing.count() == 1


def test_a_long_build_goes_on_in_turns_and_answers_the_feed_between_them(
    indexing: Indexing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "_TURN_SECONDS", 0)
    monkeypatch.setattr(building, "_AT_ONCE", 1)
    for number in range(3):
        indexing.desk.accept(f"message {number}", thread=f"t{number}")
    assert indexing.receive(of_rebuild("first").body) > 2
    assert indexing.count() == 3
    assert indexing.receive(of_turn("first", 1).body) == 0


@pytest.mark.parametrize("content", [b"{", json.dumps({"schema": SCHEMA, "engine": "another"}).encode()])
def test_an_index_that_cannot_be_used_is_built_again(indexing: Indexing, content: bytes) -> None:
    indexing.desk.accept()
    indexing.receive(SCHEDULED)
    indexing.store.client.put_object(Bucket=BUCKET, Key=CURRENT, Body=content)
    assert indexing.receive(of_feed(1).body) == 1
    assert indexing.count() == 1


def test_an_index_whose_file_is_missing_is_built_again(indexing: Indexing) -> None:
    indexing.desk.accept()
    indexing.receive(SCHEDULED)
    indexing.lose_a_file()
    indexing.restart()
    assert indexing.receive(of_feed(1).body) == 1
    assert indexing.count() == 1


def test_a_reader_who_misses_a_file_has_it_built_again_by_an_indexer_that_has_it_still(indexing: Indexing) -> None:
    indexing.desk.accept()
    for _ in range(2):
        indexing.receive(SCHEDULED)
    indexing.lose_a_file()
    assert indexing.receive(SCHEDULED) == 0, "the indexer does not look at what it has"
    queue = WatchedQueue(indexing.desk.index_queue, "find", "index")
    reader = FreshIndex(indexing.snapshots(), FollowedElsewhere, lambda: queue.send([of_doubt()]))
    with pytest.raises(SnapshotUnusable):
        reader()
    first = indexing.desk.index_queue.messages.pop()
    assert indexing.receive(first.body) == 1
    assert reader().tickets(EVERYTHING, Sort("opened_at"), after=None, limit=9).count == 1
    assert indexing.receive(first.body) == 0, "nothing is built that can be used"


def test_whoever_misses_a_file_waits_for_a_build_that_goes_on(indexing: Indexing) -> None:
    indexing.desk.accept()
    indexing.receive(SCHEDULED)
    indexing.lose_a_file()
    for build in ("first", "second"):
        indexing._indexer(queue_event(of_rebuild(build).body))
        indexing._indexer(queue_event(of_doubt().body))
        assert indexing.desk.index_queue.messages == [of_turn(build, 0)] * 2, "it goes on, if its message was lost"
        indexing.desk.index_queue.messages.clear()
        indexing.desk.clock.forward(minutes=31)
    indexing._indexer(queue_event(of_doubt().body))
    assert of_turn("second", 0) not in indexing.desk.index_queue.messages, "nobody has gone on with it"


def test_a_build_whose_file_is_missing_begins_again(indexing: Indexing) -> None:
    indexing.desk.accept()
    indexing._indexer(queue_event(of_rebuild("first").body))
    turn = indexing.desk.index_queue.messages.pop()
    indexing.lose_a_file(BUILDING)
    indexing.restart()
    assert indexing.receive(turn.body) == 1
    assert indexing.count() == 1


def test_an_index_of_a_newer_version_is_left_alone(indexing: Indexing) -> None:
    newer = json.dumps({"schema": SCHEMA + 1, "engine": "tantivy, format 99"}).encode()
    indexing.store.client.put_object(Bucket=BUCKET, Key=CURRENT, Body=newer)
    indexing.refuse(of_feed(1).body)
    assert indexing.store.content(CURRENT) == newer


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"feed": "1"}', '{"build": ""}', '{"build": "b", "turn": "1"}', '{"scheduled": false}']
)
def test_what_says_nothing_goes_to_the_dead_letters(indexing: Indexing, body: str) -> None:
    assert indexing.receive(body) == 0
    assert [message.body for message in indexing.desk.index_dead_letters.messages] == [body]


def test_the_feed_tells_the_indexer_when_it_has_moved_on(indexing: Indexing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feed.app.STEP", 2)
    for number in range(3):
        indexing.desk.accept(thread=f"t{number}")
    indexing.desk.fill_feed()
    [message] = indexing.desk.index_queue.messages
    assert message.group == GROUP
    assert "feed" in json.loads(message.body)
