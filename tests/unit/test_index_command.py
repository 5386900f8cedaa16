"""`make provision ARGS="index …"`: where the index is, and a rebuild that shows its progress."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from helpdesk.indexing.building import SEGMENTS
from helpdesk.indexing.manifest import BUILDING, CURRENT, SCHEMA, Manifest, StoredFile
from helpdesk.indexing.tantivy_engine import Tantivy
from helpdesk.platform.kept_objects import KeptObjects
from infra.provision.__main__ import arguments, perform
from infra.provision.index import IndexOfStage
from infra.provision.index_health import Waiting
from infra.workbench.tables import BUCKET
from tests.support.fakes import FakeQueue
from tests.support.file_store import FileStore, file_store

FILES = {"a": StoredFile("01a", 1_500_000, ""), "b": StoredFile("01b", 500_000, "")}
MANIFEST = Manifest("m1", Tantivy.name, 7, 120, "2026-11-27T09:00:00.000000Z", "{}", FILES, build="b0")
NEWER = "tantivy, format 99"
MOVED_AT = "2026-11-27T09:57:30.000000Z"
NOW = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
QUIET, STOPPED = Waiting(0, 0, 660), Waiting(3, 1, 660)
_BUILD = "The indexer builds one by itself; `index rebuild` asks for it now, and shows how far it is."
_NEXT = "Lists, counts and search answer 503. The indexer builds it again by itself; `index rebuild` asks for it now."


class Stage:
    """Whose indexer does a quarter of the work each time that somebody looks."""

    def __init__(self, store: FileStore) -> None:
        self._store = store
        self.queue = FakeQueue()
        self.waiting = QUIET
        objects = KeptObjects(lambda: store.client, BUCKET)
        self.index = IndexOfStage(objects, self.queue, lambda: self.waiting, now=lambda: NOW, sleep=self._work)
        self.works_from = 0
        """When somebody has looked so often before."""
        self._segment = 0

    def put(self, key: str, content: bytes) -> None:
        self._store.client.put_object(Bucket=BUCKET, Key=key, Body=content)

    def publish(self, manifest: Manifest = MANIFEST, files: int = 2) -> None:
        self.put(CURRENT, manifest.written())
        for file in list(FILES.values())[:files]:
            self.put(file.key, b"")

    def build(self, **progress: Any) -> None:
        said = {"building": {"id": "b1", **progress}, "published_at": MOVED_AT}
        self.put(BUILDING, json.dumps(said).encode())

    @property
    def status(self) -> list[str]:
        return list(self.index.status())

    def _work(self, _: float) -> None:
        self.works_from -= 1
        if self.works_from >= 0:
            return
        self._segment += SEGMENTS // 4
        if self._segment < SEGMENTS:
            self.build(segment=self._segment, documents=self._segment * 100)
        else:
            self.publish(replace(MANIFEST, build="b1"))


@pytest.fixture
def stage() -> Iterator[Stage]:
    with file_store() as store:
        yield Stage(store)


def test_a_stage_without_an_index_says_so(stage: Stage) -> None:
    assert stage.status == [
        "index        there is none of this version",
        f"usable       NO: lists, counts and search answer 503. {_BUILD}",
        "queue        0 waiting, 0 in flight",
    ]
    assert not stage.index.exists


def test_the_status_names_an_index_that_is_on_a_server(stage: Stage) -> None:
    stage.publish(replace(MANIFEST, files={}, meta="desk-v1-a", engine="opensearch, layout 1"))
    assert stage.status[0] == "index        generation 7, desk-v1-a, opensearch, layout 1"
    assert stage.status[2] == (
        f"usable       NO: The index was written by opensearch, layout 1, and this is {Tantivy.name}. {_NEXT}"
    )


def test_the_status_says_how_far_the_index_is(stage: Stage) -> None:
    stage.publish()
    stage.build(segment=32, documents=12_345)
    assert stage.status == [
        f"index        generation 7, 2.0 MB, {Tantivy.name}",
        "published    2026-11-27T09:00:00.000000Z, up to entry 120 of the change feed",
        "usable       yes",
        f"being built  {'█' * 20}{'░' * 20}  50%, 12,345 documents, last moved 3 minutes ago, at {MOVED_AT}",
        "queue        0 waiting, 0 in flight",
    ]


def test_the_status_says_that_a_build_does_not_move_and_what_the_queue_waits_for(stage: Stage) -> None:
    stage.publish()
    stage.build(segment=32)
    stage.waiting = replace(STOPPED, hidden_seconds=60)
    assert stage.status[-3:] == [
        "             It does not move. Read the log of indexer; `index rebuild` begins a new one.",
        "queue        3 waiting, 1 in flight",
        "             What is in flight comes again after 1 minute if its indexer died; the others wait for it.",
    ]


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        (MANIFEST.written()[:100], f"The manifest of the index is not whole. {_NEXT}"),
        (MANIFEST.written().replace(b"120", b"121"), f"The manifest of the index is damaged. {_NEXT}"),
        (
            replace(MANIFEST, engine=NEWER).written(),
            f"The index was written by a newer version (schema {SCHEMA}, {NEWER}). Deploy that version again.",
        ),
        (MANIFEST.written(), f"1 of its 2 files not in the bucket (01b). {_NEXT}"),
    ],
)
def test_the_status_says_why_nobody_can_use_it(stage: Stage, manifest: bytes, reason: str) -> None:
    stage.publish(files=1)
    stage.put(CURRENT, manifest)
    assert f"usable       NO: {reason}" in stage.status


def test_what_waits_is_what_the_queue_says() -> None:
    asked: dict[str, Any] = {}

    def attributes(**request: Any) -> dict[str, Any]:
        asked.update(request)
        return {"Attributes": dict(zip(request["AttributeNames"], ("3", "1", "660"), strict=True))}

    assert Waiting.of(SimpleNamespace(get_queue_attributes=attributes), "https://sqs/index.fifo") == STOPPED
    assert asked["QueueUrl"] == "https://sqs/index.fifo"
    numbers = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "VisibilityTimeout"]
    assert asked["AttributeNames"] == numbers


def test_a_rebuild_shows_how_far_it_is(stage: Stage) -> None:
    stage.publish()
    lines = list(stage.index.rebuild("b1"))
    assert [message.body for message in stage.queue.messages] == ['{"rebuild": "b1"}']
    assert [line.split()[1] for line in lines] == ["0%", "25%,", "50%,", "75%,", "100%,"]
    assert lines[-1].endswith("100%, 4,800 documents")


def test_a_rebuild_of_which_nothing_is_heard_ends(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.provision.index._STUCK_AFTER", 10)
    stage.works_from = 99
    with pytest.raises(SystemExit, match="no progress"):
        list(stage.index.rebuild("b1"))


@pytest.mark.parametrize(
    ("waiting", "why"),
    [
        (
            STOPPED,
            "If it died over it, that one comes again after 11 minutes, and all others wait for it.",
        ),
        (Waiting(2, 0, 660), "2 waiting, 0 in flight in the index queue. Nobody receives them"),
        (QUIET, "no message is in the index queue: indexer has received it. Read its log"),
    ],
)
def test_a_rebuild_that_does_not_begin_says_once_why_and_goes_on_waiting(
    stage: Stage, waiting: Waiting, why: str
) -> None:
    stage.publish()
    stage.waiting, stage.works_from = waiting, 15
    lines = list(stage.index.rebuild("b1"))
    [note] = [line for line in lines if line.startswith("The rebuild has not begun yet")]
    assert why in note
    assert lines.index(note) == 10, "looked at each two seconds"
    assert "100%" in lines[-1]


def test_a_rebuild_that_begins_in_time_says_nothing_else(stage: Stage) -> None:
    stage.waiting, stage.works_from = STOPPED, 8
    assert all("%" in line for line in stage.index.rebuild("b1"))


@pytest.mark.parametrize("action", ["status", "rebuild"])
def test_the_command_prints_it(
    stage: Stage, action: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.publish(replace(MANIFEST, build="b1"))
    monkeypatch.setattr("infra.provision.index.IndexOfStage.of", lambda _: stage.index)
    monkeypatch.setattr("infra.provision.index.new_ulid", lambda: "b1")
    of: Any = None
    perform(of, arguments(["--stage", "dev", "index", action]))
    printed = capsys.readouterr().out
    assert ("generation 7" if action == "status" else "The index is built.") in printed
